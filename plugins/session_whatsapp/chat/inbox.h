#pragma once

#include <functional>
#include <vector>

#include <proto/stored_event.pb.h>

#include "chat/chat_place.h"
#include "chat/pending_events.h"
#include "message/message_reader.h"

namespace wagate::session_whatsapp {

// Reads incoming messages: decrypts, keeps the event, publishes, and only then tells sender and server. Used on the lane.
class Inbox {
 public:
  explicit Inbox(ChatPlace& place) : place_(place), pending_(place.session.store) {}

  // Publishes what an earlier process decrypted and could not publish any more.
  void publish_left_over();

  void take(const Node& message);

 private:
  std::vector<proto::StoredEvent> make_events(const ReadMessage& read, Names& names) const;
  void publish(std::uint64_t number, const proto::StoredEvent& stored, std::function<void()> after);
  abi::StatusCode publish_stored(const proto::StoredEvent& stored) const;

  ChatPlace& place_;
  PendingEvents pending_;
};

}  // namespace wagate::session_whatsapp
