#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "crypto/bytes.h"
#include "crypto/cipher.h"

namespace wagate::session_whatsapp {

// What both sides of a Noise_XX_25519_AESGCM_SHA256 handshake compute in step: a running hash of everything that was
// said, and a chain of keys. Both sides call the same functions in the same order.
class SymmetricState {
 public:
  SymmetricState();

  // Takes public bytes into the hash.
  void authenticate(std::string_view bytes);

  // Takes the result of a key agreement into the keys.
  void mix(const Secret<32>& shared);

  std::string seal(std::string_view plaintext);

  // Nothing when it was not sealed by a side that has said and heard the same.
  [[nodiscard]] std::optional<std::string> open(std::string_view sealed);

  struct Keys {
    Secret<32> first;   // the client's for sending
    Secret<32> second;  // the client's for receiving
  };
  // Ends the handshake.
  Keys split() const;

 private:
  Digest hash_;
  Secret<32> chaining_key_;
  AesGcm cipher_;
  std::uint32_t counter_ = 0;
};

}  // namespace wagate::session_whatsapp
