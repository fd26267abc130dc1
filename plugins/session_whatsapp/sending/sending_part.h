#pragma once

#include <string_view>

#include "chat/chat_part.h"
#include "chat/chat_place.h"
#include "sending/message_sender.h"
#include "sending/reading.h"

namespace wagate::session_whatsapp {

// The commands that send something: reads them, puts their files up, and hands letters to the sender.
class SendingPart final : public ChatPart {
 public:
  // Both outlive it.
  SendingPart(ChatPlace& place, MessageSender& sender) : place_(place), sender_(sender) {}

  bool execute(std::string_view name, const Document& arguments, const ReplyBox& reply) override;

 private:
  // False for a command that sends nothing. Throws a Refusal.
  bool carry_out(std::string_view name, const Document& arguments, const ReplyBox& reply);
  void send_file(Letter letter, FileToSend file, const ReplyBox& reply);
  void send_buttons(const Document& document, const ReplyBox& reply);
  void send_story(const Document& document, const ReplyBox& reply);

  ChatPlace& place_;
  MessageSender& sender_;
};

}  // namespace wagate::session_whatsapp
