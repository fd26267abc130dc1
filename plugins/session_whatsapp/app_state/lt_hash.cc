#include "app_state/lt_hash.h"

#include "crypto/key_derivation.h"

namespace wagate::session_whatsapp {
namespace {

std::uint16_t word_at(const unsigned char* bytes, std::size_t index) {
  return static_cast<std::uint16_t>(bytes[2 * index] | bytes[2 * index + 1] << 8);
}

Secret<LtHash::kSize> spread(std::string_view element) {
  return hkdf<LtHash::kSize>(element, {}, "WhatsApp Patch Integrity");
}

}  // namespace

std::optional<LtHash> LtHash::from(std::string_view bytes) {
  LtHash out;
  if (bytes.empty()) return out;
  if (bytes.size() != kSize) return std::nullopt;
  const auto* data = reinterpret_cast<const unsigned char*>(bytes.data());
  for (std::size_t i = 0; i < out.words_.size(); ++i) out.words_[i] = word_at(data, i);
  return out;
}

void LtHash::add(std::string_view element) {
  const auto delta = spread(element);
  for (std::size_t i = 0; i < words_.size(); ++i) {
    words_[i] = static_cast<std::uint16_t>(words_[i] + word_at(delta.data(), i));
  }
}

void LtHash::subtract(std::string_view element) {
  const auto delta = spread(element);
  for (std::size_t i = 0; i < words_.size(); ++i) {
    words_[i] = static_cast<std::uint16_t>(words_[i] - word_at(delta.data(), i));
  }
}

std::string LtHash::bytes() const {
  std::string out;
  out.reserve(kSize);
  for (const std::uint16_t word : words_) {
    out += static_cast<char>(word & 0xFF);
    out += static_cast<char>(word >> 8);
  }
  return out;
}

}  // namespace wagate::session_whatsapp
