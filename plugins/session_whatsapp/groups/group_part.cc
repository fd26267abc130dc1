#include "groups/group_part.h"

#include <algorithm>
#include <utility>

#include "chat/publish.h"
#include "groups/group_metadata.h"
#include "session/acks.h"
#include "store/transaction.h"

namespace wagate::session_whatsapp {
namespace {

// Whether the account itself was added to the group.
bool brings_account_in(const Node& notification, const Names& names) {
  const Node* added = notification.child("add");
  if (!added) return false;
  return std::any_of(added->children().begin(), added->children().end(), [&](const Node& member) {
    const auto jid = Jid::parse(member.attribute("jid"));
    return member.is("participant") && jid && names.is_own(*jid);
  });
}

}  // namespace

GroupPart::GroupPart(ChatPlace& place, GroupDirectory& directory)
    : place_(place), commands_(place, directory) {}

bool GroupPart::take(const Node& stanza) {
  if (!stanza.is("notification") || stanza.attribute("type") != "w:gp2") return false;
  take_change(stanza);
  return true;
}

bool GroupPart::execute(std::string_view name, const Document& arguments, const ReplyBox& reply) {
  return commands_.execute(name, arguments, reply);
}

void GroupPart::take_change(const Node& notification) {
  const auto acknowledge = [this, ack = ack_for(notification)] { place_.session.wire.send(ack); };
  const auto& account = place_.session.store.account();
  if (!account) return acknowledge();
  std::vector<GroupNews> news;
  bool is_joined = false;
  {
    Transaction work(place_.session.store);
    Names names(work, *account);
    news = read_group_news(notification, names, place_.session.instance.id);
    is_joined = brings_account_in(notification, names);
    work.commit();
  }
  if (news.empty() || place_.settings.groups_ignore) return acknowledge();
  if (is_joined) tell_joined(*Jid::parse(news.front().group));
  for (std::size_t i = 0; i < news.size(); ++i)
    publish(std::move(news[i]), i + 1 == news.size() ? acknowledge : std::function<void()>());
}

void GroupPart::tell_joined(const Jid& group) {
  commands_.fetch_group(group, [this, group](const Answer& answer) {
    const Node* told = answer.stanza.child("group");
    const auto& account = place_.session.store.account();
    if (!answer.ok() || !told || !account) return;
    GroupNews news;
    news.kind = GroupNews::Kind::groups_upsert;
    news.group = group.text();
    {
      Transaction work(place_.session.store);
      Names names(work, *account);
      learn_members(*told, names);
      JsonWriter json(news.json);
      json.begin_array();
      write_group(json, group, *told, names);
      json.end_array();
      work.commit();
    }
    publish(std::move(news), {});
  });
}

void GroupPart::publish(GroupNews news, std::function<void()> after) {
  const ChatEvents& events = place_.events;
  switch (news.kind) {
    case GroupNews::Kind::groups_upsert:
      return put_event(
          place_, events.groups_upsert, std::move(news.json),
          [group = news.group](GroupsUpsert& event) {
            event.chat = group;
            event.count = 1;
          },
          std::move(after));
    case GroupNews::Kind::groups_update:
      return put_event(
          place_, events.groups_update, std::move(news.json),
          [group = news.group, author = news.author](GroupsUpdate& event) {
            event.chat = group;
            event.sender = author;
          },
          std::move(after));
    case GroupNews::Kind::participants_update:
      return put_event(
          place_, events.participants_update, std::move(news.json),
          [group = news.group, author = news.author, action = news.action](GroupParticipantsUpdate& event) {
            event.chat = group;
            event.sender = author;
            event.action = action;
          },
          std::move(after));
    case GroupNews::Kind::chats_upsert:
      return put_event(
          place_, events.chats_upsert, std::move(news.json),
          [group = news.group](ChatsUpsert& event) {
            event.chat = group;
            event.count = 1;
          },
          std::move(after));
    case GroupNews::Kind::chats_update:
      return put_event(
          place_, events.chats_update, std::move(news.json),
          [group = news.group](ChatsUpdate& event) {
            event.chat = group;
            event.count = 1;
          },
          std::move(after));
  }
}

}  // namespace wagate::session_whatsapp
