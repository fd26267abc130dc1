#include "groups/group_commands.h"

#include <algorithm>
#include <utility>

#include "chat/refusals.h"
#include "message/compose.h"
#include "picture/session_pictures.h"
#include "profile/pictures.h"
#include "store/transaction.h"
#include "wagate/commands.h"

namespace wagate::session_whatsapp {
namespace {

constexpr std::int64_t kMaxExpiration = 7'776'000;  // 90 days

void answer_document(const ReplyBox& reply, std::string json) {
  const Document document(std::move(json));
  reply.ok(DocumentView(document));
}

Node text_stanza(std::string tag, std::string text) {
  Node node(std::move(tag));
  node.set_bytes(std::move(text));
  return node;
}

bool is_one_of(std::string_view text, std::initializer_list<std::string_view> known) {
  return std::find(known.begin(), known.end(), text) != known.end();
}

}  // namespace

const GroupCommands::Entry GroupCommands::kEntries[] = {
    {commands::kGroupCreate, &GroupCommands::create, false},
    {commands::kGroupSetSubject, &GroupCommands::set_subject, true},
    {commands::kGroupSetDescription, &GroupCommands::set_description, true},
    {commands::kGroupSetPicture, &GroupCommands::set_picture, true},
    {commands::kGroupFetch, &GroupCommands::fetch, true},
    {commands::kGroupFetchAll, &GroupCommands::fetch_all, false},
    {commands::kGroupFetchInvite, &GroupCommands::fetch_invite, true},
    {commands::kGroupRevokeInvite, &GroupCommands::revoke_invite, true},
    {commands::kGroupInviteInfo, &GroupCommands::invite_info, false},
    {commands::kGroupAcceptInvite, &GroupCommands::accept_invite, false},
    {commands::kGroupUpdateParticipants, &GroupCommands::update_participants, true},
    {commands::kGroupUpdateSetting, &GroupCommands::update_setting, true},
    {commands::kGroupSetEphemeral, &GroupCommands::set_ephemeral, true},
    {commands::kGroupLeave, &GroupCommands::leave, true},
};

GroupCommands::GroupCommands(ChatPlace& place, GroupDirectory& directory)
    : place_(place), directory_(directory), creation_(place), all_groups_(place) {}

bool GroupCommands::execute(std::string_view name, const Document& document, const ReplyBox& reply) {
  const auto entry = std::find_if(std::begin(kEntries), std::end(kEntries),
                                  [&](const Entry& candidate) { return candidate.name == name; });
  if (entry == std::end(kEntries)) return false;
  const Arguments arguments(document);
  const auto group = arguments.jid("group");
  if (entry->is_about_one && (!group || !group->is_group())) {
    refuse_arguments(reply, "group has to be a JID such as 120363040000000001@g.us");
    return true;
  }
  (this->*entry->handler)({arguments, reply, group.value_or(Jid())});
  return true;
}

void GroupCommands::ask(std::string_view type, std::string_view to, Node content, Wire::OnAnswer on_answer) {
  Node iq("iq", {{"type", std::string(type)}, {"xmlns", "w:g2"}, {"to", std::string(to)}});
  iq.add(std::move(content));
  place_.session.wire.request(std::move(iq), std::move(on_answer));
}

void GroupCommands::change(const Request& request, Node content) {
  ask("set", request.group.text(), std::move(content), [reply = request.reply](const Answer& answer) {
    if (!answer.ok()) return refuse_about_group(reply, answer, true);
    reply.ok({});
  });
}

void GroupCommands::fetch_group(const Jid& group, Wire::OnAnswer on_answer) {
  ask("get", group.text(), Node("query", {{"request", "interactive"}}), std::move(on_answer));
}

void GroupCommands::answer_group(const ReplyBox& reply, const Jid& group, const Node& told, const GroupExtras& extras) {
  std::string json;
  {
    Transaction work(place_.session.store);
    Names names(work, *place_.session.store.account());
    learn_members(told, names);
    JsonWriter writer(json);
    write_group(writer, group, told, names, extras);
    work.commit();
  }
  answer_document(reply, std::move(json));
}

void GroupCommands::create(const Request& request) {
  NewGroup group;
  group.subject = request.arguments.text("subject");
  group.description = request.arguments.text("description");
  group.is_promoting = request.arguments.flag("promoteParticipants").value_or(false);
  auto participants = request.arguments.jids("participants", kMaxMembers);
  if (group.subject.empty() || group.subject.size() > kMaxSubjectBytes)
    return refuse_arguments(request.reply, "subject has to have between 1 and 400 bytes");
  if (group.description.size() > kMaxDescriptionBytes)
    return refuse_arguments(request.reply, "description may have at most 8192 bytes");
  if (!participants) return refuse_arguments(request.reply, "participants has to be a list of at most 1024 JIDs");
  group.participants = std::move(*participants);
  creation_.create(std::move(group), [this, reply = request.reply](const Answer& answer) {
    const Node* told = answer.stanza.child("group");
    const auto id = told ? jid_of_group(*told) : std::nullopt;
    if (!answer.ok()) return refuse(reply, answer);
    if (!id)
      return reply.fail(abi::StatusCode::unavailable, "no_answer", "WhatsApp did not describe the group it made");
    answer_group(reply, *id, *told, {});
  });
}

void GroupCommands::set_subject(const Request& request) {
  std::string subject = request.arguments.text("subject");
  if (subject.empty() || subject.size() > kMaxSubjectBytes)
    return refuse_arguments(request.reply, "subject has to have between 1 and 400 bytes");
  change(request, text_stanza("subject", std::move(subject)));
}

void GroupCommands::set_description(const Request& request) {
  std::string text = request.arguments.text("description");
  if (text.size() > kMaxDescriptionBytes)
    return refuse_arguments(request.reply, "description may have at most 8192 bytes");
  // A description names the one it follows.
  fetch_group(request.group, [this, text = std::move(text), group = request.group,
                              reply = request.reply](const Answer& answer) {
    if (!answer.ok()) return refuse_about_group(reply, answer, false);
    const Node* before = answer.stanza.find({"group", "description"});
    Node description = creation_.description(text, before ? before->attribute("id") : std::string_view());
    ask("set", group.text(), std::move(description), [reply](const Answer& changed) {
      if (!changed.ok()) return refuse_about_group(reply, changed, true);
      reply.ok({});
    });
  });
}

void GroupCommands::set_picture(const Request& request) {
  const std::string* picture = request.arguments.bytes("picture");
  if (!picture) return refuse_arguments(request.reply, "picture has to be bytes");
  place_.pictures->profile_picture(
      *picture, [this, group = request.group, reply = request.reply](const ProfilePicture& made) {
        if (made.error != PictureError::none) return refuse_picture(reply, made.error);
        session_whatsapp::set_picture(place_.session.wire, group, made.jpeg, [reply](const Answer& answer) {
          if (!answer.ok()) return refuse_about_group(reply, answer, true);
          reply.ok({});
        });
      });
}

void GroupCommands::fetch(const Request& request) {
  fetch_group(request.group, [this, group = request.group, reply = request.reply](const Answer& answer) {
    const Node* told = answer.stanza.child("group");
    if (!answer.ok()) return refuse_about_group(reply, answer, false);
    if (!told) return reply.fail(abi::StatusCode::unavailable, "no_answer", "WhatsApp did not describe the group");
    fetch_picture(place_.session.wire, group, false, std::nullopt,
                  [this, group, reply, description = *told](const PictureAnswer& picture) {
                    if (!place_.session.store.account()) return reply.not_connected();
                    answer_group(reply, group, description, {picture.url, {}});
                  });
  });
}

void GroupCommands::fetch_all(const Request& request) { all_groups_.fetch(request.reply); }

void GroupCommands::answer_invite_code(const ReplyBox& reply, const Answer& answer, bool is_change) {
  const Node* invite = answer.stanza.child("invite");
  if (!answer.ok()) return refuse_about_group(reply, answer, is_change);
  if (!invite || !invite->has_attribute("code"))
    return reply.fail(abi::StatusCode::unavailable, "no_answer", "WhatsApp did not tell the invite code");
  std::string json;
  JsonWriter(json).begin_object().field("inviteCode", invite->attribute("code")).end_object();
  answer_document(reply, std::move(json));
}

void GroupCommands::fetch_invite(const Request& request) {
  ask("get", request.group.text(), Node("invite"),
      [this, reply = request.reply](const Answer& answer) { answer_invite_code(reply, answer, false); });
}

void GroupCommands::revoke_invite(const Request& request) {
  ask("set", request.group.text(), Node("invite"),
      [this, reply = request.reply](const Answer& answer) { answer_invite_code(reply, answer, true); });
}

void GroupCommands::invite_info(const Request& request) {
  const std::string code = request.arguments.text("inviteCode");
  if (code.empty() || code.size() > kMaxInviteBytes)
    return refuse_arguments(request.reply, "inviteCode has to have between 1 and 128 characters");
  ask("get", kGroupsJid, Node("invite", {{"code", code}}), [this, reply = request.reply](const Answer& answer) {
    if (!answer.ok()) return refuse_about_group(reply, answer, false);
    const Node* told = answer.stanza.child("group");
    const auto id = told ? jid_of_group(*told) : std::nullopt;
    if (!id)
      return reply.fail(abi::StatusCode::unavailable, "no_answer", "WhatsApp did not describe the group");
    answer_group(reply, *id, *told, {});
  });
}

void GroupCommands::accept_invite(const Request& request) {
  const std::string code = request.arguments.text("inviteCode");
  if (code.empty() || code.size() > kMaxInviteBytes)
    return refuse_arguments(request.reply, "inviteCode has to have between 1 and 128 characters");
  ask("set", kGroupsJid, Node("invite", {{"code", code}}), [reply = request.reply](const Answer& answer) {
    if (!answer.ok()) return refuse_about_group(reply, answer, false);
    const Node* told = answer.stanza.child("group");
    const auto id = told ? jid_of_group(*told) : std::nullopt;
    if (!id) return reply.fail(abi::StatusCode::unavailable, "no_answer", "WhatsApp did not tell which group it is");
    std::string json;
    JsonWriter(json).begin_object().field("groupJid", id->text()).end_object();
    answer_document(reply, std::move(json));
  });
}

void GroupCommands::update_participants(const Request& request) {
  const std::string action = request.arguments.text("action");
  if (!is_one_of(action, {"add", "remove", "promote", "demote"}))
    return refuse_arguments(request.reply, "action has to be add, remove, promote or demote");
  const auto participants = request.arguments.jids("participants", kMaxMembers);
  if (!participants || participants->empty())
    return refuse_arguments(request.reply, "participants has to be a list of 1 to 1024 JIDs");
  Node wanted(action);
  for (const Jid& jid : *participants) wanted.add(Node("participant", {{"jid", jid.text()}}));
  ask("set", request.group.text(), std::move(wanted),
      [this, action, group = request.group.text(), reply = request.reply](const Answer& answer) {
        if (!answer.ok()) return refuse_about_group(reply, answer, true);
        directory_.forget(group);
        const Node* changed = answer.stanza.child(action);
        if (!changed)
          return reply.fail(abi::StatusCode::unavailable, "no_answer", "WhatsApp did not tell what became of it");
        answer_participants(reply, *changed);
      });
}

void GroupCommands::answer_participants(const ReplyBox& reply, const Node& changed) {
  std::string json;
  JsonWriter writer(json);
  writer.begin_object().key("participants").begin_array();
  for (const Node& child : changed.children()) {
    if (!child.is("participant")) continue;
    const bool has_error = child.has_attribute("error");
    writer.begin_object()
        .field("jid", child.attribute("jid"))
        .field("status", has_error ? child.attribute("error") : std::string_view("200"))
        .end_object();
  }
  writer.end_array().end_object();
  answer_document(reply, std::move(json));
}

void GroupCommands::update_setting(const Request& request) {
  const std::string action = request.arguments.text("action");
  if (!is_one_of(action, {"announcement", "not_announcement", "locked", "unlocked"}))
    return refuse_arguments(request.reply, "action has to be announcement, not_announcement, locked or unlocked");
  change(request, Node(action));
}

void GroupCommands::set_ephemeral(const Request& request) {
  const auto expiration = request.arguments.integer("expiration");
  if (!expiration || *expiration < 0 || *expiration > kMaxExpiration)
    return refuse_arguments(request.reply, "expiration has to be between 0 and 7776000 seconds");
  Node wanted(*expiration == 0 ? "not_ephemeral" : "ephemeral");
  if (*expiration > 0) wanted.set("expiration", *expiration);
  change(request, std::move(wanted));
}

void GroupCommands::leave(const Request& request) {
  Node wanted("leave");
  wanted.add(Node("group", {{"id", request.group.text()}}));
  ask("set", kGroupsJid, std::move(wanted), [reply = request.reply](const Answer& answer) {
    if (!answer.ok()) return refuse_about_group(reply, answer, false);
    reply.ok({});
  });
}

}  // namespace wagate::session_whatsapp
