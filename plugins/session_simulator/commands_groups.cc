// Groups.
#include <algorithm>
#include <utility>

#include "command_table.h"
#include "groups.h"
#include "profile_picture.h"
#include "shapes.h"
#include "text.h"
#include "wagate/commands.h"

namespace wagate::session_simulator {
namespace {

constexpr std::size_t kMaxMembers = 1'024;
constexpr std::size_t kMaxSubjectBytes = 400;
constexpr std::size_t kMaxDescriptionBytes = 8'192;
constexpr std::size_t kMaxLeftGroups = 64;

std::string read_group(const Node& arguments) {
  const std::string jid = arguments.jid("group");
  if (!is_group(jid)) refuse_argument("group is not a JID such as digits@g.us");
  return jid;
}

Group& group_of(Device& device, const std::string& jid) {
  Group* group = device.world().cast().find_group(jid);
  if (!group) refuse_group();
  return *group;
}

Group& administered_group(Device& device, const std::string& jid) {
  Group& group = group_of(device, jid);
  if (!group.owner_is_admin()) refuse_unauthorized("the account is no admin of this group");
  return group;
}

// A group whose subject, description and picture the account may change.
Group& editable_group(Device& device, const std::string& jid) {
  Group& group = group_of(device, jid);
  if (group.locked && !group.owner_is_admin())
    refuse_unauthorized("only admins may change this group, and the account is none");
  return group;
}

void tell_change(Device& device, const Group& group, GroupChange change) {
  World& world = device.world();
  device.put(group_update(group, change, world.cast().owner));
  device.put(chat_update(group.jid, world.stage().instance_id));
  device.keep_account();
}

Document metadata_result(const Group& group, const Cast& cast, bool with_picture) {
  Document out;
  JsonWriter json(out.json);
  write_group(json, group, cast, with_picture);
  return out;
}

Document invite_result(const Group& group) {
  Document out;
  JsonWriter(out.json).begin_object().field("inviteCode", invite_code(group)).end_object();
  return out;
}

Group& join(Device& device, Group group) {
  Cast& cast = device.world().cast();
  if (cast.groups.size() >= kMaxGroups)
    throw Refusal{abi::StatusCode::resource_exhausted, "too_many_groups",
                  "the account is in 512 groups; leave some first"};
  std::erase_if(cast.left_groups, [&](const Group& left) { return left.jid == group.jid; });
  cast.groups.push_back(std::move(group));
  device.put(groups_upsert({&cast.groups.back()}, cast));
  device.keep_account();
  return cast.groups.back();
}

Action group_create(const Node& arguments) {
  const std::string subject = arguments.text("subject", kMaxSubjectBytes);
  const std::string description = arguments.text_or("description", "", kMaxDescriptionBytes);
  const bool promote = arguments.flag_or("promoteParticipants", false);
  std::vector<std::string> participants = arguments.jids("participants", kMaxMembers);
  if (subject.empty()) refuse_argument("subject is empty");
  return [=](Device& device, const ReplyBox& reply) {
    Cast& cast = device.world().cast();
    std::vector<std::size_t> members;
    for (const std::string& jid : participants) {
      if (!is_direct(jid) || device.is_unknown(jid)) continue;
      const std::size_t person = introduce(cast, jid);
      const bool is_new = std::find(members.begin(), members.end(), person) == members.end();
      if (is_new && person != kOwner && person != kNobody) members.push_back(person);
    }
    const std::int64_t now = device.wall_ms() / 1000;
    Group group = make_own_group(subject, members, now, device.choices());
    group.subject_by = kOwner;
    if (!description.empty()) {
      group.description = description;
      group.description_id = make_message_id(Phone::web, device.choices());
    }
    if (promote)
      for (Member& member : group.members) member.admin = true;
    device.answer(reply, metadata_result(join(device, std::move(group)), cast, false));
  };
}

Action group_set_subject(const Node& arguments) {
  const std::string jid = read_group(arguments);
  const std::string subject = arguments.text("subject", kMaxSubjectBytes);
  if (subject.empty()) refuse_argument("subject is empty");
  return [jid, subject](Device& device, const ReplyBox& reply) {
    Group& group = editable_group(device, jid);
    group.subject = subject;
    group.subject_at = device.wall_ms() / 1000;
    group.subject_by = kOwner;
    tell_change(device, group, GroupChange::subject);
    device.answer(reply);
  };
}

Action group_set_description(const Node& arguments) {
  const std::string jid = read_group(arguments);
  const std::string description = arguments.text("description", kMaxDescriptionBytes);
  return [jid, description](Device& device, const ReplyBox& reply) {
    Group& group = editable_group(device, jid);
    group.description = description;
    group.description_id = make_message_id(Phone::web, device.choices());
    tell_change(device, group, GroupChange::description);
    device.answer(reply);
  };
}

Action group_set_picture(const Node& arguments) {
  const std::string jid = read_group(arguments);
  const std::string url = read_profile_picture(arguments);
  return [jid, url](Device& device, const ReplyBox& reply) {
    Group& group = editable_group(device, jid);
    group.picture = url;
    // A new picture is told like any change of a group, without saying what changed.
    device.put(chat_update(group.jid, device.world().stage().instance_id));
    device.keep_account();
    device.answer(reply);
  };
}

Action group_fetch(const Node& arguments) {
  const std::string jid = read_group(arguments);
  return [jid](Device& device, const ReplyBox& reply) {
    device.answer(reply, metadata_result(group_of(device, jid), device.world().cast(), true));
  };
}

Action group_fetch_all(const Node&) {
  return [](Device& device, const ReplyBox& reply) {
    const Cast& cast = device.world().cast();
    Document result;
    JsonWriter json(result.json);
    json.begin_object().key("groups").begin_array();
    for (const Group& group : cast.groups) write_group(json, group, cast, true);
    json.end_array().end_object();
    device.answer(reply, std::move(result));
  };
}

Action group_fetch_invite(const Node& arguments) {
  const std::string jid = read_group(arguments);
  return [jid](Device& device, const ReplyBox& reply) {
    device.answer(reply, invite_result(administered_group(device, jid)));
  };
}

Action group_revoke_invite(const Node& arguments) {
  const std::string jid = read_group(arguments);
  return [jid](Device& device, const ReplyBox& reply) {
    Group& group = administered_group(device, jid);
    ++group.invite_round;
    tell_change(device, group, GroupChange::invite);
    device.answer(reply, invite_result(group));
  };
}

Invitation invited(Device& device, const std::string& code) {
  Invitation invitation;
  if (!follow_invite(device.world().cast(), code, invitation)) refuse_group();
  return invitation;
}

Action group_invite_info(const Node& arguments) {
  const std::string code = arguments.text("inviteCode", 128);
  return [code](Device& device, const ReplyBox& reply) {
    device.answer(reply, metadata_result(invited(device, code).group, device.world().cast(), false));
  };
}

Action group_accept_invite(const Node& arguments) {
  const std::string code = arguments.text("inviteCode", 128);
  return [code](Device& device, const ReplyBox& reply) {
    Invitation invitation = invited(device, code);
    const std::string jid = invitation.group.jid;
    if (!invitation.is_member) {
      invitation.group.members.push_back({kOwner, false});
      Group& group = join(device, std::move(invitation.group));
      const Person& owner = device.world().cast().owner;
      device.put(participants_update(group, owner, {{&owner, false}}, "add"));
    }
    Document result;
    JsonWriter(result.json).begin_object().field("groupJid", jid).end_object();
    device.answer(reply, std::move(result));
  };
}

// How one participant's change went, in WhatsApp's numbers, and the member that the event tells of.
struct Outcome {
  std::string status;
  std::size_t person = kNobody;
};

Outcome change_participant(Device& device, Group& group, const std::string& action, const std::string& jid) {
  Cast& cast = device.world().cast();
  if (!is_direct(jid) || device.is_unknown(jid)) return {"404"};
  const std::size_t known = cast.number_of(jid);
  Member* member = known == kNobody ? nullptr : group.member(known);
  if (action == "add") {
    if (member) return {"409"};
    if (group.members.size() >= kMaxMembers) return {"419"};
    const std::size_t person = introduce(cast, jid);
    if (person == kNobody) return {"419"};
    group.members.push_back({person, false});
    return {"200", person};
  }
  if (!member) return {"404"};
  if (known == group.creator && known != kOwner) return {"403"};  // nobody removes or demotes who made the group
  if (action == "remove") {
    std::erase_if(group.members, [&](const Member& entry) { return entry.person == known; });
  } else {
    member->admin = action == "promote";
  }
  return {"200", known};
}

// `told`: the event that the account is no member any more is out already.
void leave(Device& device, const std::string& jid, bool told) {
  World& world = device.world();
  Cast& cast = world.cast();
  Group left = group_of(device, jid);
  std::erase_if(left.members, [](const Member& member) { return member.person == kOwner; });
  std::erase_if(cast.groups, [&](const Group& group) { return group.jid == jid; });
  if (!told) device.put(participants_update(left, cast.owner, {{&cast.owner, false}}, "remove"));
  device.put(chat_update(jid, world.stage().instance_id));
  // A group without members is gone; the others can be joined again by invitation.
  if (!left.members.empty()) cast.left_groups.push_back(std::move(left));
  if (cast.left_groups.size() > kMaxLeftGroups) cast.left_groups.erase(cast.left_groups.begin());
  device.keep_account();
}

Document outcome_result(const std::vector<std::string>& jids, const std::vector<Outcome>& outcomes) {
  Document out;
  JsonWriter json(out.json);
  json.begin_object().key("participants").begin_array();
  for (std::size_t i = 0; i < jids.size(); ++i)
    json.begin_object().field("jid", jids[i]).field("status", outcomes[i].status).end_object();
  json.end_array().end_object();
  return out;
}

Action group_update_participants(const Node& arguments) {
  const std::string jid = read_group(arguments);
  const std::string action = arguments.one_of("action", {"add", "remove", "promote", "demote"});
  std::vector<std::string> participants = arguments.jids("participants", kMaxMembers);
  if (participants.empty()) refuse_argument("participants is an empty list");
  return [=](Device& device, const ReplyBox& reply) {
    // Every member may bring others; the rest is for admins.
    Group& group = action == "add" ? group_of(device, jid) : administered_group(device, jid);
    Cast& cast = device.world().cast();
    std::vector<Outcome> outcomes;
    std::vector<std::size_t> changed;
    for (const std::string& participant : participants) {
      outcomes.push_back(change_participant(device, group, action, participant));
      if (outcomes.back().person != kNobody) changed.push_back(outcomes.back().person);
    }
    std::vector<ChangedMember> members;
    for (const std::size_t person : changed) members.push_back({&cast.person(person), action == "promote"});
    if (!members.empty()) {
      device.put(participants_update(group, cast.owner, members, action));
      device.keep_account();
    }
    if (!group.member(kOwner)) leave(device, jid, true);
    device.answer(reply, outcome_result(participants, outcomes));
  };
}

Action group_update_setting(const Node& arguments) {
  const std::string jid = read_group(arguments);
  const std::string action = arguments.one_of("action", {"announcement", "not_announcement", "locked", "unlocked"});
  return [jid, action](Device& device, const ReplyBox& reply) {
    Group& group = administered_group(device, jid);
    if (action == "locked" || action == "unlocked") {
      group.locked = action == "locked";
      tell_change(device, group, GroupChange::locked);
    } else {
      group.announce = action == "announcement";
      tell_change(device, group, GroupChange::announce);
    }
    device.answer(reply);
  };
}

Action group_set_ephemeral(const Node& arguments) {
  const std::string jid = read_group(arguments);
  const std::int64_t expiration = arguments.integer("expiration", 0, 7'776'000);
  return [jid, expiration](Device& device, const ReplyBox& reply) {
    Group& group = editable_group(device, jid);
    group.expiration = expiration;
    tell_change(device, group, GroupChange::expiration);
    device.answer(reply);
  };
}

Action group_leave(const Node& arguments) {
  const std::string jid = read_group(arguments);
  return [jid](Device& device, const ReplyBox& reply) {
    leave(device, jid, false);
    device.answer(reply);
  };
}

constexpr CommandEntry kGroupCommands[] = {{commands::kGroupCreate, group_create},
                                           {commands::kGroupSetSubject, group_set_subject},
                                           {commands::kGroupSetDescription, group_set_description},
                                           {commands::kGroupSetPicture, group_set_picture},
                                           {commands::kGroupFetch, group_fetch},
                                           {commands::kGroupFetchAll, group_fetch_all},
                                           {commands::kGroupFetchInvite, group_fetch_invite},
                                           {commands::kGroupRevokeInvite, group_revoke_invite},
                                           {commands::kGroupInviteInfo, group_invite_info},
                                           {commands::kGroupAcceptInvite, group_accept_invite},
                                           {commands::kGroupUpdateParticipants, group_update_participants},
                                           {commands::kGroupUpdateSetting, group_update_setting},
                                           {commands::kGroupSetEphemeral, group_set_ephemeral},
                                           {commands::kGroupLeave, group_leave}};

}  // namespace

CommandTable group_commands() { return kGroupCommands; }

}  // namespace wagate::session_simulator
