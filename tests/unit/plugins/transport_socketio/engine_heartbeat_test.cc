#include "fixture.h"

namespace wagate::transport_socketio {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class EngineHeartbeat : public EchoFixture {};

TEST_F(EngineHeartbeat, PingsAPollingClientAndEndsWithoutAPong) {
  const std::string sid = open();
  const Answer first = get(sid);
  http.advance(320);
  EXPECT_EQ(first->body, "2");

  const Answer second = get(sid);
  http.advance(200);
  EXPECT_EQ(second->body, "1");
  EXPECT_TRUE(is_unknown(sid));
}

TEST_F(EngineHeartbeat, GoesOnAsLongAsPongsCome) {
  const Socket peer = open_socket();
  for (int i = 0; i < 5; ++i) {
    http.advance(320);
    EXPECT_THAT(peer->take_texts(), ElementsAre("2"));
    say(peer, "3");
  }
  EXPECT_TRUE(peer->is_open());
}

TEST_F(EngineHeartbeat, LetsNothingButAPongCount) {
  const Socket peer = open_socket();
  http.advance(320);
  for (int i = 0; i < 4; ++i) {
    say(peer, "4a");
    http.advance(50);
  }

  EXPECT_TRUE(peer->is_gone());
}

TEST_F(EngineHeartbeat, EndsAClientThatDoesNotPollAtExactlyTheSumOfTheTimes) {
  const std::string sid = open();
  host.time().advance(300);  // the clock moves, the loop sleeps
  get(sid);
  EXPECT_FALSE(is_unknown(sid));  // this poll ends it as the second one
  const std::string other = open();
  http.advance(320);
  host.time().advance(180);

  EXPECT_TRUE(is_unknown(other));
}

TEST_F(EngineHeartbeat, KeepsThePongTimeoutAcrossAnUpgrade) {
  const std::string sid = open();
  http.advance(320);
  EXPECT_EQ(get(sid)->body, "2");
  const Socket peer = upgrade(sid);
  EXPECT_TRUE(peer->is_open());

  http.advance(200);

  EXPECT_TRUE(peer->is_gone());
}

TEST_F(EngineHeartbeat, CountsAnUnaskedPong) {
  const Socket peer = open_socket();
  http.advance(200);
  say(peer, "3");
  http.advance(200);
  EXPECT_THAT(peer->take_texts(), IsEmpty());

  http.advance(120);
  EXPECT_THAT(peer->take_texts(), ElementsAre("2"));
}

}  // namespace
}  // namespace wagate::transport_socketio
