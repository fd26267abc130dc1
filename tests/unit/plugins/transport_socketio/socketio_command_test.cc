#include "fixture.h"

namespace wagate::transport_socketio {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class SocketIoCommand : public SocketIoFixture {};

TEST_F(SocketIoCommand, ReachesTheGatewayInOrderAndIsSilentWithoutAnId) {
  const Socket peer = join_root();
  say(peer, "40/shop-01,");
  EXPECT_THAT(say(peer, R"(42["sendNode",{"instanceId":"shop-01"}])"), IsEmpty());
  EXPECT_THAT(say(peer, R"(42/shop-01,["sendNode",1,"two"])"), IsEmpty());

  ASSERT_EQ(gateway.commands.size(), 2u);
  EXPECT_EQ(gateway.commands[0].channel, "/");
  EXPECT_EQ(gateway.commands[0].name, "sendNode");
  EXPECT_EQ(gateway.commands[0].arguments.json, R"([{"instanceId":"shop-01"}])");
  EXPECT_FALSE(gateway.commands[0].wants_reply);
  EXPECT_EQ(gateway.commands[1].channel, "/shop-01");
  EXPECT_EQ(gateway.commands[1].arguments.json, R"([1,"two"])");
}

TEST_F(SocketIoCommand, IsAcknowledgedWithTheGatewaysArray) {
  gateway.on_command = [](const FakeGateway::CommandCall&) { return Document(R"([{"ok":true}])"); };
  const Socket peer = join_root();
  say(peer, "40/shop-01,");

  EXPECT_THAT(say(peer, R"(4217["sendNode"])"), ElementsAre(R"(4317[{"ok":true}])"));
  EXPECT_THAT(say(peer, R"(42/shop-01,0["sendNode"])"), ElementsAre(R"(43/shop-01,0[{"ok":true}])"));
}

TEST_F(SocketIoCommand, IsAcknowledgedWithAttachments) {
  gateway.on_command = [](const FakeGateway::CommandCall&) {
    Document document;
    document.json = "[" + document.attach("\xff") + "]";
    return document;
  };
  const Socket peer = join_root();

  EXPECT_THAT(say(peer, R"(428["get"])"), ElementsAre(R"(461-8[{"_placeholder":true,"num":0}])", "<binary>\xff"));

  const std::string sid = join_root_polling();
  post(sid, R"(428["get"])");
  EXPECT_EQ(get(sid)->body, std::string(R"(461-8[{"_placeholder":true,"num":0}])") + kRs + "b/w==");
}

TEST_F(SocketIoCommand, NobodyHandlesGetsNoAcknowledgement) {
  const Socket peer = join_root();

  EXPECT_THAT(say(peer, R"(421["unknown"])"), IsEmpty());
  EXPECT_TRUE(peer->is_open());
}

TEST_F(SocketIoCommand, ThatFailsIsOnlyLogged) {
  const Socket peer = open_socket();
  gateway.hold = true;
  say(peer, "40");
  gateway.answer_all();
  http.turn();
  peer->take_texts();
  say(peer, R"(421["sendNode"])");
  ASSERT_EQ(gateway.held_commands.size(), 1u);

  gateway.held_commands[0]->fail(abi::StatusCode::internal, "broken", "it broke");
  gateway.held_commands[0]->release();
  gateway.held_commands.clear();
  http.turn();

  EXPECT_THAT(peer->take_texts(), IsEmpty());
  EXPECT_THAT(host.log().text(), HasSubstr("reason=broken"));
}

TEST_F(SocketIoCommand, DropsAnAcknowledgementForANamespaceThatWasLeft) {
  const Socket peer = open_socket();
  gateway.hold = true;
  say(peer, "40");
  gateway.answer_all();
  http.turn();
  say(peer, R"(421["sendNode"])");
  say(peer, "41");
  say(peer, "40");  // a new stay: the old acknowledgement is not for it
  gateway.answer_all();
  http.turn();
  peer->take_texts();

  gateway.held_commands[0]->ok(abi::DocumentRef("[1]"));
  gateway.held_commands[0]->release();
  gateway.held_commands.clear();
  http.turn();

  EXPECT_THAT(peer->take_texts(), IsEmpty());
}

TEST_F(SocketIoCommand, DropsAnAcknowledgementForAClientThatIsGone) {
  const Socket peer = open_socket();
  gateway.hold = true;
  say(peer, "40");
  gateway.answer_all();
  http.turn();
  say(peer, R"(421["sendNode"])");
  peer->drop();
  http.turn();

  gateway.held_commands[0]->ok(abi::DocumentRef("[1]"));
  gateway.held_commands[0]->release();
  gateway.held_commands.clear();
  http.turn();
}

TEST_F(SocketIoCommand, AnswersAfterTheTransportStoppedGoNowhere) {
  const Socket peer = open_socket();
  gateway.hold = true;
  say(peer, "40");
  gateway.answer_all();
  http.turn();
  say(peer, R"(421["sendNode"])");
  say(peer, "40/shop-01,");
  restart();
  peer->take_texts();

  gateway.held_commands[0]->ok(abi::DocumentRef("[1]"));
  gateway.held_commands[0]->release();
  gateway.held_commands.clear();
  gateway.answer_all();
  http.turn();

  EXPECT_THAT(peer->take_texts(), IsEmpty());
}

TEST_F(SocketIoCommand, BoundsThoseThatWait) {
  socketio.max_waiting_commands = 2;
  restart();
  const Socket peer = open_socket();
  gateway.hold = true;
  say(peer, "40");
  gateway.answer_all();
  http.turn();
  say(peer, R"(421["a"])");
  say(peer, R"(422["a"])");
  gateway.held_commands[0]->ok(abi::DocumentRef("[1]"));
  gateway.held_commands[0]->release();
  gateway.held_commands.erase(gateway.held_commands.begin());
  http.turn();
  say(peer, R"(423["a"])");
  EXPECT_TRUE(peer->is_open());

  say(peer, R"(424["a"])");

  EXPECT_TRUE(peer->is_gone());
  EXPECT_THAT(host.log().text(), HasSubstr("rule=too many unanswered commands"));
}

}  // namespace
}  // namespace wagate::transport_socketio
