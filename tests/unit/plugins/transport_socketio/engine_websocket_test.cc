#include "fixture.h"

namespace wagate::transport_socketio {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class EngineWebSocket : public EchoFixture {};

TEST_F(EngineWebSocket, EchoesTextAndBinary) {
  const Socket peer = open_socket();

  EXPECT_THAT(say(peer, "4hello"), ElementsAre("4hello"));
  peer->receive_binary(std::string_view("\0\x01\xff", 3));
  EXPECT_EQ(peer->sent.at(0), (FakeWebSocket::Message{true, std::string("\0\x01\xff", 3)}));
}

TEST_F(EngineWebSocket, GivesTheSeparatorNoMeaning) {
  EXPECT_THAT(say(open_socket(), std::string("4a") + kRs + "4b"), ElementsAre(std::string("4a") + kRs + "4b"));
}

TEST_F(EngineWebSocket, TakesBase64AsBinary) {
  const Socket peer = open_socket();
  peer->receive_text("bAQID");

  EXPECT_EQ(peer->sent.at(0), (FakeWebSocket::Message{true, "\x01\x02\x03"}));
}

TEST_F(EngineWebSocket, SendsBinaryAsTextToAClientThatAskedForIt) {
  const Socket peer = call({.target = target("", "websocket") + "&b64=1", .websocket = true})->websocket;
  peer->take_texts();
  peer->receive_binary("\x01\x02\x03");

  EXPECT_THAT(peer->take_texts(), ElementsAre("bAQID"));
}

TEST_F(EngineWebSocket, EndsAtInvalidPackets) {
  for (const char* text : {"", "abc", "7", "2", "2probe", "b!!"}) {
    const Socket peer = open_socket();
    EXPECT_THAT(say(peer, text), IsEmpty());
    EXPECT_TRUE(peer->is_gone()) << text;
    EXPECT_EQ(peer->close_code, 0u);
  }
}

TEST_F(EngineWebSocket, EndsAtAClosePacket) {
  const Socket peer = open_socket();
  say(peer, "1");

  EXPECT_TRUE(peer->is_gone());
}

TEST_F(EngineWebSocket, RefusesPollingOfItsSession) {
  const Socket peer = socket();
  const std::string sid = sid_in(peer->take_texts().at(0));

  EXPECT_EQ(get(sid)->body, R"({"code":3,"message":"Bad request"})");
  EXPECT_EQ(post(sid, "4a")->body, R"({"code":3,"message":"Bad request"})");
  EXPECT_THAT(say(peer, "4b"), ElementsAre("4b"));
}

TEST_F(EngineWebSocket, ForgetsTheSessionWhenTheConnectionEnds) {
  const Socket peer = socket();
  const std::string sid = sid_in(peer->take_texts().at(0));
  peer->drop();
  http.turn();

  EXPECT_TRUE(is_unknown(sid));
}

}  // namespace
}  // namespace wagate::transport_socketio
