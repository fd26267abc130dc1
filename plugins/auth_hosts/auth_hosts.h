#pragma once

#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>

#include "host_list.h"
#include "wagate/auth.h"
#include "wagate/line_budget.h"

namespace wagate::auth_hosts {

// Refuses peers that are not listed and leaves everybody else to the next plugin of the chain.
//
// A key is needed nevertheless, unless the peer is listed as keyless: Evolution API let listed peers
// in without a key, which behind a reverse proxy on the same machine meant everybody.
class AuthHosts : public AuthPlugin {
 public:
  static constexpr std::uint32_t kFlags = abi::kMultiUnit | abi::kNeverBlocks;

  explicit AuthHosts(PluginContext& context);

  AuthDecision authenticate(const AuthRequestView& request) override;

  // Changed lists hold for those who connect from then on.
  void prepare(const ConfigReader& next);
  void commit() noexcept;

 private:
  struct Lists {
    explicit Lists(const ConfigReader& config);  // throws PluginError
    HostList allowed;
    HostList keyless;
    std::set<std::string, std::less<>> except;  // units that are not looked at
    bool is_restricted;
  };
  using ListsPtr = std::shared_ptr<const Lists>;

  void warn_about(const Lists& lists) const;
  void tell_about_the_switch(const Lists& lists, std::string_view peer);
  ListsPtr lists() const;

  const Logger log_;
  LineBudget hints_;
  mutable std::mutex mutex_;
  ListsPtr lists_;  // guarded by mutex_
  ListsPtr next_;   // of the control thread
};

}  // namespace wagate::auth_hosts
