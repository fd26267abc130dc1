#pragma once

#include <optional>
#include <string>

#include "secret.h"
#include "wagate/auth.h"

namespace wagate::auth_apikey {

// Decides by a key: the global one opens everything, the token of an instance opens that instance.
//
// A key is looked for in the query field `apikey`, then in the header `apikey`, then, when
// configured, in the CONNECT payload; the first one that is there decides alone. Units that must not
// take keys from the query (REST) do not pass one.
class AuthApikey : public AuthPlugin {
 public:
  static constexpr std::uint32_t kFlags = 0;  // one global key

  // Finds the global key, and prints it on standard error when it was generated just now: the one
  // time it is shown. Throws PluginError for a key that must not be used.
  explicit AuthApikey(PluginContext& context);

  AuthDecision authenticate(const AuthRequestView& request) override;

 private:
  AuthDecision decide(std::string_view key);

  abi::Instances& instances_;
  std::optional<Secret> global_key_;  // set by the constructor
  bool accept_auth_payload_;
};

}  // namespace wagate::auth_apikey
