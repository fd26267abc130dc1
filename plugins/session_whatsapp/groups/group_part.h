#pragma once

#include <memory>
#include <vector>

#include <proto/stored_event.pb.h>

#include "chat/chat_part.h"
#include "chat/chat_place.h"
#include "chat/durable_events.h"
#include "chat/group_directory.h"
#include "groups/group_commands.h"

namespace wagate::session_whatsapp {

// Groups: tells what changes in them, and changes them. What a notification brings is on the disk, with its id, before
// it is acknowledged: it is told also when the process is killed, and not told anew when the server sends it once more.
class GroupPart final : public ChatPart {
 public:
  // All of it outlives the part.
  GroupPart(ChatPlace& place, GroupDirectory& directory, DurableEvents& events);

  bool take(const Node& stanza) override;
  bool execute(std::string_view name, const Document& arguments, const ReplyBox& reply) override;

 private:
  void take_change(const Node& notification);
  // Only the notice of it; the rest, and the acknowledgement, is the business of contacts.
  void take_picture(const Node& notification);
  void add_notice(const Node& notification, Names& names, std::vector<proto::StoredEvent>& news) const;
  // Keeps the events unless the notification was taken before; `work` is committed, and they are published.
  void tell(Transaction& work, const Node& notification, const std::vector<proto::StoredEvent>& news,
            std::function<void()> after);
  // The account is in a group it was not in before.
  void tell_joined(const Jid& group);

  ChatPlace& place_;
  DurableEvents& events_;
  GroupCommands commands_;
};

}  // namespace wagate::session_whatsapp
