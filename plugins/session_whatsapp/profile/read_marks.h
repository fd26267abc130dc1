#pragma once

#include <string>
#include <vector>

#include "chat/chat_part.h"
#include "chat/chat_place.h"
#include "chat/group_directory.h"
#include "message/envelope.h"

namespace wagate::session_whatsapp {

// Tells senders that their messages were read: because a command says so, or by itself when the instance's settings do.
// Accounts that hide it tell only their own devices. Used on the lane.
class ReadMarks final : public ChatPart {
 public:
  static constexpr std::size_t kMaxKeys = 1'000;
  static constexpr std::size_t kMaxWaiting = 1'000;

  // All of it outlives the part.
  ReadMarks(ChatPlace& place, GroupDirectory& groups) : place_(place), groups_(groups) {}

  void online() override { privacy_ = Privacy::unknown; }
  void offline() override;
  bool execute(std::string_view name, const Document& arguments, const ReplyBox& reply) override;

  // A message was published: marks it when the settings say so.
  void published(const Envelope& envelope);

 private:
  enum class Privacy { unknown, asked, shows, hides };
  struct Mark {
    std::string chat;
    std::string participant;  // author, in groups and of stories
    std::vector<std::string> ids;
  };

  void mark_keys(const Document& arguments, const ReplyBox& reply);
  void mark_in_group(const Jid& group, Mark mark);
  void add(Mark mark);
  void ask();
  void send(const Mark& mark);

  ChatPlace& place_;
  GroupDirectory& groups_;
  Privacy privacy_ = Privacy::unknown;
  std::vector<Mark> waiting_;  // for the privacy
};

}  // namespace wagate::session_whatsapp
