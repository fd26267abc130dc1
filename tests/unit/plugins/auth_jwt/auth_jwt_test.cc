#include "auth_jwt.h"

#include <gtest/gtest.h>

#include <fstream>
#include <optional>

#include "jwt_maker.h"
#include "wagate/testing/fake_config.h"
#include "wagate/testing/fake_host.h"
#include "wagate/testing/fake_instances.h"

namespace wagate::auth_jwt {
namespace {

using test::hs256;

// What an authenticator answered, as one line.
class Answer final : public abi::AuthReply {
 public:
  explicit Answer(std::string& out) : out_(out) {}
  void allow(const abi::PrincipalSpec& principal) noexcept override {
    out_ = "allow " + principal.subject.str() + (principal.all_instances ? " *" : "");
    for (std::uint64_t i = 0; i < principal.instance_count; ++i) out_ += " " + principal.instance_ids[i].str();
    out_ += " " + std::to_string(principal.permissions) + " " + principal.bounds_json.str() + " " +
            std::to_string(principal.expires_at_ms);
  }
  void deny(abi::StringRef sentence, abi::StringRef reason) noexcept override { out_ = "deny " + sentence.str() + ": " + reason.str(); }
  void abstain() noexcept override { out_ = "abstain"; }
  void challenge() noexcept override { out_ = "challenge"; }
  void fail(abi::StringRef reason) noexcept override { out_ = "fail " + reason.str(); }
  void release() noexcept override { delete this; }

 private:
  std::string& out_;
};

class FakePrincipals final : public abi::Principals {
 public:
  std::uint64_t revoke(abi::StringRef credential, abi::StringRef) noexcept override {
    revoked.push_back(credential.str());
    return 1;
  }
  std::vector<std::string> revoked;
};

class AuthJwtTest : public ::testing::Test {
 protected:
  void configure(const std::string& config) {
    host.emplace(config, "auth_jwt");
    host->provide(abi::Instances::kServiceId, static_cast<abi::Instances*>(&instances));
    host->provide(abi::Principals::kServiceId, static_cast<abi::Principals*>(&principals));
    unit = host->make<AuthJwt>();
    now_s = host->time().unix_ms() / 1000;
  }
  std::string payload(const std::string& more) { return R"({"sub":"ana","exp":)" + std::to_string(now_s + 60) + "," + more + "}"; }

  std::string ask(const std::vector<abi::NameValue>& query, const std::vector<abi::NameValue>& headers = {}, std::string_view auth = "") {
    abi::AuthRequest request;
    request.query = query.data();
    request.query_count = query.size();
    request.headers = headers.data();
    request.header_count = headers.size();
    request.auth_json = auth;
    std::string answer;
    static_cast<abi::Authenticator&>(*unit).authenticate(request, new Answer(answer));
    return answer;
  }

  testing::FakeInstances instances;
  FakePrincipals principals;
  std::optional<testing::FakeHost> host;
  std::unique_ptr<AuthJwt> unit;
  std::int64_t now_s = 0;
};

constexpr const char* kWithSecret = R"({"secret":"a-secret-of-more-than-32-characters!","accept_auth_payload":true})";

TEST_F(AuthJwtTest, LetsATokenInWhereverAKeyMayStand) {
  instances.add({});
  configure(kWithSecret);
  const std::string token = hs256(payload(R"("instances":["shop-01"],"events":["call"])"));
  const std::string allowed = "allow token of ana 0f5b1a52-6c0e-4a27-9a3c-5a3a8de1d001 1 {\"events\":[\"call\"]} " +
                              std::to_string((now_s + 90) * 1000);
  const std::string bearer = "Bearer " + token;
  EXPECT_EQ(ask({}, {{"authorization", bearer}}), allowed);
  EXPECT_EQ(ask({{"token", token}}), allowed);
  EXPECT_EQ(ask({{"apikey", token}}), allowed);
  EXPECT_EQ(ask({}, {{"apikey", token}}), allowed);
  EXPECT_EQ(ask({}, {}, R"({"token":")" + token + R"("})"), allowed);
}

TEST_F(AuthJwtTest, LeavesKeysToTheNextUnit) {
  configure(kWithSecret);
  EXPECT_EQ(ask({{"apikey", "7C0F3B0E-0F0E-4C39-9D53-6C1F3A7F5A10"}}), "abstain");
  EXPECT_EQ(ask({}), "challenge");
  EXPECT_EQ(ask({}, {}, R"({"apikey":"plain"})"), "abstain");
}

TEST_F(AuthJwtTest, SaysInTheLogWhatIsWrongAndNothingToTheClient) {
  instances.add({});
  configure(kWithSecret);
  EXPECT_EQ(ask({{"token", hs256(payload(R"("instances":["elsewhere"])"))}}),
            "deny Unauthorized: none of the instances the token names exists");
  EXPECT_EQ(ask({{"token", hs256(R"({"exp":1,"instances":"*"})")}}), "deny Invalid token: the token has expired");
  EXPECT_EQ(ask({{"token", "eyJhbGciOiJIUzI1NiJ9.e30.AAAA"}}), "deny Invalid token: the signature of the token is wrong");
}

TEST_F(AuthJwtTest, NeedsAKey) {
  EXPECT_THROW(configure("{}"), PluginError);
  try {
    configure(R"({"jwks_file":"/nonexistent/keys.json"})");
    FAIL();
  } catch (const PluginError& failure) {
    EXPECT_STREQ(failure.what(), "jwks_file: cannot read /nonexistent/keys.json: No such file or directory");
  }
}

TEST_F(AuthJwtTest, FollowsAChangedConfigurationAndTakesBackWhatTheOldKeyAllowed) {
  instances.add({});
  configure(kWithSecret);
  const std::string token = hs256(payload(R"("instances":"*")"));
  EXPECT_TRUE(ask({{"token", token}}).starts_with("allow"));

  testing::FakeConfig broken(R"({"secret":"short"})");
  EXPECT_THROW(unit->prepare(ConfigReader(broken)), PluginError);
  EXPECT_TRUE(ask({{"token", token}}).starts_with("allow")) << "nothing has changed";

  testing::FakeConfig next(R"({"secret":"another-secret-of-more-than-32-chars"})");
  unit->prepare(ConfigReader(next));
  EXPECT_TRUE(ask({{"token", token}}).starts_with("allow")) << "prepared only";
  unit->commit();

  EXPECT_EQ(ask({{"token", token}}), "deny Invalid token: the signature of the token is wrong");
  ASSERT_EQ(principals.revoked.size(), 1u);
  EXPECT_TRUE(principals.revoked[0].starts_with("auth_jwt key "));
}

}  // namespace
}  // namespace wagate::auth_jwt
