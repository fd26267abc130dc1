#include "fixture.h"

namespace wagate::transport_socketio {
namespace {

using ::testing::ElementsAre;

// A session lives on the loop of its handshake; its requests may arrive on any.
class EngineLoops : public EchoFixture {
 protected:
  EngineLoops() : EchoFixture(3) {}

  Answer get_on(std::uint32_t loop, const std::string& sid) { return http.request({.target = target(sid), .loop = loop}); }
};

TEST_F(EngineLoops, AnswerRequestsOfOtherLoops) {
  const std::string sid = open();
  const Answer poll = get_on(2, sid);
  EXPECT_TRUE(poll->pending());
  http.turn();

  const Answer pushed = http.request({.method = "POST", .target = target(sid), .body = "4a", .loop = 1});
  http.turn();

  EXPECT_EQ(pushed->body, "ok");
  EXPECT_EQ(poll->body, "4a");
}

TEST_F(EngineLoops, MoveAnUpgradeToTheLoopOfItsSession) {
  const std::string sid = open();
  const Answer opening = call({.target = target(sid, "websocket"), .websocket = true, .loop = 2});

  ASSERT_TRUE(opening->websocket);
  EXPECT_EQ(opening->websocket->loop(), 0u);
  say(opening->websocket, "2probe");
  say(opening->websocket, "5");
  EXPECT_THAT(say(opening->websocket, "4a"), ElementsAre("4a"));
}

TEST_F(EngineLoops, EndTheSessionWhenAPollOfAnotherLoopIsAborted) {
  const std::string sid = open();
  const Answer poll = get_on(1, sid);
  http.turn();
  http.abort(poll);
  http.turn();

  EXPECT_TRUE(poll->released);
  EXPECT_TRUE(is_unknown(sid));
}

TEST_F(EngineLoops, SurviveAnAbortThatCrossesTheAnswer) {
  const std::string sid = open();
  const Answer poll = get_on(1, sid);
  http.turn();
  http.abort(poll);  // the word is on its way to loop 0
  http.request({.method = "POST", .target = target(sid), .body = "4a"});
  http.turn();

  EXPECT_TRUE(poll->released);
}

TEST_F(EngineLoops, RefuseTheSecondPollWhicheverLoopItIsOn) {
  const std::string sid = open();
  const Answer first = get_on(1, sid);
  const Answer second = get_on(2, sid);
  http.turn();

  EXPECT_EQ(first->body, "1");
  EXPECT_EQ(second->status, 400u);
}

TEST_F(EngineLoops, KeepTheirOwnSessions) {
  const Answer handshake = call({.target = target(""), .loop = 2});
  const std::string sid = sid_in(handshake->body);

  EXPECT_EQ(SessionId::parse(sid)->loop(), 2u);
  post(sid, "4a");
  EXPECT_EQ(get(sid)->body, "4a");
}

}  // namespace
}  // namespace wagate::transport_socketio
