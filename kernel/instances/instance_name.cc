#include "kernel/instances/instance_name.h"

#include <string>

namespace wagate {

namespace {

constexpr std::size_t kMaxNameBytes = 255;
constexpr std::string_view kForbidden = ",/?#";

Status refuse(std::string sentence) { return Status(abi::StatusCode::invalid_argument, std::move(sentence)); }

bool is_utf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto c = static_cast<unsigned char>(text[i]);
    const std::size_t length = c < 0x80 ? 1 : c >= 0xC2 && c <= 0xDF ? 2 : c >= 0xE0 && c <= 0xEF ? 3 : c >= 0xF0 && c <= 0xF4 ? 4 : 0;
    if (length == 0 || i + length > text.size()) return false;
    for (std::size_t k = 1; k < length; ++k) {
      if ((static_cast<unsigned char>(text[i + k]) & 0xC0) != 0x80) return false;
    }
    i += length;
  }
  return true;
}

}  // namespace

Status check_instance_name(std::string_view name) {
  if (name.empty()) return refuse("the name of an instance must not be empty");
  if (name.size() > kMaxNameBytes)
    return refuse("the name of an instance has at most " + std::to_string(kMaxNameBytes) + " bytes, not " +
                  std::to_string(name.size()));
  if (name == "." || name == "..")
    return refuse("the name of an instance must not be . or ..: clients take it out of a path");
  for (const char c : name) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F)
      return refuse("the name of an instance must not contain control characters");
    if (kForbidden.find(c) != std::string_view::npos)
      return refuse(std::string("the name of an instance must not contain \"") + c +
                    "\": clients could not address its channel");
  }
  if (!is_utf8(name)) return refuse("the name of an instance has to be UTF-8");
  return {};
}

}  // namespace wagate
