#pragma once

#include <functional>
#include <utility>
#include <vector>

#include <proto/stored_event.pb.h>

#include "chat/chat_place.h"
#include "chat/durable_events.h"
#include "message/message_reader.h"

namespace wagate::session_whatsapp {

// Reads incoming messages: decrypts, keeps the event, publishes, and only then tells sender and server. Used on the lane.
class Inbox {
 public:
  // Histories that may wait to be read.
  static constexpr std::size_t kMaxHistories = 1'000;

  // Told when the own phone sent what is meant for this device and no message of a person; it is on the disk by then.
  struct PhoneNews {
    std::function<void()> keys_arrived;       // of the app state
    std::function<void()> history_announced;
  };

  // All outlive it. `published` is told of each message of a person, once its event is out.
  Inbox(ChatPlace& place, DurableEvents& events, PhoneNews phone, std::function<void(const Envelope&)> published)
      : place_(place), events_(events), phone_(std::move(phone)), published_(std::move(published)) {}

  void take(const Node& message);

 private:
  // The instance wants no events of that chat.
  bool is_unwanted(const Jid& chat) const;
  std::vector<proto::StoredEvent> make_events(const ReadMessage& read, Names& names) const;
  bool keep_history(Transaction& work, const ReadMessage& read) const;

  ChatPlace& place_;
  DurableEvents& events_;
  const PhoneNews phone_;
  const std::function<void(const Envelope&)> published_;
};

}  // namespace wagate::session_whatsapp
