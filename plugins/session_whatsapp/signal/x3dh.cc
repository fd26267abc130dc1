#include "signal/x3dh.h"

#include <array>
#include <cstring>
#include <initializer_list>

#include "crypto/key_derivation.h"

namespace wagate::session_whatsapp {
namespace {

struct Agreement {
  const Secret<32>& own;
  const PublicKey& theirs;
};

struct FirstKeys {
  Secret<32> root;
  Secret<32> chain;
};

// 32 bytes of 0xFF and the agreements one after the other.
std::optional<FirstKeys> first_keys(std::initializer_list<Agreement> agreements) {
  Secret<5 * 32> input;
  std::memset(input.data(), 0xFF, 32);
  std::size_t size = 32;
  for (const Agreement& agreement : agreements) {
    const auto shared = agree(agreement.own, agreement.theirs);
    if (!shared) return std::nullopt;
    std::memcpy(input.data() + size, shared->data(), 32);
    size += 32;
  }
  const Secret<64> material = hkdf<64>(input.expose().substr(0, size), {}, "WhisperText");
  return FirstKeys{material.part<32>(0), material.part<32>(32)};
}

}  // namespace

std::optional<SessionState> open_ratchet(const OpeningKeys& keys) {
  const Agreement identity{keys.identity.secret, keys.their_signed_prekey};
  const Agreement base{keys.base.secret, keys.their_identity};
  const Agreement ephemeral{keys.base.secret, keys.their_signed_prekey};
  const auto first = keys.their_prekey
                         ? first_keys({identity, base, ephemeral, {keys.base.secret, *keys.their_prekey}})
                         : first_keys({identity, base, ephemeral});
  if (!first) return std::nullopt;

  SessionState state;
  state.own_identity = keys.identity.pub;
  state.their_identity = keys.their_identity;
  state.base_key = keys.base.pub;
  state.own_ratchet = KeyPair::generate();
  const auto sending = step_root(first->root, state.own_ratchet.secret, keys.their_signed_prekey);
  if (!sending) return std::nullopt;
  state.root = sending->root;
  state.sending = Chain(sending->chain, 0);
  return state;
}

std::optional<SessionState> answer_ratchet(const AnsweringKeys& keys) {
  const Agreement identity{keys.signed_prekey.secret, keys.their_identity};
  const Agreement base{keys.identity.secret, keys.their_base};
  const Agreement ephemeral{keys.signed_prekey.secret, keys.their_base};
  const auto first = keys.prekey ? first_keys({identity, base, ephemeral, {keys.prekey->secret, keys.their_base}})
                                 : first_keys({identity, base, ephemeral});
  if (!first) return std::nullopt;

  SessionState state;
  state.own_identity = keys.identity.pub;
  state.their_identity = keys.their_identity;
  state.base_key = keys.their_base;
  state.own_ratchet = keys.signed_prekey;
  state.root = first->root;
  state.sending = Chain(first->chain, 0);
  return state;
}

}  // namespace wagate::session_whatsapp
