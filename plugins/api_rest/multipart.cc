#include "multipart.h"

#include <algorithm>
#include <cctype>

namespace wagate::api_rest {

namespace {

constexpr std::string_view kFormData = "multipart/form-data";
constexpr std::size_t kMaxBoundary = 70;  // RFC 2046

bool is_optional_blank(char c) { return c == ' ' || c == '\t'; }

std::string lower_case(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return out;
}

std::string_view without_blanks(std::string_view text) {
  while (!text.empty() && is_optional_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_optional_blank(text.back())) text.remove_suffix(1);
  return text;
}

// A quoted text up to its closing quote, or a token up to the next ';'. Takes it off `rest`.
std::string take_value(std::string_view& rest) {
  std::string out;
  if (rest.empty() || rest.front() != '"') {
    const std::string_view token = rest.substr(0, rest.find(';'));
    rest.remove_prefix(token.size());
    return std::string(without_blanks(token));
  }
  rest.remove_prefix(1);
  while (!rest.empty() && rest.front() != '"') {
    // Of the escapes, browsers write none and others these two.
    if (rest.front() == '\\' && rest.size() > 1 && (rest[1] == '"' || rest[1] == '\\')) rest.remove_prefix(1);
    out += rest.front();
    rest.remove_prefix(1);
  }
  rest.remove_prefix(std::min(rest.size(), rest.find(';')));
  return out;
}

// The parameter `wanted` of "form-data; name="file"; filename="a.jpg"". Whether it is there.
bool find_parameter(std::string_view header, std::string_view wanted, std::string& value) {
  std::string_view rest = header.substr(std::min(header.size(), header.find(';')));
  while (!rest.empty()) {
    rest.remove_prefix(1);  // the ';'
    const std::size_t end = std::min(rest.size(), rest.find_first_of("=;"));
    const std::string name = lower_case(without_blanks(rest.substr(0, end)));
    rest.remove_prefix(end);
    if (rest.empty() || rest.front() == ';') continue;
    rest.remove_prefix(1);  // the '='
    while (!rest.empty() && is_optional_blank(rest.front())) rest.remove_prefix(1);
    const std::string found = take_value(rest);
    if (name != wanted) continue;
    value = found;
    return true;
  }
  return false;
}

// Browsers write the three characters that would end a header as %22, %0D and %0A.
std::string without_browser_escapes(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::string_view three = text.substr(i, 3);
    if (three == "%22") out += '"';
    else if (three == "%0D" || three == "%0d") out += '\r';
    else if (three == "%0A" || three == "%0a") out += '\n';
    else {
      out += text[i];
      continue;
    }
    i += 2;
  }
  return out;
}

std::string read_headers(std::string_view block, FormPart& part) {
  bool has_disposition = false;
  while (!block.empty()) {
    const std::size_t end = std::min(block.size(), block.find("\r\n"));
    const std::string_view line = block.substr(0, end);
    block.remove_prefix(std::min(block.size(), end + 2));
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) return "A header of a form part has no colon";
    const std::string name = lower_case(without_blanks(line.substr(0, colon)));
    const std::string_view value = without_blanks(line.substr(colon + 1));
    if (name == "content-type") part.content_type = std::string(value);
    if (name != "content-disposition") continue;
    has_disposition = lower_case(value.substr(0, value.find(';'))).starts_with("form-data") &&
                      find_parameter(value, "name", part.name);
    part.name = without_browser_escapes(part.name);
    part.is_file = find_parameter(value, "filename", part.file_name);
    part.file_name = without_browser_escapes(part.file_name);
  }
  if (!has_disposition) return "A form part has no header Content-Disposition with a name";
  const std::string type = lower_case(part.content_type);
  if (!type.empty() && !type.starts_with("text/plain") && !type.starts_with("application/json")) part.is_file = true;
  return {};
}

// Walks from one delimiter, CRLF "--" boundary, to the next.
class Walk {
 public:
  Walk(std::string_view body, const std::string& boundary) : body_(body), delimiter_("\r\n--" + boundary) {}

  std::string into(std::vector<FormPart>& parts) {
    // The first delimiter needs no line break before it.
    if (body_.starts_with(std::string_view(delimiter_).substr(2))) body_.remove_prefix(delimiter_.size() - 2);
    else if (!skip_to_delimiter()) return "The form does not hold the boundary that its Content-Type names";

    while (!body_.starts_with("--")) {
      if (parts.size() == kMaxParts) return "The form has more than " + std::to_string(kMaxParts) + " parts";
      if (std::string wrong = one(parts.emplace_back()); !wrong.empty()) return wrong;
    }
    return {};
  }

 private:
  bool skip_to_delimiter() {
    const std::size_t at = body_.find(delimiter_);
    if (at == std::string_view::npos) return false;
    body_.remove_prefix(at + delimiter_.size());
    return true;
  }

  std::string one(FormPart& part) {
    while (!body_.empty() && is_optional_blank(body_.front())) body_.remove_prefix(1);
    if (!body_.starts_with("\r\n")) return "The form is cut off or its boundary is not followed by a line break";
    body_.remove_prefix(2);

    const std::size_t header_end = body_.substr(0, kMaxPartHeaderBytes + 4).find("\r\n\r\n");
    if (header_end == std::string_view::npos)
      return "The headers of a form part do not end within " + std::to_string(kMaxPartHeaderBytes) + " bytes";
    if (std::string wrong = read_headers(body_.substr(0, header_end), part); !wrong.empty()) return wrong;
    // An empty part's delimiter shares the line break that ends the headers.
    body_.remove_prefix(header_end + 2);
    // Only a line break can begin a delimiter and none is inside one, so this is one pass over the body.
    const std::size_t end = body_.find(delimiter_);
    if (end == std::string_view::npos) return "The form is cut off: its last boundary is missing";
    part.data = body_.substr(std::min(end, std::size_t{2}), end - std::min(end, std::size_t{2}));
    body_.remove_prefix(end + delimiter_.size());
    if (!part.is_file && part.data.size() > kMaxFieldBytes)
      return "A form field is longer than " + std::to_string(kMaxFieldBytes) + " bytes; only the file may be";
    return {};
  }

  std::string_view body_;
  const std::string delimiter_;
};

}  // namespace

bool is_multipart(std::string_view content_type) { return lower_case(content_type).starts_with(kFormData); }

std::string read_multipart(std::string_view content_type, std::string_view body, std::vector<FormPart>& parts) {
  parts.clear();
  std::string boundary;
  if (!find_parameter(content_type, "boundary", boundary) || boundary.empty() || boundary.size() > kMaxBoundary)
    return "The Content-Type of a form needs a boundary of 1 to 70 characters";
  return Walk(body, boundary).into(parts);
}

}  // namespace wagate::api_rest
