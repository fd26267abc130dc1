#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wagate::auth_jwt {

// What a token has to say, and under which names.
struct ClaimRules {
  std::string issuer;
  std::string audience;
  std::int64_t leeway_s = 30;
  bool require_expiry = true;
  std::string instances_claim = "instances";
  std::string events_claim = "events";
  std::string permissions_claim = "permissions";
};

// What a token whose signature was right says.
struct Claims {
  std::string subject;                 // printable and short; empty when absent
  std::int64_t expires_at_ms = 0;      // leeway included; 0: never
  bool all_instances = false;
  std::vector<std::string> instances;  // names or ids
  std::string bounds_json;             // empty: none
  std::uint32_t permissions = 0;
};

// Returns what is wrong with the claims, for the log, or an empty text. Times are checked here.
std::string read_claims(std::string_view payload, const ClaimRules& rules, std::int64_t now_ms, Claims& out);

}  // namespace wagate::auth_jwt
