#include "fixture.h"

namespace wagate::transport_socketio {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr char kTwo[] = R"(452-["put",{"_placeholder":true,"num":1},{"_placeholder":true,"num":0}])";

class SocketIoBinary : public SocketIoFixture {};

TEST_F(SocketIoBinary, WaitsForEveryAttachment) {
  const Socket peer = join_root();
  peer->receive_text(kTwo);
  peer->receive_binary("\x01\x02");
  EXPECT_THAT(gateway.commands, IsEmpty());

  peer->receive_binary("");

  ASSERT_EQ(gateway.commands.size(), 1u);
  EXPECT_EQ(gateway.commands[0].name, "put");
  EXPECT_EQ(gateway.commands[0].arguments.json, R"([{"_placeholder":true,"num":1},{"_placeholder":true,"num":0}])");
  EXPECT_THAT(gateway.commands[0].arguments.attachments, ElementsAre("\x01\x02", ""));
}

TEST_F(SocketIoBinary, MayBeSpreadOverPosts) {
  const std::string sid = join_root_polling();
  post(sid, std::string(kTwo) + kRs + "bAQID");
  post(sid, "b");

  ASSERT_EQ(gateway.commands.size(), 1u);
  EXPECT_THAT(gateway.commands[0].arguments.attachments, ElementsAre("\x01\x02\x03", ""));
}

TEST_F(SocketIoBinary, EndsTheSessionAtTextInBetween) {
  const Socket peer = join_root();
  peer->receive_text(kTwo);
  say(peer, R"(42["a"])");

  EXPECT_TRUE(peer->is_gone());
  EXPECT_THAT(gateway.commands, IsEmpty());
}

TEST_F(SocketIoBinary, EndsTheSessionAtOneAttachmentTooMany) {
  const Socket peer = join_root();
  peer->receive_text(R"(451-["a",{"_placeholder":true,"num":0}])");
  peer->receive_binary("x");
  EXPECT_TRUE(peer->is_open());
  peer->receive_binary("y");

  EXPECT_FALSE(peer->is_open());
  EXPECT_EQ(gateway.commands.size(), 1u);
}

TEST_F(SocketIoBinary, AllowsAPongInBetween) {
  const Socket peer = join_root();
  peer->receive_text(R"(451-["a",{"_placeholder":true,"num":0}])");
  peer->receive_text("3");
  peer->receive_binary("x");

  EXPECT_EQ(gateway.commands.size(), 1u);
}

TEST_F(SocketIoBinary, BoundsThePacketWithItsAttachments) {
  const Socket peer = join_root();
  peer->receive_text(kTwo);
  peer->receive_binary(std::string(900, 'x'));
  EXPECT_TRUE(peer->is_open());
  peer->receive_binary(std::string(200, 'x'));

  EXPECT_FALSE(peer->is_open());
}

TEST_F(SocketIoBinary, TakesALiteralPlaceholderAsData) {
  const Socket peer = join_root();
  say(peer, R"(42["a",{"_placeholder":true,"num":4}])");

  ASSERT_EQ(gateway.commands.size(), 1u);
  EXPECT_EQ(gateway.commands[0].arguments.json, R"([{"_placeholder":true,"num":4}])");
  EXPECT_THAT(gateway.commands[0].arguments.attachments, IsEmpty());
}

TEST_F(SocketIoBinary, IsDroppedWithTheSession) {
  const Socket peer = join_root();
  peer->receive_text(kTwo);
  peer->receive_binary("x");
  peer->drop();
  http.turn();

  EXPECT_THAT(gateway.commands, IsEmpty());
}

}  // namespace
}  // namespace wagate::transport_socketio
