#include "message/padding.h"

#include "crypto/random.h"

namespace wagate::session_whatsapp {
namespace {

constexpr std::uint32_t kMostPadding = 15;
constexpr std::size_t kMostPaddingOfOthers = 16;

}  // namespace

std::string padded(std::string_view message) {
  const std::size_t count = 1 + random_below(kMostPadding);
  std::string out;
  out.reserve(message.size() + count);
  out += message;
  out.append(count, static_cast<char>(count));
  return out;
}

std::optional<std::string_view> unpadded(std::string_view text) {
  if (text.empty()) return std::nullopt;
  const auto count = static_cast<unsigned char>(text.back());
  if (count == 0 || count > kMostPaddingOfOthers || count > text.size()) return std::nullopt;
  return text.substr(0, text.size() - count);
}

}  // namespace wagate::session_whatsapp
