#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace wagate::session_whatsapp {

// A hash of a set: adding and subtracting elements in any order gives the same, so two devices can tell whether
// they have the same settings without listing them.
class LtHash {
 public:
  static constexpr std::size_t kSize = 128;

  LtHash() = default;  // of the empty set
  // Nothing when the length is wrong; empty bytes are the empty set.
  static std::optional<LtHash> from(std::string_view bytes);

  void add(std::string_view element);
  void subtract(std::string_view element);

  std::string bytes() const;

  friend bool operator==(const LtHash&, const LtHash&) = default;

 private:
  std::array<std::uint16_t, kSize / 2> words_{};
};

}  // namespace wagate::session_whatsapp
