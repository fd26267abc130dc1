#include "profile/account_settings.h"

#include <algorithm>
#include <utility>

namespace wagate::session_whatsapp {
namespace {

constexpr std::size_t kMaxPrivacyValue = 64;

}  // namespace

bool is_privacy_value(std::string_view name, std::string_view value) {
  const auto is_one_of = [&](std::initializer_list<std::string_view> known) {
    return std::find(known.begin(), known.end(), value) != known.end();
  };
  if (name == "readreceipts") return is_one_of({"all", "none"});
  if (name == "online") return is_one_of({"all", "match_last_seen"});
  return is_one_of({"all", "contacts", "contact_blacklist", "none"});
}

void fetch_privacy(Wire& wire, std::function<void(const Answer&, const std::map<std::string, std::string>&)> done) {
  Node iq("iq", {{"type", "get"}, {"xmlns", "privacy"}});
  iq.add(Node("privacy"));
  wire.request(std::move(iq), [done = std::move(done)](const Answer& answer) {
    std::map<std::string, std::string> values;
    const Node* list = answer.stanza.child("privacy");
    if (answer.ok() && list) {
      for (const Node& category : list->children()) {
        const std::string_view value = category.attribute("value");
        if (category.is("category") && value.size() <= kMaxPrivacyValue)
          values.emplace(category.attribute("name"), value);
      }
    }
    done(answer, values);
  });
}

void set_privacy(Wire& wire, std::map<std::string, std::string> values, Wire::OnAnswer on_answer) {
  if (values.empty()) return on_answer({Answer::Kind::result, {}});
  const auto first = values.extract(values.begin());
  Node iq("iq", {{"type", "set"}, {"xmlns", "privacy"}});
  iq.add(Node("privacy")).add(Node("category", {{"name", first.key()}, {"value", first.mapped()}}));
  wire.request(std::move(iq), [&wire, rest = std::move(values), on_answer = std::move(on_answer)](const Answer& answer) {
    if (!answer.ok() || rest.empty()) return on_answer(answer);
    set_privacy(wire, rest, on_answer);
  });
}

void set_about(Wire& wire, std::string text, Wire::OnAnswer on_answer) {
  Node iq("iq", {{"type", "set"}, {"xmlns", "status"}});
  iq.add(bytes_node("status", std::move(text)));
  wire.request(std::move(iq), std::move(on_answer));
}

void set_blocked(Wire& wire, const Jid& account, const Jid& number, bool is_blocked, Wire::OnAnswer on_answer) {
  Node iq("iq", {{"type", "set"}, {"xmlns", "blocklist"}});
  Node& item = iq.add(Node("item", {{"action", is_blocked ? "block" : "unblock"}, {"jid", account.text()}}));
  if (is_blocked && !number.user.empty() && number != account) item.set("pn_jid", number.text());
  wire.request(std::move(iq), std::move(on_answer));
}

}  // namespace wagate::session_whatsapp
