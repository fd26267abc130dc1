#include "auth_jwt.h"

#include <algorithm>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "token.h"

namespace wagate::auth_jwt {

namespace {

constexpr const char* kRefused = "Invalid token";
constexpr std::size_t kMaxPayloadBytes = 32 * 1024;

class InstanceId final : public abi::InstanceVisitor {
 public:
  bool visit(const abi::InstanceInfo& info) noexcept override {
    id = info.id.str();
    return false;
  }
  std::string id;
};

ClaimRules rules_of(const ConfigReader& config) {
  ClaimRules rules;
  rules.issuer = config.text("issuer");
  rules.audience = config.text("audience");
  rules.leeway_s = config.integer("leeway_s", rules.leeway_s);
  rules.require_expiry = config.boolean("require_expiry", true);
  rules.instances_claim = config.text("instances_claim", rules.instances_claim);
  rules.events_claim = config.text("events_claim", rules.events_claim);
  rules.permissions_claim = config.text("permissions_claim", rules.permissions_claim);
  return rules;
}

std::string_view bearer_of(std::string_view authorization) {
  constexpr std::string_view kScheme = "bearer ";
  if (authorization.size() <= kScheme.size()) return {};
  for (std::size_t i = 0; i < kScheme.size(); ++i)
    if ((static_cast<unsigned char>(authorization[i]) | 0x20) != (static_cast<unsigned char>(kScheme[i]) | 0x20)) return {};
  return authorization.substr(kScheme.size());
}

// The text of auth.token or auth.apikey of a join.
std::string payload_token(std::string_view auth_json) {
  if (auth_json.empty() || auth_json.size() > kMaxPayloadBytes) return {};
  const auto json = nlohmann::json::parse(auth_json, nullptr, false);
  if (!json.is_object()) return {};
  for (const char* name : {"token", "apikey"}) {
    const auto found = json.find(name);
    if (found != json.end() && found->is_string() && looks_like_token(found->get_ref<const std::string&>()))
      return found->get<std::string>();
  }
  return {};
}

}  // namespace

AuthJwt::Settings::Settings(const ConfigReader& config)
    : keys(KeySet::read(config)), rules(rules_of(config)), accept_auth_payload(config.boolean("accept_auth_payload")) {}

AuthJwt::AuthJwt(PluginContext& context)
    : unit_(context.name()), log_(context.log()), instances_(context.service<abi::Instances>()),
      clock_(context.service<abi::Clock>()), principals_(context.find<abi::Principals>()),
      settings_(std::make_shared<const Settings>(context)) {}

AuthJwt::SettingsPtr AuthJwt::settings() const {
  std::lock_guard lock(mutex_);
  return settings_;
}

AuthDecision AuthJwt::authenticate(const AuthRequestView& request) {
  const SettingsPtr current = settings();
  for (const std::string_view shown : {bearer_of(request.header("authorization")), request.query("token"),
                                       request.query("apikey"), request.header("apikey")}) {
    if (looks_like_token(shown)) return decide(*current, shown);
  }
  if (const std::string shown = payload_token(request.auth_json()); !shown.empty()) return decide(*current, shown);
  const bool shows_a_key = !request.query("apikey").empty() || !request.header("apikey").empty();
  if (current->accept_auth_payload && !shows_a_key && request.auth_json().empty()) return AuthDecision::challenge();
  return AuthDecision::abstain();
}

AuthDecision AuthJwt::decide(const Settings& settings, std::string_view text) const {
  Token token;
  if (std::string wrong = read_token(text, token); !wrong.empty()) return AuthDecision::deny(kRefused, "malformed token: " + wrong);
  std::string reason;
  const VerifyingKey* key = settings.keys.find_signer(token, reason);
  if (!key) return AuthDecision::deny(kRefused, reason);
  Claims claims;
  if (std::string wrong = read_claims(token.payload, settings.rules, clock_.unix_ms(), claims); !wrong.empty())
    return AuthDecision::deny(kRefused, wrong);

  Principal principal;
  principal.subject = claims.subject.empty() ? "a token" : "token of " + claims.subject;
  principal.permissions = claims.permissions;
  principal.all_instances = claims.all_instances;
  principal.credential = unit_ + " key " + key->fingerprint();
  principal.expires_at_ms = claims.expires_at_ms;
  principal.bounds_json = claims.bounds_json;
  for (const std::string& name : claims.instances) {
    InstanceId found;
    if (!instances_.find(name, found)) instances_.find_id(name, found);
    if (!found.id.empty()) principal.instance_ids.push_back(std::move(found.id));
  }
  if (!principal.all_instances && principal.instance_ids.empty())
    return AuthDecision::deny("Unauthorized", "none of the instances the token names exists");
  return AuthDecision::allow(std::move(principal));
}

void AuthJwt::prepare(const ConfigReader& next) { next_ = std::make_shared<const Settings>(next); }

void AuthJwt::commit() noexcept {
  if (!next_) return;
  SettingsPtr before;
  SettingsPtr now = std::exchange(next_, nullptr);
  {
    std::lock_guard lock(mutex_);
    before = std::exchange(settings_, now);
  }
  const std::vector<std::string> kept = now->keys.fingerprints();
  for (const std::string& fingerprint : before->keys.fingerprints()) {
    if (std::find(kept.begin(), kept.end(), fingerprint) != kept.end()) continue;
    log_.info("key taken out", {{"key", fingerprint}});
    if (principals_) principals_->revoke(unit_ + " key " + fingerprint, "the key of the token was taken out");
  }
}

}  // namespace wagate::auth_jwt
