#include "auth_apikey.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <vector>

#include "wagate/testing/fake_host.h"
#include "wagate/testing/fake_instances.h"

namespace wagate::auth_apikey {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using wagate::testing::FakeHost;
using wagate::testing::FakeInstance;
using wagate::testing::FakeInstances;

constexpr char kGlobal[] = "global-key-of-this-test";
constexpr char kToken[] = "token-of-shop-01";

// What the plugin said, in one line.
struct Answer final : abi::AuthReply {
  void allow(const abi::PrincipalSpec& principal) noexcept override {
    said = "allow";
    subject = principal.subject.str();
    permissions = principal.permissions;
    all_instances = principal.all_instances != 0;
    for (std::uint64_t i = 0; i < principal.instance_count; ++i) ids.push_back(principal.instance_ids[i].str());
  }
  void deny(abi::StringRef sentence, abi::StringRef why) noexcept override {
    said = "deny: " + sentence.str();
    reason = why.str();
  }
  void abstain() noexcept override { said = "abstain"; }
  void challenge() noexcept override { said = "challenge"; }
  void fail(abi::StringRef why) noexcept override {
    said = "fail";
    reason = why.str();
  }
  void release() noexcept override {}

  std::string said, reason, subject;
  std::uint32_t permissions = 0;
  bool all_instances = false;
  std::vector<std::string> ids;
};

class AuthApikeyTest : public ::testing::Test {
 protected:
  explicit AuthApikeyTest(const std::string& config = std::string(R"({"key":")") + kGlobal + "\"}") : host_(config) {
    FakeInstance shop;
    shop.token = kToken;
    instances_.add(shop);
    host_.provide(abi::Instances::kServiceId, static_cast<abi::Instances*>(&instances_));
    plugin_ = host_.make<AuthApikey>();
  }

  Answer ask(std::vector<abi::NameValue> query, std::vector<abi::NameValue> headers, const char* auth_json = "") {
    abi::AuthRequest request;
    request.transport = "transport_socketio";
    request.query = query.data();
    request.query_count = query.size();
    request.headers = headers.data();
    request.header_count = headers.size();
    request.auth_json = auth_json;
    Answer answer;
    static_cast<abi::Authenticator&>(*plugin_).authenticate(request, &answer);
    return answer;
  }

