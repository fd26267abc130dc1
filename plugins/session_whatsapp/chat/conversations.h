#pragma once

#include <memory>
#include <string>
#include <vector>

#include "app_state/app_state_part.h"
#include "chat/chat_part.h"
#include "chat/chat_place.h"
#include "chat/durable_events.h"
#include "chat/inbox.h"
#include "chat/outgoing.h"
#include "media/http_media_transfer.h"
#include "picture/session_pictures.h"
#include "preview/link_previews.h"
#include "profile/contact_tokens.h"
#include "profile/read_marks.h"
#include "sending/message_sender.h"
#include "history/history_taker.h"
#include "session/device_directory.h"
#include "session/messaging.h"

namespace wagate::session_whatsapp {

// The messaging of one session: deals stanzas and commands out to those who know what to do with them.
class Conversations final : public Messaging {
 public:
  // All of it outlives the object.
  Conversations(const MessagingPlace& session, const ChatEvents& events, const MediaAccess& media,
                PictureDesk& desk, const PreviewAccess& previews, const Options& options, Logger log);

  void online() override;
  void offline() override;
  bool take(const Node& stanza) override;
  void settings_changed() override;
  void execute(const std::string& name, const Document& arguments, ReplyBox reply) override;

 private:
  void learn(const std::string& pn, const std::string& lid);
  void take_receipt(const Node& receipt);
  void take_ack(const Node& ack);
  // Somebody installed WhatsApp anew: what was agreed with the phone that was is of no use any more.
  void take_identity_change(const Node& notification);
  void add_parts();
  // Sends a text of the gateway's own making, which nobody waits for.
  void send_text(const Jid& to, const std::string& text);
  bool is_own(const Jid& jid);
  // The chat as applications know it.
  std::string shown_chat(const std::string& jid);

  ChatPlace place_;
  HttpMediaTransfer media_;
  SessionPictures pictures_;
  LinkPreviews previews_;
  Outgoing outgoing_;
  DurableEvents durable_;
  AppStatePart* app_state_ = nullptr;  // one of the parts
  HistoryTaker* history_ = nullptr;    // another
  ReadMarks* read_marks_ = nullptr;    // another
  ContactTokens tokens_;
  Inbox inbox_;
  DeviceDirectory devices_;
  GroupDirectory groups_;
  MessageSender sender_;
  std::vector<std::unique_ptr<ChatPart>> parts_;  // asked in turn; gone before what they share
};

}  // namespace wagate::session_whatsapp
