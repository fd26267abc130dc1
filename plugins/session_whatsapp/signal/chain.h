#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "crypto/curve.h"
#include "crypto/secret.h"
#include "signal/record_codec.h"
#include "signal/signal_error.h"

namespace wagate::session_whatsapp {

// How many messages of a chain may be skipped, and how many keys of skipped ones are kept.
inline constexpr std::uint32_t kMaxSkippedMessages = 2000;

// What one message is encrypted with.
struct MessageKeys {
  Secret<32> cipher;
  Secret<32> mac;
  Secret<16> iv;

  static MessageKeys of_session(const Secret<32>& seed);
  // Group messages are signed instead of having a MAC.
  static MessageKeys of_group(const Secret<32>& seed);
};

// A row of message keys, each derived from the one before, so that a key that was used and forgotten cannot
// be computed again.
class Chain {
 public:
  Chain() = default;
  Chain(const Secret<32>& key, std::uint32_t index) : key_(key), index_(index) {}

  const Secret<32>& key() const { return key_; }
  std::uint32_t index() const { return index_; }

  // The seed of message number index(), then goes on to the next.
  Secret<32> next_seed();

 private:
  Secret<32> key_;
  std::uint32_t index_ = 0;
};

// A chain at the receiver's side: messages come late, twice, or not at all.
class ReceivingChain {
 public:
  ReceivingChain() = default;
  explicit ReceivingChain(const Chain& chain) : chain_(chain) {}

  const Chain& chain() const { return chain_; }
  std::size_t skipped() const { return skipped_.size(); }

  // Takes the seed of message number `counter` out: it will not be found again. Keys of messages before it
  // that did not come yet are kept.
  SignalError take(std::uint32_t counter, Secret<32>& seed);

  // Forgets the keys of skipped messages, oldest first, until at most `limit` are left.
  void limit_skipped(std::size_t limit);

  void write(RecordWriter& record) const;
  static ReceivingChain read(RecordReader& record);

 private:
  struct Skipped {
    std::uint32_t counter = 0;
    Secret<32> seed;
  };

  Chain chain_;
  std::vector<Skipped> skipped_;  // ascending
};

}  // namespace wagate::session_whatsapp
