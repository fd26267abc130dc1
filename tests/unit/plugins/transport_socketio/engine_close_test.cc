#include "fixture.h"

namespace wagate::transport_socketio {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class EngineClose : public EchoFixture {};

TEST_F(EngineClose, AnswersTheClientsClosePacket) {
  const std::string sid = open();
  const Answer poll = get(sid);

  const Answer pushed = post(sid, std::string("1") + kRs + "4dropped");

  EXPECT_EQ(pushed->body, "ok");
  EXPECT_EQ(poll->body, "6");
  EXPECT_TRUE(is_unknown(sid));
}

TEST_F(EngineClose, StopsWithACloseForEverybody) {
  const std::string sid = open();
  const Answer poll = get(sid);
  const std::string idle = open();
  const Socket peer = open_socket();
  const std::string upgrading = open();
  const Socket probe = socket(upgrading);

  server->begin_stop();
  http.turn();

  EXPECT_EQ(poll->body, "1");
  EXPECT_TRUE(peer->is_gone());
  EXPECT_EQ(peer->close_code, 1001u);
  EXPECT_TRUE(probe->is_gone());
  EXPECT_EQ(get("")->status, 503u);
  EXPECT_EQ(get(idle)->status, 503u);
}

// Orderly ends come from the layer above: a violation of Socket.IO is one.
class OrderlyClose : public SocketIoFixture {};

TEST_F(OrderlyClose, AnswersThePendingPollWithTheBufferAndAClose) {
  const std::string sid = open();
  const Answer poll = get(sid);

  EXPECT_EQ(post(sid, "42{}")->body, "ok");

  EXPECT_EQ(poll->body, "1");
  EXPECT_TRUE(is_unknown(sid));
}

TEST_F(OrderlyClose, WaitsForTheNextPoll) {
  const std::string sid = open();
  EXPECT_EQ(post(sid, "42{}")->body, "ok");

  EXPECT_TRUE(post(sid, "40")->body == R"({"code":1,"message":"Session ID unknown"})");
  EXPECT_EQ(call({.target = target(sid, "websocket"), .websocket = true})->body, "Session ID unknown");
  EXPECT_EQ(get(sid)->body, std::string("6") + kRs + "1");
  EXPECT_TRUE(is_unknown(sid));
}

TEST_F(OrderlyClose, DeliversTheBufferFirst) {
  const std::string sid = open();
  post(sid, "40");
  post(sid, "42{}");

  EXPECT_THAT(get(sid)->body, HasSubstr("40{\"sid\""));
  EXPECT_EQ(get(sid)->body, std::string("6") + kRs + "1");
  EXPECT_TRUE(is_unknown(sid));
}

TEST_F(OrderlyClose, WaitsThirtySecondsAndNoLonger) {
  const std::string early = open();
  const std::string late = open();
  post(early, "42{}");
  post(late, "42{}");
  http.advance(29000);
  EXPECT_EQ(get(early)->body, std::string("6") + kRs + "1");

  http.advance(1500);

  EXPECT_TRUE(is_unknown(late));
}

TEST_F(OrderlyClose, ClosesTheWebSocketBehindWhatWasSent) {
  const Socket peer = open_socket();
  const auto texts = say(peer, "40");
  ASSERT_EQ(texts.size(), 1u);

  say(peer, "42{}");

  EXPECT_TRUE(peer->is_gone());
  EXPECT_EQ(peer->close_code, 0u);
  ASSERT_EQ(gateway.gone.size(), 1u);
  EXPECT_EQ(gateway.gone[0].reason, "forced close");
}

TEST_F(OrderlyClose, EndsASessionThatJoinsNothing) {
  const Socket peer = open_socket();
  const Socket refused = open_socket();
  say(refused, "40/random,");
  const Socket joined = join_root();
  for (int i = 0; i < 2; ++i) {
    http.advance(23000);
    for (const Socket& one : {peer, refused, joined}) say(one, "3");
  }

  EXPECT_TRUE(peer->is_gone());
  EXPECT_TRUE(refused->is_gone());
  EXPECT_TRUE(joined->is_open());
}

TEST_F(OrderlyClose, ReportsTheReasonOfEachEnd) {
  const std::vector<std::pair<std::uint32_t, std::string>> ends = {
      {1006, "transport close"}, {1000, "transport close"}, {1005, "transport close"}, {1009, "transport error"},
      {1007, "transport error"}, {1002, "transport error"}, {abi::kCloseSlowConsumer, "slow consumer"}};
  for (const auto& [code, reason] : ends) {
    const Socket peer = open_socket();
    peer->drop(code);
    http.turn();
    EXPECT_EQ(gateway.gone.back().reason, reason) << code;
  }
}

}  // namespace
}  // namespace wagate::transport_socketio
