#include "preview/web_address.h"

#include <algorithm>
#include <charconv>
#include <cstdint>

#include "socket/ascii.h"
#include "socket/percent_encoding.h"

namespace wagate::session_whatsapp {
namespace {

constexpr std::size_t kMaxWebHost = 253;
constexpr int kMaxCandidates = 16;  // places in a text that look like an address and may be none

bool is_web_host(std::string_view host) {
  if (host.empty() || host.size() > kMaxWebHost) return false;
  if (host.front() == '[') {
    const std::string_view inner = host.substr(1, host.size() - 2);
    return host.size() > 4 && host.back() == ']' && std::all_of(inner.begin(), inner.end(), [](char c) {
             return is_ascii_digit(c) || (c >= 'a' && c <= 'f') || c == ':' || c == '.';
           });
  }
  return host.front() != '.' && host.front() != '-' && std::all_of(host.begin(), host.end(), [](char c) {
           return is_ascii_digit(c) || is_ascii_letter(c) || c == '-' || c == '.' || c == '_';
         });
}

bool is_web_port(std::string_view digits) {
  std::uint16_t number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return error == std::errc() && end == digits.data() + digits.size() && number != 0;
}

// What may not stand in a request as it is.
std::string encoded_target(std::string_view text) {
  static constexpr std::string_view kForbidden = "\"<>\\^`{|}";
  return percent_encoded(
      text, [](char c) { return c > ' ' && c < '\x7F' && kForbidden.find(c) == std::string_view::npos; });
}

std::string_view without_blanks_around(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

// "mailto:..." is an address of its own, "a/b:c" is none.
bool has_scheme(std::string_view text) {
  const std::size_t end = text.find_first_of(":/?#");
  if (end == std::string_view::npos || end == 0 || text[end] != ':') return false;
  return std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(end), [](char c) {
    return is_ascii_letter(c) || is_ascii_digit(c) || c == '+' || c == '-' || c == '.';
  });
}

}  // namespace

std::optional<WebAddress> WebAddress::parse(std::string_view text) {
  if (text.size() > kMaxLength) return std::nullopt;
  WebAddress out;
  for (const std::string_view scheme : {"https", "http"}) {
    if (!begins_with_word(text, scheme) || text.substr(scheme.size(), 3) != "://") continue;
    out.scheme = scheme;
    text.remove_prefix(scheme.size() + 3);
    break;
  }
  if (out.scheme.empty()) return std::nullopt;
  text = text.substr(0, text.find('#'));
  const std::size_t path = std::min(text.find_first_of("/?"), text.size());
  const std::string authority = lowered_ascii(text.substr(0, path));
  const std::size_t bracket = authority.rfind(']');
  const std::size_t colon = authority.find(':', bracket == std::string::npos ? 0 : bracket);
  out.host = authority.substr(0, colon);
  if (!is_web_host(out.host)) return std::nullopt;  // a user's name, too: '@' is in no host
  if (colon != std::string::npos) out.port = authority.substr(colon + 1);
  if (colon != std::string::npos && !is_web_port(out.port)) return std::nullopt;
  out.target = encoded_target(text.substr(path));
  if (!out.target.starts_with('/')) out.target.insert(0, "/");
  if (out.target.size() > kMaxLength * 3) return std::nullopt;
  return out;
}

std::optional<WebAddress> WebAddress::resolve(std::string_view reference) const {
  reference = without_blanks_around(reference);
  if (reference.empty() || reference.size() > kMaxLength) return std::nullopt;
  if (has_scheme(reference)) return parse(reference);
  if (reference.starts_with("//")) return parse(scheme + ":" + std::string(reference));
  const std::string origin = scheme + "://" + authority();
  if (reference.starts_with('/')) return parse(origin + std::string(reference));
  const std::string path = target.substr(0, target.find('?'));
  if (reference.starts_with('?') || reference.starts_with('#')) return parse(origin + path + std::string(reference));
  return parse(origin + path.substr(0, path.rfind('/') + 1) + std::string(reference));
}

std::string_view first_address_in(std::string_view text) {
  int candidates = 0;
  for (std::size_t at = text.find("://"); at != std::string_view::npos; at = text.find("://", at + 3)) {
    std::size_t begin = at;
    while (begin > 0 && at - begin < 6 && is_ascii_letter(text[begin - 1])) --begin;
    const std::string_view scheme = text.substr(begin, at - begin);
    // "xhttp://" is something else, and "1http://" as well.
    const bool is_begin = begin == 0 || (!is_ascii_digit(text[begin - 1]) && text[begin - 1] != '_');
    if (!is_begin || (!is_ascii_word(scheme, "http") && !is_ascii_word(scheme, "https"))) continue;
    if (++candidates > kMaxCandidates) break;
    std::string_view address = text.substr(begin, WebAddress::kMaxLength + 1);
    const auto ends = [](char c) { return (c >= '\0' && c <= ' ') || c == '\x7F' || c == '<' || c == '>' || c == '"'; };
    address = address.substr(0, static_cast<std::size_t>(std::find_if(address.begin(), address.end(), ends) -
                                                         address.begin()));
    if (address.size() > WebAddress::kMaxLength) continue;
    // A bracket closes the address only when it was opened in it.
    const auto is_unopened = [&](char open, char close) {
      return address.back() == close &&
             std::count(address.begin(), address.end(), open) < std::count(address.begin(), address.end(), close);
    };
    while (!address.empty() && (std::string_view(".,;:!?'*_").find(address.back()) != std::string_view::npos ||
                                is_unopened('(', ')') || is_unopened('[', ']') || is_unopened('{', '}')))
      address.remove_suffix(1);
    if (WebAddress::parse(address)) return address;
  }
  return {};
}

}  // namespace wagate::session_whatsapp
