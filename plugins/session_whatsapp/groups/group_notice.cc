#include "groups/group_notice.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "groups/group_metadata.h"
#include "message/message_reader.h"
#include "wagate/json_writer.h"

namespace wagate::session_whatsapp {
namespace {

using Parameters = std::vector<std::string>;

constexpr std::size_t kMaxMembersInNotice = 4'096;

// Values of WebMessageInfo.StubType that are not in the table below.
constexpr std::uint32_t kGroupIcon = 22;
constexpr std::uint32_t kParticipantLeave = 32;

Parameters subject_of(const Node& change, Names&) { return {std::string(change.attribute("subject"))}; }

Parameters subject_of_new_group(const Node& change, Names&) {
  const Node* group = change.child("group");
  return {std::string(group ? group->attribute("subject") : std::string_view())};
}

// Each member is a parameter: an object as JSON text.
Parameters members_of(const Node& change, Names& names) {
  Parameters members;
  for (const Node& child : change.children()) {
    if (!child.is("participant") || members.size() == kMaxMembersInNotice) continue;
    std::string text;
    JsonWriter json(text);
    write_member(json, child, names, child.attribute("type"));
    if (!text.empty()) members.push_back(std::move(text));
  }
  return members;
}

Parameters jids_of(const Node& change, Names&) {
  Parameters jids;
  for (const Node& child : change.children())
    if (child.is("participant") && jids.size() < kMaxMembersInNotice) jids.emplace_back(child.attribute("jid"));
  return jids;
}

Parameters body_of(const Node& change, Names&) {
  const Node* body = change.child("body");
  return body && !body->data().empty() ? Parameters{body->data()} : Parameters();
}

Parameters on_or_off(const Node& change, Names&) {
  return {change.is("announcement") || change.is("locked") ? "on" : "off"};
}

Parameters code_of(const Node& change, Names&) { return {std::string(change.attribute("code"))}; }

Parameters seconds_of(const Node& change, Names&) {
  return {std::to_string(change.number("expiration").value_or(0))};
}

Parameters content_of(const Node& change, Names&) { return {change.data()}; }

Parameters state_of(const Node& change, Names&) {
  const Node* join = change.child("group_join");
  return {std::string(join ? join->attribute("state") : std::string_view())};
}

struct NoticeKind {
  std::string_view tag;
  std::uint32_t stub_type;  // of WebMessageInfo.StubType
  Parameters (*parameters)(const Node& change, Names& names);
};

constexpr NoticeKind kKinds[] = {
    {"create", 20, subject_of_new_group},
    {"subject", 21, subject_of},
    {"invite", 23, code_of},
    {"description", 24, body_of},
    {"locked", 25, on_or_off},
    {"unlocked", 25, on_or_off},
    {"announcement", 26, on_or_off},
    {"not_announcement", 26, on_or_off},
    {"add", 27, members_of},
    {"remove", 28, members_of},
    {"promote", 29, members_of},
    {"demote", 30, members_of},
    {"leave", kParticipantLeave, members_of},
    {"modify", 33, jids_of},
    {"ephemeral", 72, seconds_of},
    {"not_ephemeral", 72, seconds_of},
    {"membership_approval_mode", 145, state_of},
    {"member_add_mode", 171, content_of},
};

const NoticeKind* find_kind(std::string_view tag) {
  for (const NoticeKind& kind : kKinds)
    if (kind.tag == tag) return &kind;
  return nullptr;
}

// Who removes nobody but himself leaves.
bool removes_himself(const Node& change, const Jid& author, Names& names) {
  const Node* removed = change.child("participant");
  if (!change.is("remove") || !removed || change.children().size() != 1) return false;
  const auto jid = Jid::parse(removed->attribute("jid"));
  return jid && names.shown(*jid).jid == names.shown(author).jid;
}

// Fills in what changed. False: phones show nothing of it.
bool take_change(MessageRecord& record, const Node& notification, const Jid& author, Names& names) {
  for (const Node& change : notification.children()) {
    const NoticeKind* kind = find_kind(change.tag());
    if (!kind) continue;
    record.stub_type = removes_himself(change, author, names) ? kParticipantLeave : kind->stub_type;
    record.stub_parameters = kind->parameters(change, names);
    return true;
  }
  return false;
}

// The account is named in the change, not in the notification around it.
std::string_view author_of_picture(const Node& notification) {
  for (const Node& change : notification.children())
    if (change.is("set") || change.is("delete")) return change.attribute("author");
  return {};
}

bool take_picture(MessageRecord& record, const Node& notification) {
  const Node* set = notification.child("set");
  if (!set && !notification.child("delete")) return false;
  record.stub_type = kGroupIcon;
  if (set && set->has_attribute("id")) record.stub_parameters = {std::string(set->attribute("id"))};
  return true;
}

}  // namespace

std::optional<MessageRecord> read_group_notice(const Node& notification, Names& names) {
  const bool is_picture = notification.attribute("type") == "picture";
  Node head(notification.tag(), notification.attributes());
  if (is_picture && !head.has_attribute("participant")) head.set("participant", author_of_picture(notification));
  const auto envelope = read_envelope(head, names);
  if (!envelope || !envelope->chat.is_group()) return std::nullopt;

  ReadMessage message;
  message.envelope = *envelope;
  MessageRecord record = record_of(message, names);
  const bool is_shown = is_picture ? take_picture(record, notification)
                                   : take_change(record, notification, envelope->sender, names);
  if (!is_shown) return std::nullopt;
  return record;
}

}  // namespace wagate::session_whatsapp
