#include "auth_hosts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "wagate/testing/fake_host.h"

namespace wagate::auth_hosts {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using wagate::testing::FakeHost;

// What the plugin said, in one line.
struct Answer final : abi::AuthReply {
  void allow(const abi::PrincipalSpec& principal) noexcept override {
    said = "allow " + principal.subject.str() + " " + std::to_string(principal.permissions) +
           (principal.all_instances ? " all" : "");
  }
  void deny(abi::StringRef sentence, abi::StringRef reason) noexcept override {
    said = "deny: " + sentence.str() + " (" + reason.str() + ")";
  }
  void abstain() noexcept override { said = "abstain"; }
  void challenge() noexcept override { said = "challenge"; }
  void fail(abi::StringRef) noexcept override { said = "fail"; }
  void release() noexcept override {}
  std::string said;
};

struct Visit {
  std::string peer = "10.1.2.3";
  std::string transport = "transport_socketio";
  std::string origin = {};
  std::string query_key = {};
  std::string header_key = {};
};

std::string ask(FakeHost& host, const Visit& visit) {
  const abi::NameValue query[] = {{"EIO", "4"}, {"apikey", visit.query_key}};
  const abi::NameValue headers[] = {{"apikey", visit.header_key}};
  abi::AuthRequest request;
  request.transport = visit.transport;
  request.peer = visit.peer;
  request.origin = visit.origin;
  request.query = query;
  request.query_count = 2;
  request.headers = headers;
  request.header_count = 1;
  Answer answer;
  auto plugin = host.make<AuthHosts>();
  static_cast<abi::Authenticator&>(*plugin).authenticate(request, &answer);
  return answer.said;
}

std::string refusal(const char* config) {
  FakeHost host(config);
  try {
    host.make<AuthHosts>();
  } catch (const PluginError& error) {
    return error.what();
  }
  return "(accepted)";
}

constexpr char kExcept[] = R"("except":["api_rest"])";

std::string config(const std::string& rest) {
  return "{" + std::string(kExcept) + (rest.empty() ? "" : ",") + rest + "}";
}

TEST(AuthHosts, LeavesListedPeersToTheNextPlugin) {
  FakeHost host(config(R"("allowed":["10.0.0.0/8"])"));

  EXPECT_EQ(ask(host, {.peer = "10.1.2.3"}), "abstain");
}

TEST(AuthHosts, RefusesOtherPeersWhateverKeyTheyShow) {
  FakeHost host(config(R"("allowed":["192.168.0.0/16"])"));

  EXPECT_EQ(ask(host, {.peer = "10.1.2.3", .query_key = "any"}),
            "deny: Host not allowed (peer 10.1.2.3 is not in WEBSOCKET_ALLOWED_HOSTS)");
}

TEST(AuthHosts, RestrictsNobodyWithAStarAnEmptyListOrTheOldDefault) {
  for (const char* list : {R"(["*"])", "[]", R"(["127.0.0.1","::1","::ffff:127.0.0.1"])",
                           R"(["::1","::ffff:127.0.0.1","127.0.0.1"])", R"(["192.168.0.1","*"])"}) {
    FakeHost host(config(R"("allowed":)" + std::string(list)));
    EXPECT_EQ(ask(host, {.peer = "203.0.113.9"}), "abstain") << list;
  }
}

TEST(AuthHosts, RestrictsToThisMachineWhenTheListIsNotTheOldDefault) {
  FakeHost host(config(R"("allowed":["127.0.0.0/8","::1"])"));

  EXPECT_THAT(ask(host, {.peer = "203.0.113.9"}), HasSubstr("deny"));
  EXPECT_EQ(ask(host, {.peer = "::ffff:127.0.0.1"}), "abstain");
}

TEST(AuthHosts, DoesNotLookAtExceptedUnits) {
  FakeHost host(config(R"("allowed":["192.168.0.0/16"],"keyless":["10.0.0.0/8"])"));

  EXPECT_EQ(ask(host, {.peer = "203.0.113.9", .transport = "api_rest"}), "abstain");
  EXPECT_EQ(ask(host, {.peer = "10.1.2.3", .transport = "api_rest"}), "abstain");
}

TEST(AuthHosts, LetsNobodyInWithoutAKeyUnlessToldTo) {
  FakeHost host(config(R"("allowed":["*"])"));

  EXPECT_EQ(ask(host, {.peer = "127.0.0.1"}), "abstain");
}

TEST(AuthHosts, TellsPeersOfThisMachineWhichSwitchLetsThemInWithoutAKey) {
  FakeHost host(config(""));

  EXPECT_EQ(ask(host, {.peer = "127.0.0.1"}), "abstain");
  EXPECT_THAT(host.log().text(), HasSubstr("WEBSOCKET_KEYLESS_HOSTS"));

  FakeHost others(config(""));
  ask(others, {.peer = "10.1.2.3"});
  ask(others, {.peer = "127.0.0.1", .query_key = "a key"});
  ask(others, {.peer = "127.0.0.1", .origin = "https://app.example.org"});
  EXPECT_THAT(others.log().text(), Not(HasSubstr("WEBSOCKET_KEYLESS_HOSTS")));
}

TEST(AuthHosts, LetsAKeylessPeerReceiveAndCommandButNotAdminister) {
  FakeHost host(config(R"("keyless":["10.0.0.0/8"])"));

  EXPECT_EQ(ask(host, {.peer = "10.1.2.3"}),
            "allow keyless peer " + std::to_string(abi::kMayReceive | abi::kMayCommand) + " all");
  EXPECT_EQ(ask(host, {.peer = "11.1.2.3"}), "abstain");
}

TEST(AuthHosts, LetsAShownKeyDecideEvenForAKeylessPeer) {
  FakeHost host(config(R"("keyless":["10.0.0.0/8"])"));

  EXPECT_EQ(ask(host, {.query_key = "token"}), "abstain");
  EXPECT_EQ(ask(host, {.header_key = "token"}), "abstain");
}

TEST(AuthHosts, NeverLetsAWebPageInWithoutAKey) {
  FakeHost host(config(R"("keyless":["10.0.0.0/8"])"));

  EXPECT_EQ(ask(host, {.origin = "https://evil.example"}), "abstain");
}

TEST(AuthHosts, RefusesAKeylessPeerThatMayNotConnectAtAll) {
  FakeHost host(config(R"("allowed":["192.168.0.0/16"],"keyless":["10.0.0.0/8"])"));

  EXPECT_THAT(ask(host, {.peer = "10.1.2.3"}), HasSubstr("deny: Host not allowed"));
}

TEST(AuthHosts, RefusesToStartWithAListItDoesNotUnderstand) {
  EXPECT_THAT(refusal(R"({"allowed":["localhost"]})"), HasSubstr("allowed (WEBSOCKET_ALLOWED_HOSTS): \"localhost\""));
  EXPECT_THAT(refusal(R"({"keyless":["10.1.2.3/8"]})"), HasSubstr("keyless (WEBSOCKET_KEYLESS_HOSTS): \"10.1.2.3/8\""));
}

TEST(AuthHosts, RefusesToStartWhenEveryoneWouldNeedNoKey) {
  EXPECT_THAT(refusal(R"({"keyless":["*"]})"), HasSubstr("would let everyone command every instance"));
}

TEST(AuthHosts, WarnsAboutKeylessPeersAndMoreAboutLoopback) {
  FakeHost quiet(config(""));
  quiet.make<AuthHosts>();
  EXPECT_THAT(quiet.log().lines(), IsEmpty());

  FakeHost loud(config(R"("keyless":["127.0.0.1"])"));
  loud.make<AuthHosts>();

  EXPECT_THAT(loud.log().text(), HasSubstr("keyless peers are on"));
  EXPECT_THAT(loud.log().text(), HasSubstr("behind a reverse proxy here, everyone needs no key"));
}

}  // namespace
}  // namespace wagate::auth_hosts
