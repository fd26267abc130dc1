#include "auth_apikey.h"

#include <cstdio>
#include <filesystem>

#include "auth_payload.h"
#include "global_key.h"

namespace wagate::auth_apikey {

namespace {

constexpr std::size_t kMaxKey = 4096;
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
    : instances_(context.service<abi::Instances>()),
      accept_auth_payload_(context.boolean("accept_auth_payload")) {
  const std::filesystem::path file = std::filesystem::path(context.state_dir()) / "api_key";
  const GlobalKey key = find_global_key(context.text("key"), file);
  global_key_.emplace(key.text);

  if (key.source == KeySource::generated) {
    show_once(key.text, file);
    context.log().info("global key generated", {{"file", file.string()}});
  }
  if (is_weak(key.text))
    context.log().warn(
        "global key is shorter than 8 characters and can be guessed; set a longer AUTHENTICATION_API_KEY");
}

AuthDecision AuthApikey::authenticate(const AuthRequestView& request) {
  std::string_view key = request.query("apikey");
  if (key.empty()) key = request.header("apikey");
  if (!key.empty()) return decide(key);
  if (!accept_auth_payload_) return AuthDecision::deny("apiKey is required", "no key in query or header");

  if (request.auth_json().empty()) return AuthDecision::challenge();
  const std::string shown = apikey_of(request.auth_json());
  if (shown.empty()) return AuthDecision::deny("apiKey is required", "no key in query, header or auth payload");
  return decide(shown);
}

AuthDecision AuthApikey::decide(std::string_view key) {
  if (key.size() > kMaxKey) return AuthDecision::deny("Invalid global token", "key longer than 4096 bytes");

  // Both are always looked up, so that the time tells nothing about which kind of key it was.
  const bool is_global = global_key_->matches(key);
  FoundInstance instance;
  const bool is_token = instances_.find_token(key, instance);

  if (is_global) return AuthDecision::allow({"global key", kEverything, true, {}});
  if (is_token) return AuthDecision::allow({"token of " + instance.name, kOwnInstance, false, {instance.id}});
  return AuthDecision::deny("Invalid global token", "key unknown");
}

}  // namespace wagate::auth_apikey
