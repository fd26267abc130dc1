#include "chat/group_directory.h"

#include <algorithm>
#include <utility>

namespace wagate::session_whatsapp {
namespace {

constexpr std::int64_t kMaxTimerSeconds = 31'536'000;

}  // namespace

void GroupDirectory::find(const Jid& group, Done done) {
  const std::int64_t now = clock_.unix_ms() / 1000;
  const std::string name = group.text();
  if (const auto found = known_.find(name); found != known_.end() && now - found->second.at < kFreshSeconds)
    return done(Failure::none, found->second.members);

  Node iq("iq", {{"type", "get"}, {"xmlns", "w:g2"}, {"to", name}});
  iq.add(Node("query", {{"request", "interactive"}}));
  wire_.request(std::move(iq), [this, name, done = std::move(done)](const Answer& answer) {
    const Node* told = answer.stanza.child("group");
    if (answer.kind == Answer::Kind::error) return done(Failure::not_found, {});
    if (!answer.ok() || !told) return done(Failure::no_answer, {});
    if (known_.size() >= kMaxGroups) known_.clear();
    const Known& kept = known_[name] = {read(*told), clock_.unix_ms() / 1000};
    done(Failure::none, kept.members);
  });
}

GroupMembers GroupDirectory::read(const Node& group) const {
  GroupMembers members;
  members.uses_lids = group.attribute("addressing_mode") == "lid";
  if (const Node* timer = group.child("ephemeral"))
    members.timer_s = static_cast<std::uint32_t>(std::clamp<std::int64_t>(timer->number("expiration").value_or(0), 0,
                                                                          kMaxTimerSeconds));
  for (const Node& child : group.children()) {
    const auto jid = Jid::parse(child.attribute("jid"));
    if (!child.is("participant") || !jid || members.accounts.size() == kMaxMembers) continue;
    members.accounts.push_back(jid->account());
    const auto number = Jid::parse(child.attribute("phone_number"));
    const auto hidden = Jid::parse(child.attribute("lid"));
    if (jid->is_lid() && number && number->is_pn()) learnt_(number->user, jid->user);
    if (jid->is_pn() && hidden && hidden->is_lid()) learnt_(jid->user, hidden->user);
  }
  return members;
}

}  // namespace wagate::session_whatsapp
