#pragma once

#include <functional>
#include <memory>
#include <string_view>

#include "chat/arguments.h"
#include "chat/chat_place.h"
#include "chat/group_directory.h"
#include "groups/all_groups.h"
#include "groups/group_creation.h"
#include "groups/group_metadata.h"
#include "session/reply_box.h"

namespace wagate::session_whatsapp {

// The group commands of wagate/commands.h. What they change is told by the notification that follows. Used on the lane.
class GroupCommands {
 public:
  static constexpr std::size_t kMaxMembers = 1'024;
  static constexpr std::size_t kMaxSubjectBytes = 400;
  static constexpr std::size_t kMaxDescriptionBytes = 8'192;
  static constexpr std::size_t kMaxInviteBytes = 128;

  // All of it outlives the object.
  GroupCommands(ChatPlace& place, GroupDirectory& directory);

  // False for a command that is not about groups.
  bool execute(std::string_view name, const Document& arguments, const ReplyBox& reply);

  void fetch_group(const Jid& group, Wire::OnAnswer on_answer);

 private:
  struct Request {
    const Arguments& arguments;
    const ReplyBox& reply;
    Jid group;
  };
  using Handler = void (GroupCommands::*)(const Request&);
  struct Entry {
    std::string_view name;
    Handler handler;
    bool is_about_one;  // takes "group"
  };
  static const Entry kEntries[];

  void create(const Request& request);
  void set_subject(const Request& request);
  void set_description(const Request& request);
  void set_picture(const Request& request);
  void fetch(const Request& request);
  void fetch_all(const Request& request);
  void fetch_invite(const Request& request);
  void revoke_invite(const Request& request);
  void invite_info(const Request& request);
  void accept_invite(const Request& request);
  void update_participants(const Request& request);
  void update_setting(const Request& request);
  void set_ephemeral(const Request& request);
  void leave(const Request& request);

  void ask(std::string_view type, std::string_view to, Node content, Wire::OnAnswer on_answer);
  // Changes something of a group and answers nothing but success.
  void change(const Request& request, Node content);
  void answer_invite_code(const ReplyBox& reply, const Answer& answer, bool is_change);
  void answer_group(const ReplyBox& reply, const Jid& group, const Node& told, const GroupExtras& extras);
  void answer_participants(const ReplyBox& reply, const Node& changed);

  ChatPlace& place_;
  GroupDirectory& directory_;
  GroupCreation creation_;
  AllGroups all_groups_;
};

}  // namespace wagate::session_whatsapp
