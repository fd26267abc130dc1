#include <cerrno>
#include <cstring>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>

#include "users_file.h"
#include "wagate/auth.h"

namespace {

using wagate::AuthDecision;

// Lets in the users of a file. A key is "<user>.<secret>", shown like any other API key: query
// parameter or header `apikey`. The name in it finds the user, so that one hash is made per client
// and not one per user.
class CustomAuth : public wagate::AuthPlugin {
 public:
  explicit CustomAuth(wagate::PluginContext& context)
      : instances_(context.service<wagate::abi::Instances>()), deny_unknown_(context.text("unknown") == "deny") {
    const std::string file = context.text("users");
    std::ifstream stream(file);
    if (!stream) throw wagate::PluginError(file + " cannot be opened: " + std::strerror(errno));
    users_ = read_users(stream, file);
    context.log().info("users read", {{"file", file}, {"users", users_.size()}});
  }

  AuthDecision authenticate(const wagate::AuthRequestView& request) override {
    std::string_view shown = request.query("apikey");
    if (shown.empty()) shown = request.header("apikey");
    const std::size_t dot = shown.find('.');
    const auto user = dot == std::string_view::npos ? users_.end() : users_.find(shown.substr(0, dot));

    // A user that is not there costs the same hash, so that the time tells nobody who is.
    const bool known = user != users_.end();
    const SaltedKey& key = known ? user->second.key : SaltedKey::nobody();
    const bool fits = key.fits(dot == std::string_view::npos ? std::string_view() : shown.substr(dot + 1));
    if (known && fits) return AuthDecision::allow(principal_of(user->first, user->second));

    if (!deny_unknown_) return AuthDecision::abstain();
    return AuthDecision::deny("Unauthorized", shown.empty() ? "no key shown" : known ? "wrong secret of a user" : "no such user");
  }

 private:
  // Names in the file become ids here and not at start: instances come and go.
  wagate::Principal principal_of(const std::string& name, const User& user) const {
    wagate::Principal principal;
    principal.subject = "user " + name;
    principal.permissions = user.permissions;
    principal.all_instances = user.all_instances;
    for (const std::string& instance : user.instances)
      if (auto id = id_of(instance)) principal.instance_ids.push_back(std::move(*id));
    return principal;
  }

  std::optional<std::string> id_of(const std::string& instance) const {
    class Finder final : public wagate::abi::InstanceVisitor {
     public:
      bool visit(const wagate::abi::InstanceInfo& info) noexcept override {
        id = info.id.str();
        return false;
      }
      std::string id;
    };
    Finder finder;
    if (!instances_.find(instance, finder)) return std::nullopt;
    return finder.id;
  }

  wagate::abi::Instances& instances_;
  bool deny_unknown_;
  Users users_;
};

}  // namespace

WAGATE_PLUGIN(CustomAuth)
