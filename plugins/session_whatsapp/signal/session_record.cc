#include "signal/session_record.h"

#include <algorithm>
#include <utility>

#include "crypto/key_derivation.h"

namespace wagate::session_whatsapp {
namespace {

constexpr std::uint64_t kSessionRecordVersion = 1;

// Of all sessions of one record; a hostile device could otherwise make it grow to megabytes.
constexpr std::size_t kMaxSkippedInRecord = 4 * kMaxSkippedMessages;

}  // namespace

std::optional<RootStep> step_root(const Secret<32>& root, const Secret<32>& own, const PublicKey& theirs) {
  const auto shared = agree(own, theirs);
  if (!shared) return std::nullopt;
  const Secret<64> material = hkdf<64>(shared->expose(), root.expose(), "WhisperRatchet");
  return RootStep{material.part<32>(0), material.part<32>(32)};
}

SessionState::Receiver* SessionState::receiver(const PublicKey& ratchet) {
  for (Receiver& candidate : receivers) {
    if (candidate.ratchet == ratchet) return &candidate;
  }
  return nullptr;
}

bool SessionState::step(const PublicKey& their_ratchet) {
  const auto receiving = step_root(root, own_ratchet.secret, their_ratchet);
  if (!receiving) return false;
  KeyPair fresh = KeyPair::generate();
  const auto answering = step_root(receiving->root, fresh.secret, their_ratchet);
  if (!answering) return false;

  if (receivers.size() >= kMaxReceivingChains) receivers.erase(receivers.begin());
  receivers.push_back({their_ratchet, ReceivingChain(Chain(receiving->chain, 0))});
  previous_counter = sending.index() > 0 ? sending.index() - 1 : 0;
  own_ratchet = std::move(fresh);
  sending = Chain(answering->chain, 0);
  root = answering->root;
  return true;
}

void SessionState::write(RecordWriter& record) const {
  record.key(own_identity).key(their_identity).number(their_registration_id).key(base_key).secret(root);
  record.pair(own_ratchet).secret(sending.key()).number(sending.index()).number(previous_counter);
  record.number(receivers.size());
  for (const Receiver& receiver : receivers) {
    record.key(receiver.ratchet);
    receiver.chain.write(record);
  }
  record.number(pending ? 1 : 0);
  if (pending) {
    record.number(pending->prekey_id ? 1 : 0).number(pending->prekey_id.value_or(0)).number(pending->signed_prekey_id);
  }
}

SessionState SessionState::read(RecordReader& record) {
  SessionState out;
  out.own_identity = record.key();
  out.their_identity = record.key();
  out.their_registration_id = record.number32();
  out.base_key = record.key();
  out.root = record.secret<32>();
  out.own_ratchet = record.pair();
  const Secret<32> sending = record.secret<32>();
  out.sending = Chain(sending, record.number32());
  out.previous_counter = record.number32();
  const std::size_t count = record.count(kMaxReceivingChains);
  for (std::size_t i = 0; i < count && record.good(); ++i) {
    const PublicKey ratchet = record.key();
    out.receivers.push_back({ratchet, ReceivingChain::read(record)});
  }
  if (record.count(1) == 1) {
    Pending pending;
    const bool has_prekey = record.count(1) == 1;
    const std::uint32_t prekey = record.number32();
    if (has_prekey) pending.prekey_id = prekey;
    pending.signed_prekey_id = record.number32();
    out.pending = pending;
  }
  return out;
}

std::optional<SessionRecord> SessionRecord::read(const SecretBytes& bytes) {
  SessionRecord out;
  if (bytes.empty()) return out;
  RecordReader record(bytes.expose());
  if (record.number() != kSessionRecordVersion) return std::nullopt;
  const std::size_t count = record.count(1 + kMaxOldSessions);
  for (std::size_t i = 0; i < count && record.good(); ++i) out.states_.push_back(SessionState::read(record));
  if (!record.complete()) return std::nullopt;
  return out;
}

SecretBytes SessionRecord::write() const {
  RecordWriter record;
  record.number(kSessionRecordVersion).number(states_.size());
  for (const SessionState& state : states_) state.write(record);
  return record.take();
}

SessionState* SessionRecord::with_base_key(const PublicKey& base_key) {
  for (SessionState& state : states_) {
    if (state.base_key == base_key) return &state;
  }
  return nullptr;
}

void SessionRecord::put_first(SessionState state) {
  states_.insert(states_.begin(), std::move(state));
  if (states_.size() > 1 + kMaxOldSessions) states_.pop_back();

  std::size_t budget = kMaxSkippedInRecord;
  for (SessionState& kept : states_) {
    for (auto receiver = kept.receivers.rbegin(); receiver != kept.receivers.rend(); ++receiver) {
      receiver->chain.limit_skipped(budget);
      budget -= receiver->chain.skipped();
    }
  }
}

void SessionRecord::promote(std::size_t index) {
  if (index == 0) return;
  const auto begin = states_.begin();
  std::rotate(begin, begin + static_cast<std::ptrdiff_t>(index), begin + static_cast<std::ptrdiff_t>(index) + 1);
}

}  // namespace wagate::session_whatsapp
