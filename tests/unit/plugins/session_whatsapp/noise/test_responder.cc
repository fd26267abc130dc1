#include "test_responder.h"

#include <proto/handshake.pb.h>

#include "noise/frames.h"

namespace wagate::session_whatsapp::testing {
namespace {

void write_certificate(proto::CertChain::NoiseCertificate& out, const ChainRecipe& recipe, std::uint32_t serial,
                       std::uint32_t issuer, const PublicKey& key, const KeyPair& signer) {
  proto::CertChain::NoiseCertificate::Details details;
  details.set_serial(serial);
  details.set_issuer_serial(issuer);
  details.set_key(std::string(key.raw()));
  details.set_not_before(recipe.not_before);
  details.set_not_after(recipe.not_after);
  out.set_details(details.SerializeAsString());
  out.set_signature(xeddsa_sign(signer.secret, out.details()).str());
}

}  // namespace

std::string ChainRecipe::chain() const {
  proto::CertChain chain;
  write_certificate(*chain.mutable_intermediate(), *this, intermediate_serial, intermediate_issuer, intermediate.pub,
                    root);
  write_certificate(*chain.mutable_leaf(), *this, leaf_serial, leaf_issuer, leaf_key, leaf_signer);
  return chain.SerializeAsString();
}

TestResponder::TestResponder(KeyPair static_pair) : static_pair_(std::move(static_pair)) {
  recipe_.leaf_key = static_pair_.pub;
  state_.authenticate(kProtocolHeader);
}

std::optional<std::string> TestResponder::answer(std::string_view client_hello) {
  proto::HandshakeMessage hello;
  if (!hello.ParseFromArray(client_hello.data(), static_cast<int>(client_hello.size()))) return std::nullopt;
  const auto client_ephemeral = PublicKey::from_raw(hello.client_hello().ephemeral());
  if (!client_ephemeral) return std::nullopt;
  state_.authenticate(client_ephemeral->raw());

  state_.authenticate(ephemeral_.pub.raw());
  state_.mix(*agree(ephemeral_.secret, *client_ephemeral));
  proto::HandshakeMessage message;
  auto& out = *message.mutable_server_hello();
  out.set_ephemeral(std::string(ephemeral_.pub.raw()));
  out.set_static_(state_.seal(static_pair_.pub.raw()));
  state_.mix(*agree(static_pair_.secret, *client_ephemeral));
  out.set_payload(state_.seal(recipe_.chain()));
  return message.SerializeAsString();
}

bool TestResponder::finish(std::string_view client_finish) {
  proto::HandshakeMessage message;
  if (!message.ParseFromArray(client_finish.data(), static_cast<int>(client_finish.size()))) return false;
  const auto static_bytes = state_.open(message.client_finish().static_());
  if (!static_bytes) return false;
  client_static_ = PublicKey::from_raw(*static_bytes).value_or(PublicKey());
  state_.mix(*agree(ephemeral_.secret, client_static_));
  const auto payload = state_.open(message.client_finish().payload());
  if (!payload) return false;
  client_payload_ = *payload;
  const SymmetricState::Keys keys = state_.split();
  receiving_.emplace(keys.first);
  sending_.emplace(keys.second);
  return true;
}

}  // namespace wagate::session_whatsapp::testing
