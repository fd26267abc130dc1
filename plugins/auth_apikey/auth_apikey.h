#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
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
  static constexpr std::uint32_t kFlags = abi::kNeverBlocks;  // one unit: there is one global key

  // Finds the global key, and prints it on standard error when it was generated just now: the one
  // time it is shown. Throws PluginError for a key that must not be used.
  explicit AuthApikey(PluginContext& context);

  AuthDecision authenticate(const AuthRequestView& request) override;

  // A changed key: clients that came in by the old one are closed, or kept as [access] on_revoked says.
  void prepare(const ConfigReader& next);
  void commit() noexcept;

 private:
  struct Settings {
    Secret global_key;
    std::string credential;  // names the key without giving it away; another for every change
    bool accept_auth_payload;
  };
  using SettingsPtr = std::shared_ptr<const Settings>;

  SettingsPtr settings() const;
  AuthDecision decide(const Settings& settings, std::string_view key);

  const Logger log_;
  abi::Instances& instances_;
  abi::Principals* const principals_;
  const std::filesystem::path key_file_;
  mutable std::mutex mutex_;
  SettingsPtr settings_;   // guarded by mutex_
  SettingsPtr next_;       // of the control thread
  int changes_ = 0;        // of the control thread
};

}  // namespace wagate::auth_apikey
