#include "signal/sender_key_record.h"

#include <algorithm>
#include <utility>

namespace wagate::session_whatsapp {
namespace {

constexpr std::uint64_t kSenderKeyRecordVersion = 1;

}  // namespace

void SenderKeyState::write(RecordWriter& record) const {
  record.number(id);
  chain.write(record);
  record.key(signing_key).number(signing_secret ? 1 : 0);
  if (signing_secret) record.secret(*signing_secret);
}

SenderKeyState SenderKeyState::read(RecordReader& record) {
  SenderKeyState out;
  out.id = record.number32();
  out.chain = ReceivingChain::read(record);
  out.signing_key = record.key();
  if (record.count(1) == 1) out.signing_secret = record.secret<32>();
  return out;
}

std::optional<SenderKeyRecord> SenderKeyRecord::read(const SecretBytes& bytes) {
  SenderKeyRecord out;
  if (bytes.empty()) return out;
  RecordReader record(bytes.expose());
  if (record.number() != kSenderKeyRecordVersion) return std::nullopt;
  const std::size_t count = record.count(kMaxSenderKeyStates);
  for (std::size_t i = 0; i < count && record.good(); ++i) out.states_.push_back(SenderKeyState::read(record));
  if (!record.complete()) return std::nullopt;
  return out;
}

SecretBytes SenderKeyRecord::write() const {
  RecordWriter record;
  record.number(kSenderKeyRecordVersion).number(states_.size());
  for (const SenderKeyState& state : states_) state.write(record);
  return record.take();
}

SenderKeyState* SenderKeyRecord::with_id(std::uint32_t id) {
  for (SenderKeyState& state : states_) {
    if (state.id == id) return &state;
  }
  return nullptr;
}

void SenderKeyRecord::put_first(SenderKeyState state) {
  std::erase_if(states_, [&](const SenderKeyState& known) { return known.id == state.id; });
  states_.insert(states_.begin(), std::move(state));
  if (states_.size() > kMaxSenderKeyStates) states_.pop_back();
}

void SenderKeyRecord::learn(const GroupKeyDistribution& told) {
  const SenderKeyState* known = with_id(told.id);
  if (known && known->signing_key == told.signing_key) {
    const std::uint32_t at = known->chain.chain().index();
    // Further ahead than messages may be skipped: what lies between is lost anyway.
    if (told.iteration <= at || told.iteration - at <= kMaxSkippedMessages) return;
  }
  SenderKeyState state;
  state.id = told.id;
  state.chain = ReceivingChain(Chain(told.chain_key, told.iteration));
  state.signing_key = told.signing_key;
  put_first(std::move(state));
}

}  // namespace wagate::session_whatsapp
