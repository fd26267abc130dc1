#pragma once

#include <string_view>

#include "node/node.h"
#include "session/reply_box.h"
#include "wagate/document.h"

namespace wagate::session_whatsapp {

// One part of a session's messaging: it knows some stanzas and some commands, and shares the place with the others.
// Called on the session's lane. What it hands to the lane, to alarms or to Wire::request() is run or forgotten before it
// is destroyed.
class ChatPart {
 public:
  virtual ~ChatPart() = default;

  // As in Messaging.
  virtual void online() {}
  virtual void offline() {}

  // True: it took the stanza, and acknowledges it when what it brought is on the disk and published.
  virtual bool take(const Node& stanza) {
    (void)stanza;
    return false;
  }

  // True: the command is one of its own, and `reply` is answered, now or later.
  virtual bool execute(std::string_view name, const Document& arguments, const ReplyBox& reply) {
    (void)name, (void)arguments, (void)reply;
    return false;
  }
};

}  // namespace wagate::session_whatsapp
