#pragma once

#include <string>

#include "node/node.h"
#include "session/reply_box.h"
#include "wagate/document.h"

namespace wagate::session_whatsapp {

// What a linked session does beyond keeping its connection: reads and writes messages, receipts and the rest. Called on
// the session's lane.
class Messaging {
 public:
  virtual ~Messaging() = default;

  // The login went well and the server hands out what waited.
  virtual void online() = 0;
  // The connection is gone; questions on it have been answered so.
  virtual void offline() = 0;

  // A stanza that is no business of the session's own. Whoever takes it acknowledges it, once what it brought is on the
  // disk and published. False: nobody here wants it.
  virtual bool take(const Node& stanza) = 0;

  // The settings of the instance are others now.
  virtual void settings_changed() {}

  // A command of wagate/commands.h other than send_node. Answers unimplemented for one it does not know.
  virtual void execute(const std::string& name, const Document& arguments, ReplyBox reply) = 0;
};

}  // namespace wagate::session_whatsapp
