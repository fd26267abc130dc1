#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "session/surroundings.h"
#include "wagate/bus.h"
#include "wagate/events/message.h"

namespace wagate::session_whatsapp {

// Publishes what happens to messages. Made once for all sessions.
struct ChatEvents {
  explicit ChatEvents(const PluginContext& context)
      : upsert(context), edited(context), deleted(context), update(context), sent(context) {}

  Publisher<MessagesUpsert> upsert;
  Publisher<MessagesEdited> edited;
  Publisher<MessagesDelete> deleted;
  Publisher<MessagesUpdate> update;
  Publisher<SendMessage> sent;
};

// What the parts of a session's messaging share. Outlives them.
struct ChatPlace {
  MessagingPlace session;
  const ChatEvents& events;
  Logger log;
  bool is_available = false;  // the account shows as online, so receipts say the message is shown

  std::int64_t now_s() const { return session.place.clock.unix_ms() / 1000; }
};

}  // namespace wagate::session_whatsapp
