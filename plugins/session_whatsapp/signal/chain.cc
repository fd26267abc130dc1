#include "signal/chain.h"

#include <algorithm>
#include <limits>
#include <string>

#include "crypto/hash.h"
#include "crypto/key_derivation.h"

namespace wagate::session_whatsapp {

MessageKeys MessageKeys::of_session(const Secret<32>& seed) {
  const Secret<80> material = hkdf<80>(seed.expose(), {}, "WhisperMessageKeys");
  return {material.part<32>(0), material.part<32>(32), material.part<16>(64)};
}

MessageKeys MessageKeys::of_group(const Secret<32>& seed) {
  const Secret<48> material = hkdf<48>(seed.expose(), {}, "WhisperGroup");
  return {material.part<32>(16), {}, material.part<16>(0)};
}

Secret<32> Chain::next_seed() {
  Secret<32> seed = hmac_sha256(key_.expose(), "\x01");
  key_ = hmac_sha256(key_.expose(), "\x02");
  ++index_;
  return seed;
}

SignalError ReceivingChain::take(std::uint32_t counter, Secret<32>& seed) {
  if (counter < chain_.index()) {
    const auto found = std::lower_bound(skipped_.begin(), skipped_.end(), counter,
                                        [](const Skipped& entry, std::uint32_t wanted) { return entry.counter < wanted; });
    if (found == skipped_.end() || found->counter != counter) return SignalError::duplicate;
    seed = found->seed;
    skipped_.erase(found);
    return SignalError::none;
  }
  // The last number is never reached by an honest sender, and would wrap the index.
  if (counter - chain_.index() > kMaxSkippedMessages || counter == std::numeric_limits<std::uint32_t>::max()) {
    return SignalError::too_far_ahead;
  }
  while (chain_.index() < counter) {
    const std::uint32_t skipped = chain_.index();
    skipped_.push_back({skipped, chain_.next_seed()});
  }
  limit_skipped(kMaxSkippedMessages);
  seed = chain_.next_seed();
  return SignalError::none;
}

void ReceivingChain::limit_skipped(std::size_t limit) {
  if (skipped_.size() <= limit) return;
  skipped_.erase(skipped_.begin(), skipped_.end() - static_cast<std::ptrdiff_t>(limit));
}

void ReceivingChain::write(RecordWriter& record) const {
  record.secret(chain_.key()).number(chain_.index()).number(skipped_.size());
  for (const Skipped& entry : skipped_) record.number(entry.counter).secret(entry.seed);
}

ReceivingChain ReceivingChain::read(RecordReader& record) {
  ReceivingChain out;
  const Secret<32> key = record.secret<32>();
  out.chain_ = Chain(key, record.number32());
  const std::size_t count = record.count(kMaxSkippedMessages);
  for (std::size_t i = 0; i < count && record.good(); ++i) {
    const std::uint32_t counter = record.number32();
    out.skipped_.push_back({counter, record.secret<32>()});
  }
  return out;
}

}  // namespace wagate::session_whatsapp
