#include "groups/group_creation.h"

#include <utility>

#include "groups/group_metadata.h"
#include "message/compose.h"
#include "profile/number_check.h"

namespace wagate::session_whatsapp {

struct GroupCreation::Making {
  NewGroup group;
  Wire::OnAnswer on_answer;
  std::string jid;  // once it is made
};

void GroupCreation::ask(std::string_view type, const std::string& to, Node content, Wire::OnAnswer on_answer) {
  Node iq("iq", {{"type", std::string(type)}, {"xmlns", "w:g2"}, {"to", to}});
  iq.add(std::move(content));
  place_.session.wire.request(std::move(iq), std::move(on_answer));
}

std::string GroupCreation::new_id() const {
  const auto& account = place_.session.store.account();
  const auto own = Jid::parse(account ? account->jid : std::string());
  return make_message_id(own.value_or(Jid()).user, place_.now_s());
}

Node GroupCreation::description(std::string_view text, std::string_view previous) const {
  Node out("description");
  if (text.empty()) {
    out.set("delete", "true");
  } else {
    out.set("id", new_id());
    out.add(bytes_node("body", std::string(text)));
  }
  if (!previous.empty()) out.set("prev", previous);
  return out;
}

void GroupCreation::create(NewGroup group, Wire::OnAnswer on_answer) {
  const auto making = std::make_shared<Making>(Making{std::move(group), std::move(on_answer), {}});
  std::vector<Jid> participants = std::exchange(making->group.participants, {});
  check_numbers(place_.session.wire, std::move(participants),
                [this, making](const Answer& failure, const std::vector<CheckedNumber>& found) {
                  if (!failure.ok()) return making->on_answer(failure);
                  for (const CheckedNumber& one : found)
                    if (one.exists) making->group.participants.push_back(one.jid);
                  make(making);
                });
}

void GroupCreation::make(const std::shared_ptr<Making>& making) {
  Node wanted("create", {{"subject", making->group.subject}, {"key", new_id()}});
  for (const Jid& jid : making->group.participants) wanted.add(Node("participant", {{"jid", jid.text()}}));
  ask("set", std::string(kGroupsJid), std::move(wanted), [this, making](const Answer& answer) {
    const Node* made = answer.stanza.child("group");
    const auto jid = made ? jid_of_group(*made) : std::nullopt;
    const bool is_done = making->group.description.empty() && !making->group.is_promoting;
    if (!answer.ok() || !jid || is_done) return making->on_answer(answer);
    making->jid = jid->text();
    describe(making);
  });
}

void GroupCreation::describe(const std::shared_ptr<Making>& making) {
  if (making->group.description.empty()) return promote(making);
  ask("set", making->jid, description(making->group.description, {}), [this, making](const Answer& answer) {
    if (answer.kind == Answer::Kind::disconnected) return making->on_answer(answer);
    promote(making);
  });
}

void GroupCreation::promote(const std::shared_ptr<Making>& making) {
  if (!making->group.is_promoting || making->group.participants.empty()) return show(making);
  Node wanted("promote");
  for (const Jid& jid : making->group.participants) wanted.add(Node("participant", {{"jid", jid.text()}}));
  ask("set", making->jid, std::move(wanted), [this, making](const Answer& answer) {
    if (answer.kind == Answer::Kind::disconnected) return making->on_answer(answer);
    show(making);
  });
}

void GroupCreation::show(const std::shared_ptr<Making>& making) {
  ask("get", making->jid, Node("query", {{"request", "interactive"}}),
      [making](const Answer& answer) { making->on_answer(answer); });
}

}  // namespace wagate::session_whatsapp
