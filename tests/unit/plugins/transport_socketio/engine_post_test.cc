#include "fixture.h"

namespace wagate::transport_socketio {
namespace {

// POSTs whose body takes its time: begin() stands for the head and a piece of the body.
class EnginePost : public EchoFixture {
 protected:
  EnginePost() : EchoFixture(3) {}

  Answer begin(const std::string& sid, const std::string& body = "4slow", std::uint32_t loop = 0) {
    const Answer answer = http.begin({.method = "POST", .target = target(sid), .body = body, .loop = loop});
    http.turn();
    return answer;
  }
  void finish(const Answer& answer) {
    http.finish(answer);
    http.turn();
  }
  void abort(const Answer& answer) {
    http.abort(answer);
    http.turn();
  }
};

TEST_F(EnginePost, IsProcessedOnceItIsWhole) {
  const std::string sid = open();
  const Answer pushed = begin(sid);
  EXPECT_TRUE(pushed->pending());

  finish(pushed);

  EXPECT_EQ(pushed->body, "ok");
  EXPECT_EQ(get(sid)->body, "4slow");
}

class OverlappingPosts : public EnginePost, public ::testing::WithParamInterface<std::pair<std::uint32_t, std::uint32_t>> {};

TEST_P(OverlappingPosts, EndTheSession) {
  const auto [first_loop, second_loop] = GetParam();
  const std::string sid = open();
  const Answer poll = get(sid);
  const Answer first = begin(sid, "4first", first_loop);

  const Answer second = begin(sid, "4second", second_loop);

  EXPECT_EQ(second->status, 400u);
  EXPECT_EQ(second->body, "");
  EXPECT_EQ(poll->status, 200u);
  EXPECT_EQ(poll->body, "1") << "and no echo of either";
  EXPECT_EQ(first->status, 400u);
  EXPECT_TRUE(first->released);
  EXPECT_TRUE(is_unknown(sid));
}

TEST_P(OverlappingPosts, EndTheSessionWhenTheSecondIsWholeAtOnce) {
  const auto [first_loop, second_loop] = GetParam();
  const std::string sid = open();
  const Answer first = begin(sid, "4first", first_loop);

  const Answer second = http.request({.method = "POST", .target = target(sid), .body = "4second", .loop = second_loop});
  http.turn();

  EXPECT_EQ(second->status, 400u);
  EXPECT_EQ(first->status, 400u);
  EXPECT_TRUE(is_unknown(sid));
}

INSTANTIATE_TEST_SUITE_P(OnEveryLoop, OverlappingPosts,
                         ::testing::Values(std::pair{0u, 0u}, std::pair{1u, 1u}, std::pair{0u, 2u}, std::pair{1u, 2u}));

TEST_F(EnginePost, MayFollowTheOneBefore) {
  const std::string sid = open();
  finish(begin(sid, "4one", 1));
  finish(begin(sid, "4two", 2));

  EXPECT_EQ(get(sid)->body, std::string("4one") + kRs + "4two");
}

TEST_F(EnginePost, EndsTheSessionWhenItBreaksOff) {
  for (const std::uint32_t loop : {0u, 1u}) {
    const std::string sid = open();
    const Answer poll = get(sid);
    const Answer pushed = begin(sid, "4half", loop);

    abort(pushed);

    EXPECT_TRUE(pushed->released);
    EXPECT_EQ(poll->body, "1");
    EXPECT_TRUE(is_unknown(sid));
  }
}

TEST_F(EnginePost, OfAnUnknownSessionIsRefusedAtItsHead) {
  const Answer pushed = begin("nonsense");

  EXPECT_EQ(pushed->status, 400u);
  EXPECT_EQ(pushed->body, R"({"code":1,"message":"Session ID unknown"})");
}

TEST_F(EnginePost, WithoutASessionIsRefusedAtItsHead) {
  EXPECT_EQ(begin("")->body, R"({"code":2,"message":"Bad handshake method"})");
}

TEST_F(EnginePost, OfABinaryPayloadIsRefusedAtItsHead) {
  const std::string sid = open();
  const Answer pushed = http.begin(
      {.method = "POST", .target = target(sid), .headers = {{"content-type", "application/octet-stream"}}, .body = "4a"});

  EXPECT_EQ(pushed->status, 400u);
  EXPECT_TRUE(is_unknown(sid));
}

TEST_F(EnginePost, IsAnsweredWhenItsSessionTimesOutMeanwhile) {
  const std::string sid = open();
  const Answer pushed = begin(sid, "4slow", 1);

  http.advance(600);

  EXPECT_EQ(pushed->status, 400u);
  EXPECT_TRUE(pushed->released);
}

TEST_F(EnginePost, IsAnsweredWhenTheServerStopsMeanwhile) {
  const std::string sid = open();
  const Answer pushed = begin(sid, "4slow", 1);

  server->begin_stop();
  http.turn();

  EXPECT_EQ(pushed->status, 400u);
  EXPECT_TRUE(pushed->released);
}

TEST_F(EnginePost, IsRefusedWhenTheSessionHasMovedToAWebSocketMeanwhile) {
  const std::string sid = open();
  const Answer pushed = begin(sid);
  const Socket peer = upgrade(sid);

  finish(pushed);

  EXPECT_EQ(pushed->body, R"({"code":3,"message":"Bad request"})");
  EXPECT_EQ(say(peer, "4on"), std::vector<std::string>{"4on"});
}

TEST_F(EnginePost, IsForgottenWhenTheWordOfItsEndCrossesTheAnswer) {
  const std::string sid = open();
  const Answer first = begin(sid, "4first", 1);
  http.abort(first);   // on its way to the session's loop
  const Answer second = begin(sid, "4second", 2);

  EXPECT_TRUE(first->released);
  EXPECT_EQ(second->status, 400u);
  EXPECT_TRUE(is_unknown(sid));
}

TEST_F(EnginePost, CompletedWhileItIsBeingRefusedChangesNothing) {
  const std::string sid = open();
  const Answer first = begin(sid, "4first", 1);
  const Answer second = http.begin({.method = "POST", .target = target(sid), .body = "4second", .loop = 2});
  http.finish(first);  // after the second head was sent on its way
  http.finish(second);
  http.turn();

  EXPECT_TRUE(first->released);
  EXPECT_TRUE(second->released);
  EXPECT_EQ(second->status, 400u);
  EXPECT_TRUE(is_unknown(sid));
}

TEST_F(EnginePost, OfAPollWithABodyIsHeldLikeAnyPoll) {
  const std::string sid = open();
  const Answer poll = call({.target = target(sid), .body = "ignored"});
  EXPECT_TRUE(poll->pending());

  post(sid, "4a");

  EXPECT_EQ(poll->body, "4a");
}

}  // namespace
}  // namespace wagate::transport_socketio
