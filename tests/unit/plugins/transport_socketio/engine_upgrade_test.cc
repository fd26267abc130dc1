#include "fixture.h"

namespace wagate::transport_socketio {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class EngineUpgrade : public EchoFixture {};

TEST_F(EngineUpgrade, MovesTheSessionToTheWebSocket) {
  const std::string sid = open();
  const Answer poll = get(sid);
  const Socket peer = socket(sid);
  EXPECT_THAT(peer->take_texts(), IsEmpty());

  EXPECT_THAT(say(peer, "2probe"), ElementsAre("3probe"));
  EXPECT_EQ(poll->body, "6");
  EXPECT_THAT(say(peer, "5"), IsEmpty());

  EXPECT_THAT(say(peer, "4over ws"), ElementsAre("4over ws"));
  EXPECT_EQ(get(sid)->body, R"({"code":3,"message":"Bad request"})");
  EXPECT_THAT(say(peer, "4still"), ElementsAre("4still"));
}

TEST_F(EngineUpgrade, AnswersAPollThatComesAfterTheProbe) {
  const std::string sid = open();
  const Socket peer = socket(sid);
  say(peer, "2probe");

  EXPECT_EQ(get(sid)->body, "6");
  post(sid, "4a");
  EXPECT_EQ(get(sid)->body, "4a");
}

TEST_F(EngineUpgrade, LosesAndReordersNothing) {
  const std::string sid = open();
  const Answer first = get(sid);
  post(sid, "41");
  EXPECT_EQ(first->body, "41");
  const Answer second = get(sid);
  const Socket peer = socket(sid);
  post(sid, "42");
  EXPECT_EQ(second->body, "42");
  post(sid, "43");
  say(peer, "2probe");
  post(sid, "44");
  EXPECT_EQ(get(sid)->body, std::string("43") + kRs + "44");
  post(sid, std::string("45") + kRs + "bAQ==");
  EXPECT_THAT(peer->take_texts(), IsEmpty());

  const auto flushed = say(peer, "5");

  EXPECT_THAT(flushed, ElementsAre("45", "<binary>\x01"));
  EXPECT_THAT(say(peer, "46"), ElementsAre("46"));
}

TEST_F(EngineUpgrade, TakesProbeAndUpgradeInOneGo) {
  const std::string sid = open();
  const Socket peer = socket(sid);
  peer->receive_text("2probe");
  peer->receive_text("5");
  http.turn();

  EXPECT_THAT(peer->take_texts(), ElementsAre("3probe"));
  EXPECT_EQ(get(sid)->status, 400u);
}

TEST_F(EngineUpgrade, AnswersEveryProbeAndNeedsNone) {
  const std::string sid = open();
  const Answer poll = get(sid);
  const Socket twice = socket(sid);
  say(twice, "2probe");
  EXPECT_THAT(say(twice, "2probe"), ElementsAre("3probe"));

  const std::string other = open();
  const Answer pending = get(other);
  const Socket none = socket(other);
  say(none, "5");
  EXPECT_EQ(pending->body, "1");
  EXPECT_THAT(say(none, "4a"), ElementsAre("4a"));
}

TEST_F(EngineUpgrade, ClosesASecondWebSocketAndLeavesTheFirstAlone) {
  const std::string sid = open();
  const Socket first = socket(sid);
  const Socket during = socket(sid);
  EXPECT_TRUE(during->is_gone());
  EXPECT_EQ(during->close_code, 0u);
  say(first, "2probe");
  say(first, "5");

  const Socket after = socket(sid);

  EXPECT_TRUE(after->is_gone());
  EXPECT_THAT(say(first, "4a"), ElementsAre("4a"));
}

TEST_F(EngineUpgrade, GoesOnPollingWhenTheWebSocketTalksOutOfTurn) {
  const std::string sid = open();
  for (const char* text : {"4a", "2", "", "x", "1"}) {
    const Socket peer = socket(sid);
    say(peer, text);
    EXPECT_TRUE(peer->is_gone()) << text;
  }
  const Socket peer = socket(sid);
  peer->receive_binary("x");
  http.turn();
  EXPECT_TRUE(peer->is_gone());

  post(sid, "4still polling");
  EXPECT_EQ(get(sid)->body, "4still polling");
  EXPECT_THAT(say(upgrade(sid), "4b"), ElementsAre("4b"));
}

TEST_F(EngineUpgrade, HoldsPollsAgainWhenTheProbedWebSocketIsGone) {
  const std::string sid = open();
  const Socket peer = socket(sid);
  say(peer, "2probe");
  peer->drop();
  http.turn();

  EXPECT_TRUE(get(sid)->pending());
}

TEST_F(EngineUpgrade, GivesUpAWebSocketThatDoesNotFinish) {
  EngineSettings slow = settings();
  slow.ping_interval_ms = 25000;
  slow.upgrade_timeout_ms = 1000;
  restart(slow);
  const std::string sid = open();
  const Socket peer = socket(sid);
  say(peer, "2probe");

  http.advance(1100);

  EXPECT_TRUE(peer->is_gone());
  post(sid, "4a");
  EXPECT_EQ(get(sid)->body, "4a");
}

TEST_F(EngineUpgrade, EndsTheWebSocketWithTheSession) {
  const std::string sid = open();
  const Socket peer = socket(sid);
  say(peer, "2probe");
  post(sid, "1");

  EXPECT_TRUE(peer->is_gone());
  EXPECT_TRUE(is_unknown(sid));
}

TEST_F(EngineUpgrade, SurvivesASessionThatEndsBeforeItsWebSocketIsOpen) {
  const std::string sid = open();
  const Answer opening = http.request({.target = target(sid, "websocket"), .websocket = true});
  http.request({.method = "POST", .target = target(sid), .body = "1"});

  http.turn();

  EXPECT_TRUE(opening->websocket->is_gone());
}

TEST_F(EngineUpgrade, SurvivesAnOpeningThatFails) {
  const std::string sid = open();
  http.fail_next_open = true;
  call({.target = target(sid, "websocket"), .websocket = true});

  EXPECT_THAT(say(upgrade(sid), "4a"), ElementsAre("4a"));
}

TEST_F(EngineUpgrade, IsRefusedWhenItIsOff) {
  EngineSettings off = settings();
  off.allow_upgrades = false;
  restart(off);
  const std::string sid = open();

  EXPECT_EQ(call({.target = target(sid, "websocket"), .websocket = true})->status, 400u);
}

}  // namespace
}  // namespace wagate::transport_socketio
