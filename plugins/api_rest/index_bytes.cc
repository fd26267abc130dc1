#include "index_bytes.h"

#include <charconv>

namespace wagate::api_rest {

namespace {

// Cannot occur inside a JSON string: the quotes would be escaped there.
constexpr std::string_view kPlaceholder = "{\"_placeholder\":true,\"num\":";

void append_bytes(std::string& out, const abi::BytesRef& bytes) {
  out += '{';
  for (std::uint64_t i = 0; i < bytes.size; ++i) {
    if (i > 0) out += ',';
    out += '"';
    out += std::to_string(i);
    out += "\":";
    out += std::to_string(bytes.data[i]);
  }
  out += '}';
}

}  // namespace

std::string with_index_bytes(const abi::DocumentRef& document) {
  const std::string_view json = document.json;
  std::string out;
  out.reserve(json.size());
  std::size_t done = 0;
  for (std::size_t at = json.find(kPlaceholder); at != std::string_view::npos; at = json.find(kPlaceholder, at + 1)) {
    const std::size_t digits = at + kPlaceholder.size();
    std::uint64_t index = 0;
    const auto [end, error] = std::from_chars(json.data() + digits, json.data() + json.size(), index);
    const auto close = static_cast<std::size_t>(end - json.data());
    const bool is_whole = error == std::errc() && close < json.size() && json[close] == '}';
    if (!is_whole || index >= document.attachment_count) continue;

    out.append(json, done, at - done);
    append_bytes(out, document.attachments[index]);
    done = close + 1;
  }
  out.append(json, done, json.size() - done);
  return out;
}

}  // namespace wagate::api_rest
