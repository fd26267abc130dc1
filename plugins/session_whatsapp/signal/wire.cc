#include "signal/wire.h"

#include "crypto/hash.h"
#include "proto/signal.pb.h"

namespace wagate::session_whatsapp {
namespace {

// Version of the message and version of the sender, both 3.
constexpr char kVersions = 0x33;
constexpr std::size_t kMacSize = 8;

// Takes the version byte and `tail` bytes off the ends. False when the text is no message of version 3.
bool strip(std::string_view& wire, std::size_t tail) {
  if (wire.size() < 1 + tail || wire.size() > kMaxSignalMessage) return false;
  if ((static_cast<unsigned char>(wire.front()) >> 4) != 3) return false;
  wire = wire.substr(1, wire.size() - 1 - tail);
  return true;
}

template <typename Message>
bool parse(Message& out, std::string_view bytes) {
  return out.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
}

template <typename Message>
std::string with_version(const Message& message) {
  std::string out(1, kVersions);
  message.AppendToString(&out);
  return out;
}

Secret<32> mac_of(std::string_view text, const Secret<32>& key, const PublicKey& sender, const PublicKey& receiver) {
  return hmac_sha256(key.expose(), {sender.wire(), receiver.wire(), text});
}

}  // namespace

std::optional<RatchetMessage> RatchetMessage::read(std::string_view wire) {
  proto::SignalMessage parsed;
  if (!strip(wire, kMacSize) || !parse(parsed, wire)) return std::nullopt;
  const auto ratchet = PublicKey::from_wire(parsed.ratchet_key());
  if (!ratchet || !parsed.has_counter() || !parsed.has_ciphertext()) return std::nullopt;
  return RatchetMessage{*ratchet, parsed.counter(), parsed.previous_counter(), std::move(*parsed.mutable_ciphertext())};
}

std::string RatchetMessage::write(const Secret<32>& mac_key, const PublicKey& sender, const PublicKey& receiver) const {
  proto::SignalMessage message;
  message.set_ratchet_key(ratchet.wire());
  message.set_counter(counter);
  message.set_previous_counter(previous_counter);
  message.set_ciphertext(ciphertext);
  std::string out = with_version(message);
  const Secret<32> mac = mac_of(out, mac_key, sender, receiver);
  out += mac.expose().substr(0, kMacSize);
  return out;
}

bool mac_is_right(std::string_view wire, const Secret<32>& mac_key, const PublicKey& sender,
                  const PublicKey& receiver) {
  if (wire.size() < kMacSize) return false;
  const std::string_view text = wire.substr(0, wire.size() - kMacSize);
  const Secret<32> mac = mac_of(text, mac_key, sender, receiver);
  return equal_in_constant_time(mac.expose().substr(0, kMacSize), wire.substr(text.size()));
}

std::optional<OpeningMessage> OpeningMessage::read(std::string_view wire) {
  proto::PreKeySignalMessage parsed;
  if (!strip(wire, 0) || !parse(parsed, wire)) return std::nullopt;
  const auto base_key = PublicKey::from_wire(parsed.base_key());
  const auto identity = PublicKey::from_wire(parsed.identity_key());
  if (!base_key || !identity || !parsed.has_signed_pre_key_id() || !parsed.has_message()) return std::nullopt;
  OpeningMessage out;
  out.registration_id = parsed.registration_id();
  if (parsed.has_pre_key_id()) out.prekey_id = parsed.pre_key_id();
  out.signed_prekey_id = parsed.signed_pre_key_id();
  out.base_key = *base_key;
  out.identity = *identity;
  out.message = std::move(*parsed.mutable_message());
  return out;
}

std::string OpeningMessage::write() const {
  proto::PreKeySignalMessage out;
  out.set_registration_id(registration_id);
  if (prekey_id) out.set_pre_key_id(*prekey_id);
  out.set_signed_pre_key_id(signed_prekey_id);
  out.set_base_key(base_key.wire());
  out.set_identity_key(identity.wire());
  out.set_message(message);
  return with_version(out);
}

std::optional<GroupMessage> GroupMessage::read(std::string_view wire) {
  proto::SenderKeyMessage parsed;
  if (!strip(wire, Signature::kSize) || !parse(parsed, wire)) return std::nullopt;
  if (!parsed.has_id() || !parsed.has_iteration() || !parsed.has_ciphertext()) return std::nullopt;
  return GroupMessage{parsed.id(), parsed.iteration(), std::move(*parsed.mutable_ciphertext())};
}

std::string GroupMessage::write(const Secret<32>& signing_key) const {
  proto::SenderKeyMessage message;
  message.set_id(id);
  message.set_iteration(iteration);
  message.set_ciphertext(ciphertext);
  std::string out = with_version(message);
  out += xeddsa_sign(signing_key, out).view();
  return out;
}

bool group_signature_is_right(std::string_view wire, const PublicKey& signer) {
  if (wire.size() < Signature::kSize) return false;
  const std::string_view text = wire.substr(0, wire.size() - Signature::kSize);
  return xeddsa_verify(signer, text, wire.substr(text.size()));
}

std::optional<GroupKeyDistribution> GroupKeyDistribution::read(std::string_view wire) {
  proto::SignalSenderKeyDistribution parsed;
  if (!strip(wire, 0) || !parse(parsed, wire)) return std::nullopt;
  const auto chain_key = Secret<32>::from(parsed.chain_key());
  const auto signing_key = PublicKey::from_wire(parsed.signing_key());
  wipe(parsed.mutable_chain_key()->data(), parsed.chain_key().size());
  if (!chain_key || !signing_key || !parsed.has_id() || !parsed.has_iteration()) return std::nullopt;
  return GroupKeyDistribution{parsed.id(), parsed.iteration(), *chain_key, *signing_key};
}

std::string GroupKeyDistribution::write() const {
  proto::SignalSenderKeyDistribution out;
  out.set_id(id);
  out.set_iteration(iteration);
  out.set_chain_key(std::string(chain_key.expose()));
  out.set_signing_key(signing_key.wire());
  return with_version(out);
}

}  // namespace wagate::session_whatsapp
