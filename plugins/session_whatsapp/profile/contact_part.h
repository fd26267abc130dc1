#pragma once

#include <cstdint>
#include <string>

#include "chat/chat_part.h"
#include "chat/chat_place.h"
#include "profile/contact_tokens.h"

namespace wagate::session_whatsapp {

// Tells what contacts change about themselves, and keeps the tokens they give. Used on the lane.
class ContactPart final : public ChatPart {
 public:
  // All of it outlives the part.
  ContactPart(ChatPlace& place, ContactTokens& tokens) : place_(place), tokens_(tokens) {}

  bool take(const Node& stanza) override;

 private:
  struct Change {
    std::string jid;
    std::string name;
    std::string picture_url;
    bool is_picture = false;  // the picture changed, `picture_url` says to what
  };

  void take_picture(const Node& notification);
  void take_business(const Node& notification);
  void publish(const Change& change, std::function<void()> after);
  std::string shown(const Jid& jid);

  ChatPlace& place_;
  ContactTokens& tokens_;
};

}  // namespace wagate::session_whatsapp
