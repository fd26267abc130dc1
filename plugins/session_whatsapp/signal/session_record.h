#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "crypto/curve.h"
#include "crypto/secret.h"
#include "signal/chain.h"

namespace wagate::session_whatsapp {

inline constexpr std::size_t kMaxReceivingChains = 5;
inline constexpr std::size_t kMaxOldSessions = 40;

// One double ratchet with one device.
struct SessionState {
  struct Receiver {
    PublicKey ratchet;  // theirs
    ReceivingChain chain;
  };

  // What every message has to repeat until the other side answered: how it can open the session.
  struct Pending {
    std::optional<std::uint32_t> prekey_id;
    std::uint32_t signed_prekey_id = 0;
  };

  PublicKey own_identity;
  PublicKey their_identity;
  std::uint32_t their_registration_id = 0;
  PublicKey base_key;  // of the side that opened it; names the session
  Secret<32> root;
  KeyPair own_ratchet;
  Chain sending;
  std::uint32_t previous_counter = 0;  // how many messages the sending chain before this one had
  std::vector<Receiver> receivers;     // newest last
  std::optional<Pending> pending;

  Receiver* receiver(const PublicKey& ratchet);

  // The other side answered with a new key: new chains both ways. False for a key that cannot be agreed with.
  [[nodiscard]] bool step(const PublicKey& their_ratchet);

  void write(RecordWriter& record) const;
  static SessionState read(RecordReader& record);
};

// Everything kept for one device: the session in use, and older ones for messages that are still on the way
// or were written when both sides opened a session at the same time.
class SessionRecord {
 public:
  // An empty record from empty bytes; nothing when they are damaged.
  static std::optional<SessionRecord> read(const SecretBytes& bytes);
  SecretBytes write() const;

  bool empty() const { return states_.empty(); }
  std::vector<SessionState>& states() { return states_; }  // the one in use first

  SessionState* current() { return states_.empty() ? nullptr : &states_.front(); }
  SessionState* with_base_key(const PublicKey& base_key);

  // Makes `state` the one in use. The one before is kept, the oldest beyond the limit is forgotten.
  void put_first(SessionState state);
  // Makes a state that is here the one in use.
  void promote(std::size_t index);
  void clear() { states_.clear(); }

 private:
  std::vector<SessionState> states_;
};

// New root and chain from an agreement, as every turn of the ratchet makes them.
struct RootStep {
  Secret<32> root;
  Secret<32> chain;
};
std::optional<RootStep> step_root(const Secret<32>& root, const Secret<32>& own, const PublicKey& theirs);

}  // namespace wagate::session_whatsapp
