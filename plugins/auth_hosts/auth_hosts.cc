#include "auth_hosts.h"

#include <functional>
#include <utility>

namespace wagate::auth_hosts {

namespace {

// What the sample files of Evolution API set. There it says who needs no key; nobody who copied it
// meant to lock everybody else out.
bool is_untouched_default(const std::vector<std::string>& entries) {
  return std::set<std::string>(entries.begin(), entries.end()) ==
         std::set<std::string>{"127.0.0.1", "::1", "::ffff:127.0.0.1"};
}

bool shows_a_key(const AuthRequestView& request) {
  return !request.query("apikey").empty() || !request.header("apikey").empty();
}

}  // namespace

AuthHosts::Lists::Lists(const ConfigReader& config)
    : allowed("allowed (WEBSOCKET_ALLOWED_HOSTS)", config.texts("allowed")),
      keyless("keyless (WEBSOCKET_KEYLESS_HOSTS)", config.texts("keyless")) {
  for (std::string& unit : config.texts("except")) except.insert(std::move(unit));
  is_restricted = !allowed.is_empty() && !allowed.has_everyone() && !is_untouched_default(config.texts("allowed"));
  if (keyless.has_everyone())
    throw PluginError("keyless (WEBSOCKET_KEYLESS_HOSTS): \"*\" would let everyone command every instance without a "
                      "key; list the addresses that may");
}

AuthHosts::AuthHosts(PluginContext& context)
    : log_(context.log()), hints_(context.service<abi::Clock>(), 1, 5), lists_(std::make_shared<const Lists>(context)) {
  warn_about(*lists_);
}

void AuthHosts::warn_about(const Lists& lists) const {
  if (!lists.keyless.is_empty())
    log_.warn("keyless peers are on: the listed addresses receive and command every instance without a key");
  if (lists.keyless.contains("127.0.0.1") || lists.keyless.contains("::1"))
    log_.warn("keyless peers include this machine: behind a reverse proxy here, everyone needs no key");
}

void AuthHosts::prepare(const ConfigReader& next) { next_ = std::make_shared<const Lists>(next); }

void AuthHosts::commit() noexcept {
  if (!next_) return;
  warn_about(*next_);
  std::lock_guard lock(mutex_);
  lists_ = std::exchange(next_, nullptr);
}

AuthHosts::ListsPtr AuthHosts::lists() const {
  std::lock_guard lock(mutex_);
  return lists_;
}

// Evolution API lets these peers in without a key, so whoever comes from there wonders.
void AuthHosts::tell_about_the_switch(const Lists& lists, std::string_view peer) {
  const bool expects_it = peer == "127.0.0.1" || peer == "::1" || (lists.is_restricted && lists.allowed.contains(peer));
  if (!expects_it || !hints_.take(std::hash<std::string_view>{}(peer))) return;
  log_.info("let a peer show a key, its address alone does not open the door; WEBSOCKET_KEYLESS_HOSTS lists those that need none",
            {{"peer", peer}});
}

AuthDecision AuthHosts::authenticate(const AuthRequestView& request) {
  const ListsPtr current = lists();
  if (current->except.contains(request.raw().transport.view())) return AuthDecision::abstain();
  if (current->is_restricted && !current->allowed.contains(request.peer()))
    return AuthDecision::deny("Host not allowed",
                              "peer " + std::string(request.peer()) + " is not in WEBSOCKET_ALLOWED_HOSTS");

  // A shown key decides, right or wrong. Browsers get nothing without one: any web page could
  // otherwise use the address of the person who looks at it.
  if (shows_a_key(request) || !request.raw().origin.empty()) return AuthDecision::abstain();
  if (!current->keyless.contains(request.peer())) {
    tell_about_the_switch(*current, request.peer());
    return AuthDecision::abstain();
  }
  Principal principal;
  principal.subject = "keyless peer";
  principal.permissions = abi::kMayReceive | abi::kMayCommand;
  principal.all_instances = true;
  return AuthDecision::allow(std::move(principal));
}

}  // namespace wagate::auth_hosts
