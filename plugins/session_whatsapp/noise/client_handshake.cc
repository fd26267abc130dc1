#include "noise/client_handshake.h"

#include <proto/handshake.pb.h>

#include "noise/frames.h"

namespace wagate::session_whatsapp {
namespace {

ClientHandshake::Outcome refused(HandshakeError error, CertificateError certificate = CertificateError::none) {
  ClientHandshake::Outcome outcome;
  outcome.error = error;
  outcome.certificate = certificate;
  return outcome;
}

}  // namespace

std::string_view to_word(HandshakeError error) {
  switch (error) {
    case HandshakeError::none: return "none";
    case HandshakeError::malformed: return "malformed_hello";
    case HandshakeError::bad_key: return "bad_key";
    case HandshakeError::not_opened: return "not_opened";
    case HandshakeError::certificate: return "certificate";
  }
  return "unknown";
}

ClientHandshake::ClientHandshake(const KeyPair& noise_pair, const PublicKey& root, const KeyPair& ephemeral)
    : noise_pair_(noise_pair), root_(root), ephemeral_(ephemeral) {
  state_.authenticate(kProtocolHeader);
}

std::string ClientHandshake::hello() {
  state_.authenticate(ephemeral_.pub.raw());
  proto::HandshakeMessage message;
  message.mutable_client_hello()->set_ephemeral(std::string(ephemeral_.pub.raw()));
  return message.SerializeAsString();
}

ClientHandshake::Outcome ClientHandshake::answer(std::string_view server_hello, std::string_view client_payload,
                                                 std::int64_t now) {
  proto::HandshakeMessage received;
  if (!received.ParseFromArray(server_hello.data(), static_cast<int>(server_hello.size())) ||
      !received.has_server_hello())
    return refused(HandshakeError::malformed);
  const auto& hello = received.server_hello();
  const auto server_ephemeral = PublicKey::from_raw(hello.ephemeral());
  if (!server_ephemeral) return refused(HandshakeError::malformed);

  state_.authenticate(hello.ephemeral());
  const auto ephemeral_shared = agree(ephemeral_.secret, *server_ephemeral);
  if (!ephemeral_shared) return refused(HandshakeError::bad_key);
  state_.mix(*ephemeral_shared);

  const auto static_bytes = state_.open(hello.static_());
  if (!static_bytes) return refused(HandshakeError::not_opened);
  const auto server_static = PublicKey::from_raw(*static_bytes);
  if (!server_static) return refused(HandshakeError::malformed);
  const auto static_shared = agree(ephemeral_.secret, *server_static);
  if (!static_shared) return refused(HandshakeError::bad_key);
  state_.mix(*static_shared);

  const auto chain = state_.open(hello.payload());
  if (!chain) return refused(HandshakeError::not_opened);
  const CertificateError certificate = check_certificate(*chain, root_, *server_static, now);
  if (certificate != CertificateError::none) return refused(HandshakeError::certificate, certificate);

  // From here on the server is who it says; it learns who we are.
  proto::HandshakeMessage finish;
  finish.mutable_client_finish()->set_static_(state_.seal(noise_pair_.pub.raw()));
  const auto own_shared = agree(noise_pair_.secret, *server_ephemeral);
  if (!own_shared) return refused(HandshakeError::bad_key);
  state_.mix(*own_shared);
  finish.mutable_client_finish()->set_payload(state_.seal(client_payload));

  const SymmetricState::Keys keys = state_.split();
  Outcome outcome;
  outcome.message = finish.SerializeAsString();
  outcome.sending.emplace(keys.first);
  outcome.receiving.emplace(keys.second);
  return outcome;
}

}  // namespace wagate::session_whatsapp
