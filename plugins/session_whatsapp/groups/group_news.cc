#include "groups/group_news.h"

#include "groups/group_metadata.h"
#include "wagate/json_writer.h"

namespace wagate::session_whatsapp {
namespace {

constexpr std::size_t kMaxChanges = 16;
constexpr std::size_t kMaxMembersTold = 4'096;

// How applications call a change of members; empty for other changes.
std::string_view member_action(std::string_view tag) {
  if (tag == "leave") return "remove";
  for (const std::string_view known : {"add", "remove", "promote", "demote", "modify"})
    if (tag == known) return known;
  return {};
}

class NewsReader {
 public:
  NewsReader(const Node& notification, Names& names, std::string_view instance_id)
      : names_(names), instance_id_(instance_id), author_(notification.attribute("participant")) {
    if (const auto group = Jid::parse(notification.attribute("from")); group && group->is_group())
      group_ = group->text();
    const auto author = Jid::parse(author_);
    for (const std::string_view attribute : {"participant_pn", "participant_lid"})
      if (const auto other = Jid::parse(notification.attribute(attribute)); author && other)
        names_.learn(author->account(), other->account());
  }

  std::vector<GroupNews> read(const Node& notification) {
    std::size_t changes = 0;
    for (const Node& change : notification.children())
      if (!group_.empty() && ++changes <= kMaxChanges) take(change);
    return std::move(news_);
  }

 private:
  using Kind = GroupNews::Kind;

  void take(const Node& change) {
    const std::string_view tag = change.tag();
    if (tag == "create") {
      take_creation(change);
    } else if (const std::string_view action = member_action(tag); !action.empty()) {
      take_members(change, action);
    } else if (tag == "subject") {
      update([&](JsonWriter& json) { json.field("subject", change.attribute("subject")); });
      touch_chat();
    } else if (tag == "description") {
      const Node* body = change.child("body");
      update([&](JsonWriter& json) {
        json.field("desc", body ? std::string_view(body->data()) : std::string_view());
        if (body && change.has_attribute("id")) json.field("descId", change.attribute("id"));
      });
    } else if (tag == "announcement" || tag == "not_announcement") {
      update([&](JsonWriter& json) { json.field("announce", tag == "announcement"); });
    } else if (tag == "locked" || tag == "unlocked") {
      update([&](JsonWriter& json) { json.field("restrict", tag == "locked"); });
    } else if (tag == "ephemeral" || tag == "not_ephemeral") {
      update([&](JsonWriter& json) { json.field("ephemeralDuration", change.number("expiration").value_or(0)); });
      touch_chat();
    } else if (tag == "invite") {
      if (change.has_attribute("code"))
        update([&](JsonWriter& json) { json.field("inviteCode", change.attribute("code")); });
    } else if (tag == "member_add_mode") {
      update([&](JsonWriter& json) { json.field("memberAddMode", change.data() == "all_member_add"); });
    } else if (tag == "membership_approval_mode") {
      const Node* join = change.child("group_join");
      if (join) update([&](JsonWriter& json) { json.field("joinApprovalMode", join->attribute("state") == "on"); });
    }
  }

  GroupNews& add(Kind kind) {
    GroupNews& one = news_.emplace_back();
    one.kind = kind;
    one.group = group_;
    if (const auto author = Jid::parse(author_); author && !author->user.empty()) one.author = author->account().text();
    return one;
  }

  void take_creation(const Node& creation) {
    const Node* group = creation.child("group");
    const auto id = group ? jid_of_group(*group) : std::nullopt;
    if (!id) return;
    learn_members(*group, names_);
    GroupNews& made = add(Kind::groups_upsert);
    made.group = id->text();
    JsonWriter json(made.json);
    json.begin_array();
    write_group(json, *id, *group, names_, {std::nullopt, author_});
    json.end_array();

    GroupNews& chat = add(Kind::chats_upsert);
    chat.group = id->text();
    JsonWriter(chat.json)
        .begin_array()
        .begin_object()
        .field("remoteJid", id->text())
        .field("instanceId", instance_id_)
        .field("name", group->attribute("subject"))
        .field("unreadMessages", 0)
        .end_object()
        .end_array();
  }

  void take_members(const Node& change, std::string_view action) {
    learn_members(change, names_);
    GroupNews& told = add(Kind::participants_update);
    told.action = action;
    JsonWriter json(told.json);
    json.begin_object().field("id", group_);
    write_account(json, "author", "authorPn", author_, names_);
    json.key("participants").begin_array();
    std::size_t written = 0;
    for (const Node& child : change.children()) {
      if (!child.is("participant") || ++written > kMaxMembersTold) continue;
      const bool is_raised = action == "promote" && child.attribute("type").empty();
      write_member(json, child, names_, is_raised ? std::string_view("admin") : child.attribute("type"));
    }
    json.end_array().field("action", action).key("participantsData").begin_array();
    written = 0;
    for (const Node& child : change.children())
      if (child.is("participant") && ++written <= kMaxMembersTold) write_data(json, child);
    json.end_array().end_object();
  }

  void write_data(JsonWriter& json, const Node& participant) {
    const auto jid = Jid::parse(participant.attribute("jid"));
    if (!jid || jid->user.empty()) return;
    json.begin_object().field("jid", jid->account().text());
    const std::string number = names_.shown(jid->account()).jid;
    if (number.ends_with(kPnServer)) json.field("phoneNumber", number);
    json.end_object();
  }

  template <typename Write>
  void update(Write write) {
    GroupNews& changed = add(Kind::groups_update);
    JsonWriter json(changed.json);
    json.begin_array().begin_object().field("id", group_);
    write(json);
    write_account(json, "author", "authorPn", author_, names_);
    json.end_object().end_array();
  }

  void touch_chat() {
    JsonWriter(add(Kind::chats_update).json)
        .begin_array()
        .begin_object()
        .field("remoteJid", group_)
        .field("instanceId", instance_id_)
        .end_object()
        .end_array();
  }

  Names& names_;
  const std::string_view instance_id_;
  const std::string author_;
  std::string group_;
  std::vector<GroupNews> news_;
};

}  // namespace

std::vector<GroupNews> read_group_news(const Node& notification, Names& names, std::string_view instance_id) {
  return NewsReader(notification, names, instance_id).read(notification);
}

}  // namespace wagate::session_whatsapp