  FakeHost host_;
  FakeInstances instances_;
  std::unique_ptr<AuthApikey> plugin_;
};

TEST_F(AuthApikeyTest, GivesTheGlobalKeyEverything) {
  const Answer answer = ask({{"apikey", kGlobal}}, {});

  EXPECT_EQ(answer.said, "allow");
  EXPECT_EQ(answer.subject, "global key");
  EXPECT_TRUE(answer.all_instances);
  EXPECT_EQ(answer.permissions, 31u);
}

TEST_F(AuthApikeyTest, GivesATokenItsOwnInstanceAndNoAdministration) {
  const Answer answer = ask({{"apikey", kToken}}, {});

  EXPECT_EQ(answer.said, "allow");
  EXPECT_EQ(answer.subject, "token of shop-01");
  EXPECT_FALSE(answer.all_instances);
  EXPECT_THAT(answer.ids, ElementsAre("0f5b1a52-6c0e-4a27-9a3c-5a3a8de1d001"));
  EXPECT_EQ(answer.permissions, abi::kMayReceive | abi::kMayCommand | abi::kMayControl | abi::kMaySeeTokens);
}

TEST_F(AuthApikeyTest, ReadsTheHeaderWhenTheQueryHasNoKey) {
  EXPECT_EQ(ask({}, {{"apikey", kGlobal}}).said, "allow");
  EXPECT_EQ(ask({{"apikey", ""}}, {{"apikey", kGlobal}}).said, "allow");
}

TEST_F(AuthApikeyTest, LetsTheQueryWinWhenBothArePresent) {
  EXPECT_EQ(ask({{"apikey", "wrong"}}, {{"apikey", kGlobal}}).said, "deny: Invalid global token");
  EXPECT_EQ(ask({{"apikey", kToken}}, {{"apikey", kGlobal}}).subject, "token of shop-01");
}

TEST_F(AuthApikeyTest, IgnoresKeysInOtherPlaces) {
  const Answer answer =
      ask({{"apiKey", kGlobal}, {"token", kGlobal}}, {{"authorization", kGlobal}, {"cookie", kGlobal}},
          R"({"apikey":"global-key-of-this-test"})");

  EXPECT_EQ(answer.said, "deny: apiKey is required");
}

TEST_F(AuthApikeyTest, TellsAMissingKeyFromAWrongOneWithoutRepeatingIt) {
  EXPECT_EQ(ask({}, {}).said, "deny: apiKey is required");

  const Answer wrong = ask({{"apikey", "s3cret-guess"}}, {});

  EXPECT_EQ(wrong.said, "deny: Invalid global token");
  EXPECT_EQ(wrong.reason, "key unknown");
}

TEST_F(AuthApikeyTest, RefusesAKeyThatIsOnlyTheBeginningOfAnother) {
  EXPECT_EQ(ask({{"apikey", "global-key-of-this-tes"}}, {}).said, "deny: Invalid global token");
  EXPECT_EQ(ask({{"apikey", "token-of-shop-0"}}, {}).said, "deny: Invalid global token");
}

TEST_F(AuthApikeyTest, RefusesAKeyLongerThanAnyRealOne) {
  const std::string key(5000, 'k');

  EXPECT_EQ(ask({{"apikey", key}}, {}).reason, "key longer than 4096 bytes");
}

TEST_F(AuthApikeyTest, ForgetsTheTokenOfARemovedInstance) {
  abi::ErrorOut error;
  instances_.remove("shop-01", error);

  EXPECT_EQ(ask({{"apikey", kToken}}, {}).said, "deny: Invalid global token");
}

class AuthPayloadTest : public AuthApikeyTest {
 protected:
  AuthPayloadTest() : AuthApikeyTest(std::string(R"({"key":")") + kGlobal + R"(","accept_auth_payload":true})") {}
};

TEST_F(AuthPayloadTest, ChallengesAHandshakeWithoutAKey) { EXPECT_EQ(ask({}, {}).said, "challenge"); }

TEST_F(AuthPayloadTest, DecidesByThePayloadOfAConnect) {
  EXPECT_EQ(ask({}, {}, R"({"apikey":"token-of-shop-01"})").subject, "token of shop-01");
  EXPECT_EQ(ask({}, {}, R"({"apikey":"wrong"})").said, "deny: Invalid global token");
  EXPECT_EQ(ask({}, {}, "{}").said, "deny: apiKey is required");
}

TEST_F(AuthPayloadTest, StillRefusesAWrongKeyAtTheHandshake) {
  EXPECT_EQ(ask({{"apikey", "wrong"}}, {}).said, "deny: Invalid global token");
}

class GeneratedKeyTest : public ::testing::Test {
 protected:
  GeneratedKeyTest() { host_.provide(abi::Instances::kServiceId, static_cast<abi::Instances*>(&instances_)); }

  std::string printed_by_a_start() {
    ::testing::internal::CaptureStderr();
    host_.make<AuthApikey>();
    return ::testing::internal::GetCapturedStderr();
  }
  std::string stored_key() {
    std::ifstream file(host_.state_dir() + "/api_key");
    std::string key;
    file >> key;
    return key;
  }

  FakeHost host_;
  FakeInstances instances_;
};

TEST_F(GeneratedKeyTest, IsPrintedAtTheFirstStartOnly) {
  const std::string first = printed_by_a_start();
  const std::string second = printed_by_a_start();

  EXPECT_THAT(first, HasSubstr("The global key was generated: " + stored_key()));
  EXPECT_THAT(second, IsEmpty());
}

TEST_F(GeneratedKeyTest, NeverReachesTheLog) {
  printed_by_a_start();

  EXPECT_THAT(host_.log().text(), HasSubstr("global key generated"));
  EXPECT_THAT(host_.log().text(), Not(HasSubstr(stored_key())));
}

TEST(ShortKey, IsAcceptedWithAWarningThatDoesNotHoldIt) {
  FakeHost host(R"({"key":"qwert"})");
  FakeInstances instances;
  host.provide(abi::Instances::kServiceId, static_cast<abi::Instances*>(&instances));

  host.make<AuthApikey>();

  EXPECT_THAT(host.log().text(), HasSubstr("shorter than 8 characters"));
  EXPECT_THAT(host.log().text(), Not(HasSubstr("qwert")));
}

}  // namespace
}  // namespace wagate::auth_apikey
