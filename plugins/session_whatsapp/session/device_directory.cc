#include "session/device_directory.h"

#include <algorithm>
#include <set>
#include <utility>

#include "crypto/random.h"
#include "store/transaction.h"

namespace wagate::session_whatsapp {
namespace {

constexpr std::size_t kMaxDevices = 512;  // of one account; far more than there can be

void add_devices(const Jid& account, const std::vector<std::uint16_t>& devices, std::vector<Jid>& out) {
  for (const std::uint16_t device : devices) {
    Jid jid = account;
    jid.device = device;
    out.push_back(std::move(jid));
  }
}

}  // namespace

struct DeviceDirectory::Search {
  std::vector<Jid> to_ask;  // from the back
  std::vector<Jid> asked;   // in the query that is under way
  Found found;
  Done done;
};

DeviceDirectory::DeviceDirectory(Wire& wire, SessionStore& store, abi::Clock& clock, Learnt learnt)
    : wire_(wire), store_(store), clock_(clock), learnt_(std::move(learnt)) {}

void DeviceDirectory::find(const std::vector<Jid>& accounts, Done done) {
  const auto search = std::make_shared<Search>();
  search->done = std::move(done);
  const std::int64_t now = clock_.unix_ms() / 1000;
  {
    Transaction work(store_);
    for (const Jid& account : std::set<Jid>(accounts.begin(), accounts.end())) {
      const auto list = work.load_devices(account.text());
      if (list && now - list->at < kFreshSeconds) {
        add_devices(account, list->devices, search->found.devices);
      } else {
        search->to_ask.push_back(account);
      }
    }
  }
  ask(search);
}

void DeviceDirectory::ask(const std::shared_ptr<Search>& search) {
  if (search->to_ask.empty()) return search->done(std::move(search->found));
  const std::size_t count = std::min(search->to_ask.size(), kMaxAccountsInQuery);
  search->asked.assign(search->to_ask.end() - static_cast<std::ptrdiff_t>(count), search->to_ask.end());
  search->to_ask.resize(search->to_ask.size() - count);

  Node iq("iq", {{"type", "get"}, {"xmlns", "usync"}});
  Node& usync = iq.add(Node("usync", {{"sid", std::to_string(random_below(1u << 30))}, {"mode", "query"},
                                      {"last", "true"}, {"index", "0"}, {"context", "message"}}));
  Node query("query");
  query.add(Node("devices", {{"version", "2"}}));
  query.add(Node("lid"));
  Node list("list");
  for (const Jid& account : search->asked) list.add(Node("user", {{"jid", account.text()}}));
  usync.add(std::move(query));
  usync.add(std::move(list));
  wire_.request(std::move(iq), [this, search](const Answer& answer) {
    const Node* users = answer.stanza.find({"usync", "list"});
    if (!answer.ok() || !users) {
      search->found.is_complete = false;
      return search->done(std::move(search->found));
    }
    for (const Node& user : users->children()) take_user(user, *search);
    if (!search->asked.empty()) search->found.is_complete = false;
    ask(search);
  });
}

void DeviceDirectory::take_user(const Node& user, Search& search) {
  auto jid = Jid::parse(user.attribute("jid"));
  if (!user.is("user") || !jid) return;
  const Jid account = jid->account();
  const auto asked = std::find(search.asked.begin(), search.asked.end(), account);
  if (asked == search.asked.end()) return;
  search.asked.erase(asked);

  if (const Node* lid = user.child("lid")) {
    const auto hidden = Jid::parse(lid->attribute("val"));
    if (account.is_pn() && hidden && hidden->is_lid()) learnt_(account.user, hidden->user);
  }
  const Node* listed = user.find({"devices", "device-list"});
  if (!listed) return search.found.nobodies.push_back(account);
  DeviceList list;
  list.at = clock_.unix_ms() / 1000;
  for (const Node& device : listed->children()) {
    const auto id = device.number("id");
    if (!device.is("device") || !id || *id < 0 || *id > 255 || list.devices.size() == kMaxDevices) continue;
    list.devices.push_back(static_cast<std::uint16_t>(*id));
  }
  Transaction work(store_);
  work.store_devices(account.text(), list);
  work.commit();
  add_devices(account, list.devices, search.found.devices);
}

void DeviceDirectory::take_notification(const Node& notification) {
  for (const std::string_view name : {"from", "lid"}) {
    const auto jid = Jid::parse(notification.attribute(name));
    if (jid && !jid->user.empty()) forget(jid->account());
  }
}

void DeviceDirectory::forget(const Jid& account) {
  Transaction work(store_);
  work.remove_devices(account.text());
  work.commit();
}

}  // namespace wagate::session_whatsapp
