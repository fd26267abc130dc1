#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include <proto/stored_event.pb.h>

#include "store/transaction.h"

namespace wagate::session_whatsapp {

// Events that were made of messages and not published yet. A message's ratchet key is used up when it was decrypted, so
// its event goes to the disk in the same transaction; otherwise a process that is killed before publishing would lose
// it, and nobody could decrypt the message again. Used on the lane.
class PendingEvents {
 public:
  explicit PendingEvents(SessionStore& store) : store_(store) {}

  // Keeps the event, once `work` is committed, and returns its number.
  std::uint64_t add(Transaction& work, const proto::StoredEvent& event);

  // The event was published, and so were all before it.
  void remove(Transaction& work, std::uint64_t number);

  // What an earlier process left, in order.
  std::vector<std::pair<std::uint64_t, proto::StoredEvent>> load();

 private:
  SessionStore& store_;
};

}  // namespace wagate::session_whatsapp
