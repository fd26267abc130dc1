#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "wagate/abi/basic.h"
#include "wagate/base64.h"

namespace wagate {

// A document as text only, for those who cannot take bytes: each {"_placeholder":true,"num":i} becomes
// the attachment as a JSON string of base64. A placeholder without an attachment stays as it is.
inline std::string text_document(const abi::DocumentRef& document) {
  // Inside a JSON string the quotes would be escaped, so this is never part of somebody's text.
  static constexpr std::string_view kOpening = R"({"_placeholder":true,"num":)";
  std::string_view rest = document.json;
  std::string out;
  out.reserve(rest.size());
  while (document.attachment_count > 0) {
    const std::size_t found = rest.find(kOpening);
    if (found == std::string_view::npos) break;
    std::size_t end = found + kOpening.size();
    const std::size_t digits = end;
    std::uint64_t index = 0;
    while (end < rest.size() && end - digits < 9 && rest[end] >= '0' && rest[end] <= '9')
      index = index * 10 + static_cast<std::uint64_t>(rest[end++] - '0');
    if (end == digits || end >= rest.size() || rest[end] != '}' || index >= document.attachment_count) {
      out += rest.substr(0, end);
      rest.remove_prefix(end);
      continue;
    }
    const abi::BytesRef& bytes = document.attachments[index];
    out += rest.substr(0, found);
    out += '"';
    base64::append(out, {reinterpret_cast<const char*>(bytes.data), static_cast<std::size_t>(bytes.size)});
    out += '"';
    rest.remove_prefix(end + 1);
  }
  out += rest;
  return out;
}

}  // namespace wagate
