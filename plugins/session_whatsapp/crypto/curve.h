#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "crypto/bytes.h"
#include "crypto/secret.h"

namespace wagate::session_whatsapp {

// A Curve25519 public key. Stanzas carry its 32 bytes, Signal's own messages 33 with a leading 0x05.
class PublicKey {
 public:
  PublicKey() = default;  // zeros; no key anybody has

  static std::optional<PublicKey> from_raw(std::string_view bytes);
  static std::optional<PublicKey> from_wire(std::string_view bytes);

  // Either form; a few peers put the long one where the short one belongs.
  static std::optional<PublicKey> from_either(std::string_view bytes);

  std::string_view raw() const { return bytes_.view(); }
  std::string wire() const { return '\x05' + bytes_.str(); }
  const unsigned char* data() const { return bytes_.data(); }

  friend bool operator==(const PublicKey&, const PublicKey&) = default;

 private:
  friend struct KeyPair;
  friend PublicKey public_key_of(const Secret<32>& secret);

  ByteArray<32> bytes_;
};

PublicKey public_key_of(const Secret<32>& secret);

struct KeyPair {
  Secret<32> secret;
  PublicKey pub;

  static KeyPair generate();

  // Computes the public half again.
  static KeyPair from_secret(const Secret<32>& secret);
};

// X25519. Nothing when the other key is one of the few that make every result the same.
[[nodiscard]] std::optional<Secret<32>> agree(const Secret<32>& secret, const PublicKey& other);

// XEdDSA: signs with a Curve25519 key what anybody who has the public key can verify.
Signature xeddsa_sign(const Secret<32>& secret, std::string_view message);
[[nodiscard]] bool xeddsa_verify(const PublicKey& signer, std::string_view message, std::string_view signature);

}  // namespace wagate::session_whatsapp
