#include "claims.h"

#include <algorithm>
#include <cctype>
#include <cmath>

#include <nlohmann/json.hpp>

#include "wagate/abi/auth.h"

namespace wagate::auth_jwt {

namespace {

using Json = nlohmann::json;

constexpr std::size_t kMaxEntries = 1000;
constexpr std::size_t kMaxEventEntries = 64;  // as many as a client may choose itself
constexpr std::size_t kMaxSubjectBytes = 64;
constexpr double kMaxSeconds = 1e11;  // the year 5138

// Nothing when it is no point in time.
std::optional<std::int64_t> seconds_of(const Json& value) {
  if (!value.is_number()) return std::nullopt;
  const double seconds = value.get<double>();
  if (!std::isfinite(seconds) || std::abs(seconds) > kMaxSeconds) return std::nullopt;
  return static_cast<std::int64_t>(std::floor(seconds));
}

// A text or a list of texts.
std::optional<std::vector<std::string>> texts_of(const Json& value, std::size_t limit) {
  if (value.is_string()) return std::vector<std::string>{value.get<std::string>()};
  if (!value.is_array() || value.size() > limit) return std::nullopt;
  std::vector<std::string> out;
  for (const Json& entry : value) {
    if (!entry.is_string()) return std::nullopt;
    out.push_back(entry.get<std::string>());
  }
  return out;
}

std::string printable_subject(const Json& payload) {
  const auto found = payload.find("sub");
  if (found == payload.end() || !found->is_string()) return {};
  std::string out = found->get<std::string>().substr(0, kMaxSubjectBytes);
  for (char& c : out)
    if (!std::isprint(static_cast<unsigned char>(c))) c = '?';
  return out;
}

std::string read_times(const Json& payload, const ClaimRules& rules, std::int64_t now_ms, Claims& out) {
  const std::int64_t now_s = now_ms / 1000;
  if (const auto found = payload.find("exp"); found != payload.end()) {
    const auto expires = seconds_of(*found);
    if (!expires) return "the claim exp is no time";
    if (*expires + rules.leeway_s <= now_s) return "the token has expired";
    out.expires_at_ms = (*expires + rules.leeway_s) * 1000;
  } else if (rules.require_expiry) {
    return "the claim exp is missing";
  }
  if (const auto found = payload.find("nbf"); found != payload.end()) {
    const auto begins = seconds_of(*found);
    if (!begins) return "the claim nbf is no time";
    if (*begins - rules.leeway_s > now_s) return "the token is not valid yet";
  }
  return {};
}

std::string read_permissions(const Json& payload, const ClaimRules& rules, Claims& out) {
  out.permissions = abi::kMayReceive;
  const auto found = payload.find(rules.permissions_claim);
  if (found == payload.end()) return {};
  const auto words = texts_of(*found, kMaxEntries);
  if (!words) return "the claim " + rules.permissions_claim + " is no list of texts";
  out.permissions = 0;
  for (const std::string& word : *words) {
    if (word == "receive") out.permissions |= abi::kMayReceive;
    else if (word == "command") out.permissions |= abi::kMayCommand;
    else if (word == "control") out.permissions |= abi::kMayControl;
    else if (word == "administer") out.permissions |= abi::kMayAdminister;
    else return "the claim " + rules.permissions_claim + " has a word that is none of receive, command, control, administer";
  }
  return {};
}

}  // namespace

std::string read_claims(std::string_view text, const ClaimRules& rules, std::int64_t now_ms, Claims& out) {
  const Json payload = Json::parse(text, nullptr, false);
  if (!payload.is_object()) return "the payload is not a JSON object";
  if (std::string wrong = read_times(payload, rules, now_ms, out); !wrong.empty()) return wrong;
  if (!rules.issuer.empty() && payload.value("iss", Json()) != Json(rules.issuer)) return "the claim iss is another";
  if (!rules.audience.empty()) {
    const auto audiences = texts_of(payload.value("aud", Json()), kMaxEntries);
    if (!audiences || std::find(audiences->begin(), audiences->end(), rules.audience) == audiences->end())
      return "the claim aud is another";
  }
  out.subject = printable_subject(payload);
  if (std::string wrong = read_permissions(payload, rules, out); !wrong.empty()) return wrong;

  const auto instances = texts_of(payload.value(rules.instances_claim, Json()), kMaxEntries);
  if (!instances || instances->empty()) return "the claim " + rules.instances_claim + " names no instance";
  for (const std::string& name : *instances) {
    if (name == "*") out.all_instances = true;
    else out.instances.push_back(name);
  }
  if (const auto found = payload.find(rules.events_claim); found != payload.end()) {
    const auto events = texts_of(*found, kMaxEventEntries);
    if (!events || events->empty()) return "the claim " + rules.events_claim + " is no list of event names";
    out.bounds_json = Json{{"events", *events}}.dump(-1, ' ', false, Json::error_handler_t::replace);
  }
  return {};
}

}  // namespace wagate::auth_jwt
