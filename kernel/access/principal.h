#pragma once

#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <string_view>

#include "wagate/abi/auth.h"

namespace wagate {

// Who a client is and what it may do: the kernel's own copy of what an authenticator said. Immutable
// and shared. The questions below are the only place where access to an instance is decided.
class AccessPrincipal {
 public:
  AccessPrincipal() = default;  // may nothing
  explicit AccessPrincipal(const abi::PrincipalSpec& spec);

  const std::string& subject() const { return subject_; }  // for logs; never a secret
  std::uint32_t permissions() const { return permissions_; }
  bool all_instances() const { return all_instances_; }
  const std::set<std::string, std::less<>>& instance_ids() const { return instance_ids_; }

  // See abi::PrincipalSpec.
  const std::string& credential() const { return credential_; }
  std::int64_t expires_at_ms() const { return expires_at_ms_; }
  const std::string& bounds_json() const { return bounds_json_; }

  bool operator==(const AccessPrincipal&) const = default;

  bool has(abi::Permissions permission) const { return (permissions_ & permission) != 0; }

  // Whether the instance exists for this client at all.
  bool sees(std::string_view instance_id) const { return all_instances_ || instance_ids_.contains(instance_id); }

  bool may_join(std::string_view instance_id) const { return has(abi::kMayReceive) && sees(instance_id); }
  bool may_command(std::string_view instance_id) const { return has(abi::kMayCommand) && sees(instance_id); }
  bool may_control(std::string_view instance_id) const { return has(abi::kMayControl) && sees(instance_id); }

  // A token is for those who may see tokens, and then only of the instances they see.
  bool sees_token(std::string_view instance_id) const { return has(abi::kMaySeeTokens) && sees(instance_id); }

 private:
  std::string subject_ = "nobody";
  std::uint32_t permissions_ = 0;
  bool all_instances_ = false;
  std::set<std::string, std::less<>> instance_ids_;
  std::string credential_;
  std::int64_t expires_at_ms_ = 0;
  std::string bounds_json_;
};

using PrincipalPtr = std::shared_ptr<const AccessPrincipal>;

}  // namespace wagate
