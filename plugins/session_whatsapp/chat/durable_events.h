#pragma once

#include <cstdint>
#include <functional>
#include <mutex>
#include <utility>
#include <vector>

#include <proto/stored_event.pb.h>

#include "chat/chat_place.h"
#include "chat/pending_events.h"

namespace wagate::session_whatsapp {

// Publishes events that must survive the process: what they were made of cannot be read a second time. Used on the
// lane.
//
//   Transaction work(store);
//   const auto number = events.keep(work, event);   // with what the event was made of
//   work.commit();
//   events.publish(number, event);                  // forgets it when that is done
class DurableEvents {
 public:
  // Finds what an earlier process kept.
  explicit DurableEvents(ChatPlace& place);
  ~DurableEvents();

  // Keeps the event, once `work` is committed, and returns its number. Published in the order of their numbers. Those that
  // were published meanwhile are forgotten with the same commit.
  std::uint64_t keep(Transaction& work, const proto::StoredEvent& event);

  // `after` runs on the lane when the event was published and is forgotten.
  void publish(std::uint64_t number, const proto::StoredEvent& event, std::function<void()> after = {});

  // Publishes what an earlier process kept and could not publish any more.
  void publish_left_over();

 private:
  struct Published {
    std::uint64_t number = 0;
    std::function<void()> after;
  };

  void was_published(Published event);
  void sweep();
  void forget_published(Transaction& work);
  void confirm_forgotten();
  abi::StatusCode publish_stored(const proto::StoredEvent& event) const;

  ChatPlace& place_;
  PendingEvents pending_;
  std::vector<std::pair<std::uint64_t, proto::StoredEvent>> left_over_;
  std::vector<Published> forgotten_;  // once the transaction that does it is committed

  std::mutex mutex_;
  std::vector<Published> published_;  // and still on the disk; guarded by mutex_
  bool is_sweep_posted_ = false;      // guarded by mutex_
};

}  // namespace wagate::session_whatsapp
