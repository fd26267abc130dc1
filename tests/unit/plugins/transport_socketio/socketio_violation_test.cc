#include "fixture.h"

namespace wagate::transport_socketio {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

class SocketIoViolation : public SocketIoFixture, public ::testing::WithParamInterface<std::string> {};

TEST_P(SocketIoViolation, EndsAJoinedSession) {
  const Socket peer = join_root();
  say(peer, GetParam());

  EXPECT_TRUE(peer->is_gone()) << GetParam();
  ASSERT_EQ(gateway.gone.size(), 1u);
  EXPECT_EQ(gateway.gone[0].reason, "forced close");
  EXPECT_THAT(host.log().text(), HasSubstr("ended a session for breaking the protocol"));
}

INSTANTIATE_TEST_SUITE_P(
    Table, SocketIoViolation,
    ::testing::Values("4", "4abc", "49", "42{}", "42[]", "42[true]", "42[null]", "42[{}]", "42[[]]", R"(42["connect"])",
                      R"(42["disconnect"])", R"(42["a")", R"(42["a"]x)", "42abc[\"a\"]", R"(42-1["a"])", R"(4212.5["a"])",
                      R"(421e3["a"])", R"(450-["a"])", R"(45["a"])", R"(4511-["a"])", R"(451-["a",{"_placeholder":true,"num":1}])",
                      "40", "40[]", "41{}", "41/shop-01,", R"(42/shop-01,["a"])", R"(43/shop-01,1["a"])", R"(451-/shop-01,["a"])",
                      R"(44{"message":"x"})", "44", "431{}"));

TEST_F(SocketIoViolation, IsAnEventBeforeTheNamespaceIsJoined) {
  const Socket peer = open_socket();
  say(peer, R"(42["a"])");

  EXPECT_TRUE(peer->is_gone());
}

TEST_F(SocketIoViolation, IsASecondConnectWhileTheFirstIsWaiting) {
  const Socket peer = open_socket();
  gateway.hold = true;
  say(peer, "40");
  say(peer, "40");
  EXPECT_TRUE(peer->is_gone());

  gateway.answer_all();
  http.turn();
}

TEST_F(SocketIoViolation, IsANameThatNoNamespaceHas) {
  const Socket peer = open_socket();
  say(peer, "40/" + std::string(1024, 'x') + ",");

  EXPECT_TRUE(peer->is_gone());
  EXPECT_THAT(gateway.joins, IsEmpty());
}

TEST_F(SocketIoViolation, KeepsTheTextOfThePacketOutOfTheLog) {
  const Socket peer = join_root();
  say(peer, R"(42["secret text")");

  EXPECT_THAT(host.log().text(), ::testing::Not(HasSubstr("secret text")));
}

class SocketIoKept : public SocketIoFixture, public ::testing::WithParamInterface<std::string> {};

TEST_P(SocketIoKept, LeavesTheSessionAlone) {
  const Socket peer = join_root();
  say(peer, GetParam());

  EXPECT_TRUE(peer->is_open()) << GetParam();
}

INSTANTIATE_TEST_SUITE_P(Table, SocketIoKept,
                         ::testing::Values(R"(42["unknown event"])", R"(42["error"])", R"(42[""])", R"(42["__proto__"])", "42[7]",
                                           "43[]", "4399[1]", "43", "6", "3", R"(42/,["a"])", "40/shop-01"));

}  // namespace
}  // namespace wagate::transport_socketio
