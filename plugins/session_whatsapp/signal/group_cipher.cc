#include "signal/group_cipher.h"

#include <utility>

#include "crypto/cipher.h"
#include "crypto/random.h"

namespace wagate::session_whatsapp {
namespace {

OpenedMessage refused_group_message(SignalError error) {
  OpenedMessage out;
  out.error = error;
  return out;
}

SenderKeyState make_sender_key() {
  const KeyPair signing = KeyPair::generate();
  SenderKeyState state;
  state.id = random_below(0x7FFFFFFF);
  state.chain = ReceivingChain(Chain(random_secret<32>(), 0));
  state.signing_key = signing.pub;
  state.signing_secret = signing.secret;
  return state;
}

bool is_own(const SenderKeyState* state) { return state && state->signing_secret; }

}  // namespace

// A record that cannot be read counts as none.
SenderKeyRecord GroupCipher::load() {
  return SenderKeyRecord::read(store_.load_sender_key(group_, sender_)).value_or(SenderKeyRecord());
}

bool GroupCipher::has_own_key() {
  SenderKeyRecord record = load();
  return is_own(record.current());
}

std::string GroupCipher::distribution() {
  SenderKeyRecord record = load();
  if (!is_own(record.current())) {
    record.put_first(make_sender_key());
    store_.store_sender_key(group_, sender_, record.write());
  }
  const SenderKeyState& state = *record.current();
  return GroupKeyDistribution{state.id, state.chain.chain().index(), state.chain.chain().key(), state.signing_key}
      .write();
}

void GroupCipher::rotate() {
  SenderKeyRecord record = load();
  record.put_first(make_sender_key());
  store_.store_sender_key(group_, sender_, record.write());
}

std::optional<std::string> GroupCipher::encrypt(std::string_view plaintext) {
  SenderKeyRecord record = load();
  SenderKeyState* state = record.current();
  if (!is_own(state)) return std::nullopt;

  GroupMessage message;
  message.id = state->id;
  message.iteration = state->chain.chain().index();
  Secret<32> seed;
  if (state->chain.take(message.iteration, seed) != SignalError::none) return std::nullopt;
  const MessageKeys keys = MessageKeys::of_group(seed);
  message.ciphertext = aes_cbc_encrypt(keys.cipher, keys.iv.expose(), plaintext);
  std::string wire = message.write(*state->signing_secret);
  store_.store_sender_key(group_, sender_, record.write());
  return wire;
}

SignalError GroupCipher::learn(std::string_view distribution) {
  const auto told = GroupKeyDistribution::read(distribution);
  if (!told) return SignalError::malformed;
  SenderKeyRecord record = load();
  record.learn(*told);
  store_.store_sender_key(group_, sender_, record.write());
  return SignalError::none;
}

OpenedMessage GroupCipher::decrypt(std::string_view wire) {
  const auto message = GroupMessage::read(wire);
  if (!message) return refused_group_message(SignalError::malformed);
  SenderKeyRecord record = load();
  SenderKeyState* state = record.with_id(message->id);
  if (!state) return refused_group_message(SignalError::no_sender_key);
  if (!group_signature_is_right(wire, state->signing_key)) return refused_group_message(SignalError::bad_signature);

  Secret<32> seed;
  const SignalError error = state->chain.take(message->iteration, seed);
  if (error != SignalError::none) return refused_group_message(error);
  const MessageKeys keys = MessageKeys::of_group(seed);
  auto plaintext = aes_cbc_decrypt(keys.cipher, keys.iv.expose(), message->ciphertext);
  if (!plaintext) return refused_group_message(SignalError::malformed);

  store_.store_sender_key(group_, sender_, record.write());
  OpenedMessage out;
  out.plaintext = SecretBytes(std::move(*plaintext));
  return out;
}

}  // namespace wagate::session_whatsapp
