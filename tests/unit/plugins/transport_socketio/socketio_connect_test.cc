#include "fixture.h"

namespace wagate::transport_socketio {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;
using ::testing::StartsWith;

class SocketIoConnect : public SocketIoFixture {};

TEST_F(SocketIoConnect, AnswersWithAPublicIdOfItsOwn) {
  const Socket peer = socket();
  const std::string sid = sid_in(peer->take_texts().at(0));

  const auto root = say(peer, "40");
  const auto shop = say(peer, "40/shop-01,");

  EXPECT_THAT(root, ElementsAre(MatchesRegex(R"(40\{"sid":"[A-Za-z0-9_-]{20}"\})")));
  EXPECT_THAT(shop, ElementsAre(MatchesRegex(R"(40/shop-01,\{"sid":"[A-Za-z0-9_-]{20}"\})")));
  EXPECT_NE(sid_in(root[0]), sid);
  EXPECT_NE(sid_in(root[0]), sid_in(shop[0]));
  EXPECT_THAT(gateway.joined_calls, ElementsAre(std::pair<abi::ClientId, std::string>(1, "/"), std::pair<abi::ClientId, std::string>(1, "/shop-01")));
}

TEST_F(SocketIoConnect, HandsTheAuthPayloadToTheGateway) {
  const Socket peer = open_socket();
  say(peer, R"(40{"apikey":"k"})");
  say(peer, "40/shop-01");

  ASSERT_EQ(gateway.joins.size(), 2u);
  EXPECT_EQ(gateway.joins[0].auth_json, R"({"apikey":"k"})");
  EXPECT_EQ(gateway.joins[1].channel, "/shop-01");
  EXPECT_EQ(gateway.joins[1].auth_json, "");
}

TEST_F(SocketIoConnect, KeepsTheSessionOfARefusedNamespace) {
  const Socket peer = open_socket();
  gateway.unauthorized.insert("/shop-01");

  EXPECT_THAT(say(peer, "40/random,"), ElementsAre(R"(44/random,{"message":"Invalid namespace"})"));
  EXPECT_THAT(say(peer, "40/shop-01,"), ElementsAre(R"(44/shop-01,{"message":"Unauthorized"})"));
  EXPECT_THAT(say(peer, "40"), ElementsAre(StartsWith("40{")));
  gateway.unauthorized.clear();
  EXPECT_THAT(say(peer, "40/shop-01,"), ElementsAre(StartsWith("40/shop-01,{")));
}

TEST_F(SocketIoConnect, AnswersBeforeAnyEventOfTheNamespace) {
  gateway.on_joined = [&](abi::ClientId client, const std::string& channel) {
    transport->emit(client, channel, "auth", abi::DocumentRef(R"([{"a":1}])"));
  };
  const Socket peer = open_socket();

  EXPECT_THAT(say(peer, "40"), ElementsAre(StartsWith("40{"), R"(42["auth",{"a":1}])"));
}

TEST_F(SocketIoConnect, DeliversWhatIsPublishedRightAfterTheGatewaysWord) {
  const Socket peer = open_socket();
  gateway.hold = true;
  say(peer, "40");
  gateway.answer_all();  // accepted, and at once an event, before the loop has turned
  deliver(1, "{}");
  http.turn();

  EXPECT_THAT(peer->take_texts(), ElementsAre(StartsWith("40{"), R"(42["messages.upsert",{}])"));
}

TEST_F(SocketIoConnect, SaysGoodbyeWhenTheChannelClosedInBetween) {
  gateway.closed_while_joining = true;
  const Socket peer = open_socket();

  EXPECT_THAT(say(peer, "40/shop-01,"), ElementsAre(StartsWith("40/shop-01,{"), "41/shop-01,"));
  deliver(2, "{}");
  http.turn();
  EXPECT_THAT(peer->take_texts(), IsEmpty());
}

TEST_F(SocketIoConnect, LeavesWithoutAnAnswerAndMayComeBack) {
  const Socket peer = join_root();
  EXPECT_THAT(say(peer, "41"), IsEmpty());
  EXPECT_THAT(gateway.left, ElementsAre(std::pair<abi::ClientId, std::string>(1, "/")));
  deliver(1, "{}");
  http.turn();
  EXPECT_THAT(peer->take_texts(), IsEmpty());

  EXPECT_THAT(say(peer, "40"), ElementsAre(StartsWith("40{")));
  deliver(1, "{}");
  http.turn();
  EXPECT_THAT(peer->take_texts(), ElementsAre(R"(42["messages.upsert",{}])"));
}

TEST_F(SocketIoConnect, IsNotDisconnectedByTheConnectTimeoutAfterLeavingItsLastNamespace) {
  socketio.connect_timeout_ms = 1000;
  restart();
  const Socket silent = open_socket();
  const Socket peer = join_root();
  say(peer, "41");

  http.advance(1500);

  EXPECT_FALSE(silent->is_open());
  EXPECT_TRUE(peer->is_open());
  EXPECT_THAT(say(peer, "40"), ElementsAre(StartsWith("40{")));
}

TEST_F(SocketIoConnect, ProcessesConnectAndDisconnectInOrderWhenTheyComeTogether) {
  const Socket peer = open_socket();
  gateway.hold = true;
  peer->receive_text("40");
  peer->receive_text("41");
  gateway.answer_all();
  http.turn();

  EXPECT_THAT(peer->take_texts(), ElementsAre(StartsWith("40{")));
  EXPECT_TRUE(peer->is_open());
  EXPECT_THAT(gateway.left, ElementsAre(std::pair<abi::ClientId, std::string>(1, "/")));
  deliver(1, "{}");
  http.turn();
  EXPECT_THAT(peer->take_texts(), IsEmpty());
}

TEST_F(SocketIoConnect, LeavesNothingBehindWhenTheClientGoesBeforeTheAnswer) {
  const Socket peer = open_socket();
  gateway.hold = true;
  say(peer, "40");
  peer->drop();
  http.turn();
  gateway.answer_all();
  http.turn();
  const auto frames = http.frames_made;

  deliver(1, "{}");

  EXPECT_EQ(http.frames_made, frames) << "nobody listens, so nothing is built";
  EXPECT_EQ(gateway.gone.size(), 1u);
}

TEST_F(SocketIoConnect, BoundsTheNamespacesOfASession) {
  socketio.max_namespaces = 2;
  restart();
  gateway.channels["/b"] = 3;
  const Socket peer = open_socket();
  say(peer, "40");
  say(peer, "40/shop-01,");

  EXPECT_THAT(say(peer, "40/b,"), ElementsAre(R"(44/b,{"message":"Too many namespaces"})"));
  say(peer, "41");
  EXPECT_THAT(say(peer, "40/b,"), ElementsAre(StartsWith("40/b,{")));
}

TEST_F(SocketIoConnect, WorksOverPolling) {
  const std::string sid = open();
  const Answer poll = get(sid);

  EXPECT_EQ(post(sid, "40")->body, "ok");

  EXPECT_THAT(poll->body, MatchesRegex(R"(40\{"sid":"[A-Za-z0-9_-]{20}"\})"));
}

}  // namespace
}  // namespace wagate::transport_socketio
