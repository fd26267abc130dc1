#pragma once

#include <set>
#include <string>

#include "host_list.h"
#include "wagate/auth.h"

namespace wagate::auth_hosts {

// Refuses peers that are not listed and leaves everybody else to the next plugin of the chain.
//
// A key is needed nevertheless, unless the peer is listed as keyless: Evolution API let listed peers
// in without a key, which behind a reverse proxy on the same machine meant everybody.
class AuthHosts : public AuthPlugin {
 public:
  explicit AuthHosts(PluginContext& context);

  AuthDecision authenticate(const AuthRequestView& request) override;

 private:
  HostList allowed_;
  HostList keyless_;
  std::set<std::string, std::less<>> except_;  // units that are not looked at
  bool is_restricted_;
};

}  // namespace wagate::auth_hosts
