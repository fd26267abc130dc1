#pragma once

#include <string>

#include "chat/chat_place.h"
#include "chat/inbox.h"
#include "chat/text_sender.h"
#include "session/device_directory.h"
#include "session/messaging.h"

namespace wagate::session_whatsapp {

// The messaging of one session: deals stanzas and commands out to those who know what to do with them.
class Conversations final : public Messaging {
 public:
  // All of it outlives the object.
  Conversations(const MessagingPlace& session, const ChatEvents& events, Logger log);

  void online() override;
  void offline() override;
  bool take(const Node& stanza) override;
  void execute(const std::string& name, const Document& arguments, ReplyBox reply) override;

 private:
  void learn(const std::string& pn, const std::string& lid);
  void take_receipt(const Node& receipt);
  void take_ack(const Node& ack);
  void set_presence(const Document& arguments, const ReplyBox& reply);
  bool is_own(const Jid& jid);
  // The chat as applications know it.
  std::string shown_chat(const std::string& jid);

  ChatPlace place_;
  Inbox inbox_;
  DeviceDirectory devices_;
  GroupDirectory groups_;
  TextSender sender_;
};

}  // namespace wagate::session_whatsapp
