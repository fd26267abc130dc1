#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "crypto/curve.h"
#include "noise/certificate.h"
#include "noise/symmetric_state.h"
#include "noise/transport_cipher.h"

namespace wagate::session_whatsapp {

enum class HandshakeError {
  none,
  malformed,    // the server's hello is no hello
  bad_key,      // a key with which no agreement is possible
  not_opened,   // what was sealed does not open: the other side is not who it says, or heard something else
  certificate,  // see Outcome::certificate
};

// The kind of error as a word, for logs.
[[nodiscard]] std::string_view to_word(HandshakeError error);

// The client's side of the handshake that begins every connection: Noise XX, with a certificate for the server's
// static key.
//
//   ClientHandshake handshake(noise_pair, root);
//   send(handshake.hello());
//   auto outcome = handshake.answer(received, payload, now);
//   if (outcome.error == HandshakeError::none) send(outcome.message); ... outcome.sending->seal(...)
//
// Once per connection, hello() first, then answer().
class ClientHandshake {
 public:
  ClientHandshake(const KeyPair& noise_pair, const PublicKey& root, const KeyPair& ephemeral = KeyPair::generate());

  // The first message, content of a frame.
  std::string hello();

  struct Outcome {
    HandshakeError error = HandshakeError::none;
    CertificateError certificate = CertificateError::none;
    std::string message;  // the second message, content of a frame
    std::optional<TransportCipher> sending;
    std::optional<TransportCipher> receiving;
  };

  // Checks the server's hello and finishes. `client_payload` says who connects; `now` in seconds since 1970.
  Outcome answer(std::string_view server_hello, std::string_view client_payload, std::int64_t now);

 private:
  KeyPair noise_pair_;
  PublicKey root_;
  KeyPair ephemeral_;
  SymmetricState state_;
};

}  // namespace wagate::session_whatsapp
