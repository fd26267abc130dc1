#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// What is kept of a key: a salt and the SHA-256 of salt and key. Whoever reads the file cannot log in
// with it. Keys are long and random, unlike passwords, so one round is enough.
class SaltedKey {
 public:
  // Reads "<salt>:<hash>", both in hexadecimal; nothing when it has another shape.
  static std::optional<SaltedKey> parse(std::string_view text);

  // Takes the same time whether or not the key fits.
  [[nodiscard]] bool fits(std::string_view key) const;

  // Fits no key, and takes as long to say so: for users that do not exist.
  static const SaltedKey& nobody();

 private:
  std::string salt_;
  std::array<std::uint8_t, 32> hash_{};
};
