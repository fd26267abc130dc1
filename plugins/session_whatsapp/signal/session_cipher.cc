#include "signal/session_cipher.h"

#include <utility>

#include "crypto/cipher.h"
#include "signal/x3dh.h"

namespace wagate::session_whatsapp {
namespace {

OpenedMessage refused_message(SignalError error) {
  OpenedMessage out;
  out.error = error;
  return out;
}

// Reads the message with one state. The state is changed only when that succeeds.
OpenedMessage decrypt_with_state(SessionState& state, const RatchetMessage& message, std::string_view wire) {
  SessionState attempt = state;
  if (!attempt.receiver(message.ratchet) && !attempt.step(message.ratchet)) return refused_message(SignalError::bad_key);

  Secret<32> seed;
  const SignalError error = attempt.receiver(message.ratchet)->chain.take(message.counter, seed);
  if (error != SignalError::none) return refused_message(error);
  const MessageKeys keys = MessageKeys::of_session(seed);
  if (!mac_is_right(wire, keys.mac, attempt.their_identity, attempt.own_identity)) return refused_message(SignalError::bad_mac);
  auto plaintext = aes_cbc_decrypt(keys.cipher, keys.iv.expose(), message.ciphertext);
  if (!plaintext) return refused_message(SignalError::malformed);

  attempt.pending.reset();  // they answered: they have the session
  state = std::move(attempt);
  OpenedMessage out;
  out.plaintext = SecretBytes(std::move(*plaintext));
  return out;
}

}  // namespace

// A record that cannot be read counts as none: the other side is asked to open a new session.
std::optional<SessionRecord> SessionCipher::load() { return SessionRecord::read(store_.load_session(address_)); }

bool SessionCipher::has_session() {
  auto record = load();
  return record && record->current();
}

std::string SessionCipher::current_base_key() {
  auto record = load();
  return record && record->current() ? std::string(record->current()->base_key.raw()) : std::string();
}

SignalError SessionCipher::open_session(const PreKeyBundle& bundle) {
  if (!xeddsa_verify(bundle.identity, bundle.signed_prekey.wire(), bundle.signed_prekey_signature.view())) {
    return SignalError::bad_signature;
  }
  OpeningKeys keys;
  keys.identity = store_.identity();
  keys.base = KeyPair::generate();
  keys.their_identity = bundle.identity;
  keys.their_signed_prekey = bundle.signed_prekey;
  if (bundle.prekey) keys.their_prekey = bundle.prekey->key;
  auto state = open_ratchet(keys);
  if (!state) return SignalError::bad_key;

  state->their_registration_id = bundle.registration_id;
  SessionState::Pending pending;
  if (bundle.prekey) pending.prekey_id = bundle.prekey->id;
  pending.signed_prekey_id = bundle.signed_prekey_id;
  state->pending = pending;

  SessionRecord record = load().value_or(SessionRecord());
  const auto known = store_.load_identity(address_);
  if (known && *known != bundle.identity) record.clear();
  record.put_first(std::move(*state));
  store_.store_identity(address_, bundle.identity);
  store_.store_session(address_, record.write());
  return SignalError::none;
}

std::optional<SealedMessage> SessionCipher::encrypt(std::string_view plaintext) {
  auto record = load();
  SessionState* state = record ? record->current() : nullptr;
  if (!state) return std::nullopt;

  RatchetMessage message;
  message.ratchet = state->own_ratchet.pub;
  message.counter = state->sending.index();
  message.previous_counter = state->previous_counter;
  const MessageKeys keys = MessageKeys::of_session(state->sending.next_seed());
  message.ciphertext = aes_cbc_encrypt(keys.cipher, keys.iv.expose(), plaintext);

  SealedMessage out;
  out.bytes = message.write(keys.mac, state->own_identity, state->their_identity);
  if (state->pending) {
    OpeningMessage opening;
    opening.registration_id = store_.registration_id();
    opening.prekey_id = state->pending->prekey_id;
    opening.signed_prekey_id = state->pending->signed_prekey_id;
    opening.base_key = state->base_key;
    opening.identity = state->own_identity;
    opening.message = std::move(out.bytes);
    out.kind = CipherKind::pkmsg;
    out.bytes = opening.write();
  }
  store_.store_session(address_, record->write());
  return out;
}

OpenedMessage SessionCipher::decrypt_opening(std::string_view wire) {
  const auto opening = OpeningMessage::read(wire);
  if (!opening) return refused_message(SignalError::malformed);
  const auto message = RatchetMessage::read(opening->message);
  if (!message) return refused_message(SignalError::malformed);

  SessionRecord record = load().value_or(SessionRecord());
  const auto known = store_.load_identity(address_);
  const bool changed = known && *known != opening->identity;

  // Opened before, by this message or an earlier one of the same session.
  SessionState* state = record.with_base_key(opening->base_key);
  if (state && state->their_identity == opening->identity) {
    OpenedMessage out = decrypt_with(record, *message, opening->message);
    if (out) store_.store_session(address_, record.write());
    return out;
  }

  AnsweringKeys keys;
  keys.identity = store_.identity();
  const auto signed_prekey = store_.load_signed_prekey(opening->signed_prekey_id);
  if (!signed_prekey) return refused_message(SignalError::missing_prekey);
  keys.signed_prekey = *signed_prekey;
  if (opening->prekey_id) {
    keys.prekey = store_.load_prekey(*opening->prekey_id);
    if (!keys.prekey) return refused_message(SignalError::missing_prekey);
  }
  keys.their_identity = opening->identity;
  keys.their_base = opening->base_key;
  auto fresh = answer_ratchet(keys);
  if (!fresh) return refused_message(SignalError::bad_key);
  fresh->their_registration_id = opening->registration_id;

  OpenedMessage out = decrypt_with_state(*fresh, *message, opening->message);
  if (!out) return out;

  // The message proved that the sender has the identity it claims.
  out.identity_changed = changed;
  if (changed) record.clear();
  record.put_first(std::move(*fresh));
  store_.store_identity(address_, opening->identity);
  if (opening->prekey_id) store_.remove_prekey(*opening->prekey_id);
  store_.store_session(address_, record.write());
  return out;
}

OpenedMessage SessionCipher::decrypt(std::string_view wire) {
  const auto message = RatchetMessage::read(wire);
  if (!message) return refused_message(SignalError::malformed);
  auto record = load();
  if (!record || record->empty()) return refused_message(SignalError::no_session);
  OpenedMessage out = decrypt_with(*record, *message, wire);
  if (out) store_.store_session(address_, record->write());
  return out;
}

OpenedMessage SessionCipher::decrypt_with(SessionRecord& record, const RatchetMessage& message,
                                          std::string_view wire) {
  std::vector<SessionState>& states = record.states();

  // A ratchet key belongs to one session only: when one knows it, no other can read the message.
  for (std::size_t i = 0; i < states.size(); ++i) {
    if (!states[i].receiver(message.ratchet)) continue;
    OpenedMessage out = decrypt_with_state(states[i], message, wire);
    if (out) record.promote(i);
    return out;
  }

  OpenedMessage first = refused_message(SignalError::no_session);
  for (std::size_t i = 0; i < states.size(); ++i) {
    OpenedMessage out = decrypt_with_state(states[i], message, wire);
    if (out) {
      record.promote(i);
      return out;
    }
    if (i == 0) first = std::move(out);
  }
  return first;
}

}  // namespace wagate::session_whatsapp
