#include "auth_apikey.h"

#include <cstdio>
#include <filesystem>
#include <utility>

#include "auth_payload.h"
#include "global_key.h"

namespace wagate::auth_apikey {

namespace {

constexpr std::size_t kMaxKey = 4096;
constexpr const char* kWeakKey =
    "global key is shorter than 8 characters and can be guessed; set a longer AUTHENTICATION_API_KEY";
constexpr std::uint32_t kEverything =
    abi::kMayReceive | abi::kMayCommand | abi::kMayControl | abi::kMayAdminister | abi::kMaySeeTokens;
constexpr std::uint32_t kOwnInstance =
    abi::kMayReceive | abi::kMayCommand | abi::kMayControl | abi::kMaySeeTokens;

class FoundInstance final : public abi::InstanceVisitor {
 public:
  bool visit(const abi::InstanceInfo& info) noexcept override {
    id = info.id.str();
    name = info.name.str();
    return false;
  }
  std::string id;
  std::string name;
};

// Not through the log: log files are kept, copied and read by many.
void show_once(const std::string& key, const std::filesystem::path& file) {
  std::fprintf(stderr,
               "\n  The global key was generated: %s\n"
               "  It is shown this once and kept in %s. Clients send it as query field or header \"apikey\".\n\n",
               key.c_str(), file.c_str());
  std::fflush(stderr);
}

}  // namespace

AuthApikey::AuthApikey(PluginContext& context)
    : log_(context.log()), instances_(context.service<abi::Instances>()), principals_(context.find<abi::Principals>()),
      key_file_(std::filesystem::path(context.state_dir()) / "api_key") {
  const GlobalKey key = find_global_key(context.text("key"), key_file_);
  settings_ = std::make_shared<const Settings>(
      Settings{Secret(key.text), "global key 1", context.boolean("accept_auth_payload")});

  if (key.source == KeySource::generated) {
    show_once(key.text, key_file_);
    log_.info("global key generated", {{"file", key_file_.string()}});
  }
  if (is_weak(key.text)) log_.warn(kWeakKey);
}

void AuthApikey::prepare(const ConfigReader& next) {
  const GlobalKey key = find_global_key(next.text("key"), key_file_);
  const SettingsPtr now = settings();
  const bool same = now->global_key.matches(key.text);
  if (!same && is_weak(key.text)) log_.warn(kWeakKey);
  const std::string credential = same ? now->credential : "global key " + std::to_string(changes_ + 2);
  next_ = std::make_shared<const Settings>(Settings{Secret(key.text), credential, next.boolean("accept_auth_payload")});
}

void AuthApikey::commit() noexcept {
  if (!next_) return;
  const SettingsPtr now = std::exchange(next_, nullptr);
  SettingsPtr before;
  {
    std::lock_guard lock(mutex_);
    before = std::exchange(settings_, now);
  }
  if (before->credential == now->credential) return;
  ++changes_;
  log_.info("global key changed");
  if (principals_) principals_->revoke(before->credential, "the key was changed");
}

AuthApikey::SettingsPtr AuthApikey::settings() const {
  std::lock_guard lock(mutex_);
  return settings_;
}

AuthDecision AuthApikey::authenticate(const AuthRequestView& request) {
  const SettingsPtr current = settings();
  std::string_view key = request.query("apikey");
  if (key.empty()) key = request.header("apikey");
  if (!key.empty()) return decide(*current, key);
  if (!current->accept_auth_payload) return AuthDecision::deny("apiKey is required", "no key in query or header");

  if (request.auth_json().empty()) return AuthDecision::challenge();
  const std::string shown = apikey_of(request.auth_json());
  if (shown.empty()) return AuthDecision::deny("apiKey is required", "no key in query, header or auth payload");
  return decide(*current, shown);
}

AuthDecision AuthApikey::decide(const Settings& settings, std::string_view key) {
  if (key.size() > kMaxKey) return AuthDecision::deny("Invalid global token", "key longer than 4096 bytes");

  // Both are always looked up, so that the time tells nothing about which kind of key it was.
  const bool is_global = settings.global_key.matches(key);
  FoundInstance instance;
  const bool is_token = instances_.find_token(key, instance);

  if (!is_global && !is_token) return AuthDecision::deny("Invalid global token", "key unknown");
  Principal principal;
  principal.subject = is_global ? "global key" : "token of " + instance.name;
  principal.permissions = is_global ? kEverything : kOwnInstance;
  principal.all_instances = is_global;
  if (is_global) principal.credential = settings.credential;
  else principal.instance_ids = {instance.id};
  return AuthDecision::allow(std::move(principal));
}

}  // namespace wagate::auth_apikey
