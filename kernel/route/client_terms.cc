// What a client gets on a channel and for how long; the rest of the hub is in client_hub.cc.
#include <algorithm>
#include <utility>

#include "kernel/route/client_state.h"
#include "wagate/task.h"

namespace wagate {

std::string ClientHub::read_terms(const Client& client, const AccessPrincipal& principal, const std::string& auth_json,
                                  AudienceTerms& terms) const {
  if (client.unsettled && !client.unsettled->choice_problem.empty()) return client.unsettled->choice_problem;
  terms.choice = client.choice;
  if (std::string wrong = choices_.read_json(auth_json, terms.choice); !wrong.empty()) return wrong;
  if (!principal.bounds_json().empty()) {
    const std::string wrong = choices_.read_json(principal.bounds_json(), terms.bounds);
    if (!wrong.empty() || !terms.bounds) {
      // The door stays closed: bounds that nobody understands would bound nothing.
      log_.error("cannot read the bounds an authenticator gave", {{"as", principal.subject()}, {"reason", wrong}});
      return "Authentication error";
    }
  }
  if ((terms.choice || terms.bounds) && audiences_.chosen() >= kMaxChosenAudiences)
    return "there are " + std::to_string(kMaxChosenAudiences) + " different choices already; connect without one";
  return {};
}

void ClientHub::close_at_expiry(const ClientPtr& client, const AccessPrincipal& principal) {
  if (principal.expires_at_ms() == 0) return;
  abi::TimerId replaced = 0;
  {
    std::lock_guard lock(client->mutex);
    if (client->gone) return;
    if (client->expiry && client->expiry->at_ms <= principal.expires_at_ms()) return;
    if (!client->expiry) client->expiry = std::make_unique<Client::Expiry>();
    client->expiry->at_ms = principal.expires_at_ms();
    const std::int64_t left = std::max<std::int64_t>(0, principal.expires_at_ms() - clock_.unix_ms());
    replaced = std::exchange(client->expiry->timer, timers_.after(left, make_task([this, id = client->id] {
      log_.info("closed a client", {{"client", id}, {"reason", "its credentials have expired"}});
      close(id, "the credentials have expired");
    })));
  }
  if (replaced != 0) timers_.cancel(replaced);
}

std::uint64_t ClientHub::revoke(abi::StringRef credential, abi::StringRef reason) noexcept {
  if (credential.empty()) return 0;
  std::uint64_t count = 0;
  for (const ClientPtr& client : all()) {
    bool shown = client->principal && client->principal->credential() == credential.view();
    if (!client->principal) {
      std::lock_guard lock(client->mutex);
      for (const Membership& membership : client->memberships)
        shown = shown || membership.principal->credential() == credential.view();
    }
    if (!shown) continue;
    ++count;
    if (options_.close_revoked) close(client->id, reason);
  }
  if (count > 0) {
    log_.info(options_.close_revoked ? "closed clients" : "kept clients",
              {{"count", count}, {"credential", credential}, {"reason", reason}});
  }
  return count;
}

}  // namespace wagate
