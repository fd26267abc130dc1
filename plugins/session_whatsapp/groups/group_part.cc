#include "groups/group_part.h"

#include <algorithm>
#include <utility>

#include "chat/upsert_event.h"
#include "groups/group_metadata.h"
#include "groups/group_news.h"
#include "groups/group_notice.h"
#include "session/acks.h"
#include "store/transaction.h"
#include "wagate/document.h"

namespace wagate::session_whatsapp {
namespace {

constexpr std::size_t kLongestNotificationId = 128;

// Whether the account itself was added to the group.
bool brings_account_in(const Node& notification, const Names& names) {
  const Node* added = notification.child("add");
  if (!added) return false;
  return std::any_of(added->children().begin(), added->children().end(), [&](const Node& member) {
    const auto jid = Jid::parse(member.attribute("jid"));
    return member.is("participant") && jid && names.is_own(*jid);
  });
}

// True the first time. Ids of notifications are filed beside those of messages, with the type as their author.
bool is_first_time(Transaction& work, const Node& notification, std::int64_t now) {
  const std::string_view id = notification.attribute("id");
  if (id.empty() || id.size() > kLongestNotificationId) return true;
  const std::string_view group = notification.attribute("from");
  const std::string_view type = notification.attribute("type");
  if (work.is_seen(group, type, id)) return false;
  work.mark_seen(group, type, id, now);
  return true;
}

}  // namespace

GroupPart::GroupPart(ChatPlace& place, GroupDirectory& directory, DurableEvents& events)
    : place_(place), events_(events), commands_(place, directory) {}

bool GroupPart::take(const Node& stanza) {
  if (!stanza.is("notification")) return false;
  const std::string_view type = stanza.attribute("type");
  if (type == "picture") take_picture(stanza);
  if (type != "w:gp2") return false;
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
  Transaction work(place_.session.store);
  Names names(work, *account);
  std::vector<proto::StoredEvent> news = read_group_news(notification, names, place_.session.instance.id);
  const bool is_told = !news.empty() && !place_.settings.groups_ignore;
  const bool is_joined = is_told && brings_account_in(notification, names);
  if (is_told) {
    add_notice(notification, names, news);
  } else {
    news.clear();
  }
  tell(work, notification, news, acknowledge);
  if (is_joined) tell_joined(*Jid::parse(news.front().chat()));
}

void GroupPart::take_picture(const Node& notification) {
  const auto& account = place_.session.store.account();
  if (!account || !place_.tells_group_notices || place_.settings.groups_ignore) return;
  Transaction work(place_.session.store);
  Names names(work, *account);
  std::vector<proto::StoredEvent> news;
  add_notice(notification, names, news);
  tell(work, notification, news, {});
}

void GroupPart::add_notice(const Node& notification, Names& names, std::vector<proto::StoredEvent>& news) const {
  if (!place_.tells_group_notices) return;
  const auto notice = read_group_notice(notification, names);
  Document document;
  if (notice && write_record(document.json, document, *notice, place_.session.instance.id))
    news.push_back(upsert_event(*notice, document));
}

void GroupPart::tell(Transaction& work, const Node& notification, const std::vector<proto::StoredEvent>& news,
                     std::function<void()> after) {
  const bool is_news = !news.empty() && is_first_time(work, notification, place_.now_s());
  std::vector<std::uint64_t> numbers;
  if (is_news)
    for (const proto::StoredEvent& event : news) numbers.push_back(events_.keep(work, event));
  work.commit();
  for (std::size_t i = 0; i < numbers.size(); ++i)
    events_.publish(numbers[i], news[i], i + 1 == numbers.size() ? after : std::function<void()>());
  if (!is_news && after) after();
}

void GroupPart::tell_joined(const Jid& group) {
  commands_.fetch_group(group, [this, group](const Answer& answer) {
    const Node* told = answer.stanza.child("group");
    const auto& account = place_.session.store.account();
    if (!answer.ok() || !told || !account) return;
    Transaction work(place_.session.store);
    Names names(work, *account);
    learn_members(*told, names);
    const proto::StoredEvent event = group_upsert(group, *told, names);
    const std::uint64_t number = events_.keep(work, event);
    work.commit();
    events_.publish(number, event);
  });
}

}  // namespace wagate::session_whatsapp
