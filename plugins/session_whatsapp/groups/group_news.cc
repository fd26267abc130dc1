#include "groups/group_news.h"

#include <string>
#include <utility>

#include "groups/group_metadata.h"
#include "wagate/json_writer.h"

namespace wagate::session_whatsapp {
namespace {

using Event = proto::StoredEvent;

constexpr std::size_t kMaxChanges = 16;
constexpr std::size_t kMaxMembersTold = 4'096;

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

  std::vector<Event> read(const Node& notification) {
    std::size_t changes = 0;
    for (const Node& change : notification.children())
      if (!group_.empty() && ++changes <= kMaxChanges) take(change);
    return std::move(news_);
  }

 private:
  // What is done about the changes of one name.
  struct Change {
    std::string_view tag;
    void (NewsReader::*take)(const Node&);
  };
  static const Change kChanges[];

  void take(const Node& change);
  void take_creation(const Node& creation) {
    const Node* group = creation.child("group");
    const auto id = group ? jid_of_group(*group) : std::nullopt;
    if (!id) return;
    learn_members(*group, names_);
    news_.push_back(group_upsert(*id, *group, names_, author_));

    Event& chat = add(Event::CHATS_UPSERT);
    chat.set_chat(id->text());
    JsonWriter(*chat.mutable_json())
        .begin_array()
        .begin_object()
        .field("remoteJid", id->text())
        .field("instanceId", instance_id_)
        .field("name", group->attribute("subject"))
        .field("unreadMessages", 0)
        .end_object()
        .end_array();
  }

  void take_members(const Node& change) {
    // Applications are told of those who leave as of those who are removed.
    const std::string_view action = change.is("leave") ? std::string_view("remove") : std::string_view(change.tag());
    learn_members(change, names_);
    Event& told = add(Event::PARTICIPANTS_UPDATE);
    told.set_action(std::string(action));
    JsonWriter json(*told.mutable_json());
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

  void take_subject(const Node& change) {
    update([&](JsonWriter& json) { json.field("subject", change.attribute("subject")); });
    touch_chat();
  }

  void take_description(const Node& change) {
    const Node* body = change.child("body");
    update([&](JsonWriter& json) {
      json.field("desc", body ? std::string_view(body->data()) : std::string_view());
      if (body && change.has_attribute("id")) json.field("descId", change.attribute("id"));
    });
  }

  void take_announcement(const Node& change) {
    update([&](JsonWriter& json) { json.field("announce", change.is("announcement")); });
  }

  void take_lock(const Node& change) {
    update([&](JsonWriter& json) { json.field("restrict", change.is("locked")); });
  }

  void take_timer(const Node& change) {
    update([&](JsonWriter& json) { json.field("ephemeralDuration", change.number("expiration").value_or(0)); });
    touch_chat();
  }

  void take_invite(const Node& change) {
    if (change.has_attribute("code"))
      update([&](JsonWriter& json) { json.field("inviteCode", change.attribute("code")); });
  }

  void take_add_mode(const Node& change) {
    update([&](JsonWriter& json) { json.field("memberAddMode", change.data() == "all_member_add"); });
  }

  void take_approval_mode(const Node& change) {
    if (const Node* join = change.child("group_join"))
      update([&](JsonWriter& json) { json.field("joinApprovalMode", join->attribute("state") == "on"); });
  }

  Event& add(Event::Kind kind) {
    Event& one = news_.emplace_back();
    one.set_kind(kind);
    one.set_chat(group_);
    one.set_count(1);
    if (const auto author = Jid::parse(author_); author && !author->user.empty())
      one.set_sender(author->account().text());
    return one;
  }

  template <typename Write>
  void update(Write write) {
    JsonWriter json(*add(Event::GROUPS_UPDATE).mutable_json());
    json.begin_array().begin_object().field("id", group_);
    write(json);
    write_account(json, "author", "authorPn", author_, names_);
    json.end_object().end_array();
  }

  void touch_chat() {
    JsonWriter(*add(Event::CHATS_UPDATE).mutable_json())
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
  std::vector<Event> news_;
};

constexpr NewsReader::Change NewsReader::kChanges[] = {
    {"create", &NewsReader::take_creation},
    {"add", &NewsReader::take_members},
    {"remove", &NewsReader::take_members},
    {"leave", &NewsReader::take_members},
    {"promote", &NewsReader::take_members},
    {"demote", &NewsReader::take_members},
    {"modify", &NewsReader::take_members},
    {"subject", &NewsReader::take_subject},
    {"description", &NewsReader::take_description},
    {"announcement", &NewsReader::take_announcement},
    {"not_announcement", &NewsReader::take_announcement},
    {"locked", &NewsReader::take_lock},
    {"unlocked", &NewsReader::take_lock},
    {"ephemeral", &NewsReader::take_timer},
    {"not_ephemeral", &NewsReader::take_timer},
    {"invite", &NewsReader::take_invite},
    {"member_add_mode", &NewsReader::take_add_mode},
    {"membership_approval_mode", &NewsReader::take_approval_mode},
};

void NewsReader::take(const Node& change) {
  for (const Change& known : kChanges)
    if (change.is(known.tag)) return (this->*known.take)(change);
}

}  // namespace

std::vector<proto::StoredEvent> read_group_news(const Node& notification, Names& names, std::string_view instance_id) {
  return NewsReader(notification, names, instance_id).read(notification);
}

proto::StoredEvent group_upsert(const Jid& group, const Node& described, Names& names, std::string_view author) {
  Event event;
  event.set_kind(Event::GROUPS_UPSERT);
  event.set_chat(group.text());
  event.set_count(1);
  JsonWriter json(*event.mutable_json());
  json.begin_array();
  write_group(json, group, described, names, {std::nullopt, std::string(author)});
  json.end_array();
  return event;
}

}  // namespace wagate::session_whatsapp
