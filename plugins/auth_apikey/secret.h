#pragma once

#include <array>
#include <string>
#include <string_view>

namespace wagate::auth_apikey {

// Remembers a secret in a form that can be compared and cannot be printed.
//
// Comparing texts byte by byte tells by its duration how far a guess was right, and comparing
// lengths first tells the length. Both sides are therefore run through a hash keyed with random
// bytes of this process, and the hashes are compared in constant time.
class Secret {
 public:
  explicit Secret(std::string_view text);

  // Takes the same time for every guess of one length. [any]
  bool matches(std::string_view guess) const;

 private:
  using Digest = std::array<unsigned char, 32>;

  Digest digest_of(std::string_view text) const;

  std::array<unsigned char, 32> hash_key_;
  Digest digest_;
};

// A new secret: 32 characters, 160 random bits.
std::string random_key();

}  // namespace wagate::auth_apikey
