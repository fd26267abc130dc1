#pragma once

#include <cstddef>
#include <functional>
#include <string_view>

#include "chat/chat_part.h"
#include "chat/chat_place.h"
#include "sending/chat_turns.h"
#include "sending/message_sender.h"
#include "sending/reading.h"

namespace wagate::session_whatsapp {

// The commands that send something: reads them, gets previews of links, puts files up, and hands letters to the sender.
// A text that waits for its preview is not overtaken in its chat; a file that is being put up is.
class SendingPart final : public ChatPart {
 public:
  static constexpr std::size_t kMaxWaiting = 1'024;  // for a preview, or behind one that does

  // Both outlive it.
  SendingPart(ChatPlace& place, MessageSender& sender) : place_(place), sender_(sender) {}

  bool execute(std::string_view name, const Document& arguments, const ReplyBox& reply) override;

 private:
  // False for a command that sends nothing. Throws a Refusal.
  bool carry_out(std::string_view name, const Document& arguments, const ReplyBox& reply);
  void send(Letter letter, const ReplyBox& reply);
  void send_text(TextToSend text, const ReplyBox& reply);
  // Gives the file with its thumbnail, where its kind has one, once it lies on a media host.
  using OnPutUp = std::function<void(const FileContent&, const UploadedMedia&)>;
  void put_up(FileToSend file, const ReplyBox& reply, OnPutUp on_put_up);
  void send_file(Letter letter, FileToSend file, const ReplyBox& reply);
  void send_buttons(const Document& document, const ReplyBox& reply);
  void send_story(const Document& document, const ReplyBox& reply);

  ChatPlace& place_;
  MessageSender& sender_;
  ChatTurns turns_;
};

}  // namespace wagate::session_whatsapp
