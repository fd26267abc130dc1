#pragma once

#include <optional>

#include "crypto/curve.h"
#include "signal/session_record.h"

namespace wagate::session_whatsapp {

// The keys both sides of a new session agree on (X3DH, protocol version 3). Each gives a state that is ready
// to be used, or nothing for a public key that cannot be agreed with.

// The side that opens the session.
struct OpeningKeys {
  KeyPair identity;
  KeyPair base;  // made for this session
  PublicKey their_identity;
  PublicKey their_signed_prekey;
  std::optional<PublicKey> their_prekey;
};
std::optional<SessionState> open_ratchet(const OpeningKeys& keys);

// The side that published the prekeys.
struct AnsweringKeys {
  KeyPair identity;
  KeyPair signed_prekey;
  std::optional<KeyPair> prekey;
  PublicKey their_identity;
  PublicKey their_base;
};
std::optional<SessionState> answer_ratchet(const AnsweringKeys& keys);

}  // namespace wagate::session_whatsapp
