#pragma once

#include <memory>

#include "chat/chat_part.h"
#include "chat/chat_place.h"
#include "chat/group_directory.h"
#include "groups/group_commands.h"
#include "groups/group_news.h"

namespace wagate::session_whatsapp {

// Groups: tells what changes in them, and changes them.
class GroupPart final : public ChatPart {
 public:
  // All of it outlives the part.
  GroupPart(ChatPlace& place, GroupDirectory& directory);

  bool take(const Node& stanza) override;
  bool execute(std::string_view name, const Document& arguments, const ReplyBox& reply) override;

 private:
  void take_change(const Node& notification);
  void publish(GroupNews news, std::function<void()> after);
  // The account is in a group it was not in before.
  void tell_joined(const Jid& group);

  ChatPlace& place_;
  GroupCommands commands_;
};

}  // namespace wagate::session_whatsapp
