#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "crypto/curve.h"
#include "crypto/secret.h"
#include "signal/chain.h"
#include "signal/wire.h"

namespace wagate::session_whatsapp {

inline constexpr std::size_t kMaxSenderKeyStates = 5;

// One key of one sender in one group.
struct SenderKeyState {
  std::uint32_t id = 0;
  ReceivingChain chain;
  PublicKey signing_key;
  std::optional<Secret<32>> signing_secret;  // of the own key

  void write(RecordWriter& record) const;
  static SenderKeyState read(RecordReader& record);
};

// The keys one sender used in one group lately, newest first.
class SenderKeyRecord {
 public:
  static std::optional<SenderKeyRecord> read(const SecretBytes& bytes);
  SecretBytes write() const;

  SenderKeyState* current() { return states_.empty() ? nullptr : &states_.front(); }
  SenderKeyState* with_id(std::uint32_t id);

  void put_first(SenderKeyState state);

  // Takes a key the sender told. One that is known already stays as it is: told a second time, it must not
  // make messages readable again that were read.
  void learn(const GroupKeyDistribution& told);

 private:
  std::vector<SenderKeyState> states_;
};

}  // namespace wagate::session_whatsapp
