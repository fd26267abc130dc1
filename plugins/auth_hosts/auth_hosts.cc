#include "auth_hosts.h"

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

AuthHosts::AuthHosts(PluginContext& context)
    : allowed_("allowed (WEBSOCKET_ALLOWED_HOSTS)", context.texts("allowed")),
      keyless_("keyless (WEBSOCKET_KEYLESS_HOSTS)", context.texts("keyless")) {
  for (std::string& unit : context.texts("except")) except_.insert(std::move(unit));
  is_restricted_ = !allowed_.is_empty() && !allowed_.has_everyone() && !is_untouched_default(context.texts("allowed"));

  if (keyless_.has_everyone())
    throw PluginError("keyless (WEBSOCKET_KEYLESS_HOSTS): \"*\" would let everyone command every instance without a "
                      "key; list the addresses that may");
  if (!keyless_.is_empty())
    context.log().warn("keyless peers are on: the listed addresses receive and command every instance without a key");
  if (keyless_.contains("127.0.0.1") || keyless_.contains("::1"))
    context.log().warn("keyless peers include this machine: behind a reverse proxy here, everyone needs no key");
}

AuthDecision AuthHosts::authenticate(const AuthRequestView& request) {
  if (except_.contains(request.raw().transport.view())) return AuthDecision::abstain();
  if (is_restricted_ && !allowed_.contains(request.peer()))
    return AuthDecision::deny("Host not allowed",
                              "peer " + std::string(request.peer()) + " is not in WEBSOCKET_ALLOWED_HOSTS");

  // A shown key decides, right or wrong. Browsers get nothing without one: any web page could
  // otherwise use the address of the person who looks at it.
  if (shows_a_key(request) || !request.raw().origin.empty() || !keyless_.contains(request.peer()))
    return AuthDecision::abstain();
  return AuthDecision::allow({"keyless peer", abi::kMayReceive | abi::kMayCommand, true, {}});
}

}  // namespace wagate::auth_hosts
