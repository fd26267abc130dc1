#pragma once

#include <memory>
#include <mutex>
#include <string>

#include "claims.h"
#include "key_set.h"
#include "wagate/auth.h"

namespace wagate::auth_jwt {

// Lets clients in by JSON Web Tokens (RFC 7519) and abstains when none is shown. A token may stand where
// a key stands: existing clients put it into `apikey`.
class AuthJwt : public AuthPlugin {
 public:
  static constexpr std::uint32_t kFlags = abi::kMultiUnit | abi::kNeverBlocks;

  explicit AuthJwt(PluginContext& context);

  AuthDecision authenticate(const AuthRequestView& request) override;

  void prepare(const ConfigReader& next);
  void commit() noexcept;

 private:
  struct Settings {
    explicit Settings(const ConfigReader& config);
    KeySet keys;
    ClaimRules rules;
    bool accept_auth_payload;
  };
  using SettingsPtr = std::shared_ptr<const Settings>;

  SettingsPtr settings() const;
  AuthDecision decide(const Settings& settings, std::string_view text) const;

  const std::string unit_;
  const Logger log_;
  abi::Instances& instances_;
  abi::Clock& clock_;
  abi::Principals* principals_;

  mutable std::mutex mutex_;
  SettingsPtr settings_;  // guarded by mutex_
  SettingsPtr next_;      // of the control thread
};

}  // namespace wagate::auth_jwt
