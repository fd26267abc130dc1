#include "fixture.h"

namespace wagate::transport_socketio {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class Delivery : public SocketIoFixture {};

TEST_F(Delivery, ReachesTheMembersOfTheAudienceAndNobodyElse) {
  const Socket root = join_root();
  const Socket shop = open_socket();
  say(shop, "40/shop-01,");

  deliver(1, R"({"event":"a"})");
  deliver(2, R"({"event":"b"})");
  http.turn();

  EXPECT_THAT(root->take_texts(), ElementsAre(R"(42["messages.upsert",{"event":"a"}])"));
  EXPECT_THAT(shop->take_texts(), ElementsAre(R"(42/shop-01,["messages.upsert",{"event":"b"}])"));
}

TEST_F(Delivery, BuildsOneFrameHoweverManyClientsThereAre) {
  std::vector<Socket> peers;
  for (int i = 0; i < 20; ++i) peers.push_back(join_root());
  const std::string polling = join_root_polling();
  const auto before = http.frames_made;

  deliver(1, "{}");
  http.turn();

  EXPECT_EQ(http.frames_made, before + 1);
  for (const Socket& peer : peers) EXPECT_EQ(peer->take_texts().size(), 1u);
  EXPECT_EQ(get(polling)->body, R"(42["messages.upsert",{}])");
}

TEST_F(Delivery, BuildsNothingWhenNobodyListens) {
  const auto before = http.frames_made;
  deliver(1, "{}");
  deliver(99, "{}");

  EXPECT_EQ(http.frames_made, before);
}

TEST_F(Delivery, SharesTheFrameOfTargetsThatAreTheSame) {
  gateway.channels["/"] = 1;
  const Socket everything = join_root();
  gateway.channels["/"] = 5;  // the root, scoped to one instance
  const Socket scoped = join_root();
  const Document document("{}");
  const DocumentView view(document);
  const abi::Envelope envelope{view.ref()};
  const abi::DeliveryTarget targets[] = {{1, "/", &envelope}, {5, "/", &envelope}, {2, "/shop-01", &envelope}};
  abi::Delivery delivery;
  delivery.event = "call";
  delivery.targets = targets;
  delivery.target_count = 3;
  const auto before = http.frames_made;

  transport->deliver(delivery);
  http.turn();

  EXPECT_EQ(http.frames_made, before + 1);
  EXPECT_THAT(everything->take_texts(), ElementsAre(R"(42["call",{}])"));
  EXPECT_THAT(scoped->take_texts(), ElementsAre(R"(42["call",{}])"));
}

TEST_F(Delivery, KeepsHeadersAndAttachmentsTogether) {
  const Socket peer = join_root();
  const std::string polling = join_root_polling();
  Document document;
  const std::string first = document.attach("\x01\x02");
  document.json = "{\"data\":" + first + ",\"more\":" + document.attach("") + "}";

  deliver(1, "/", "messages.upsert", document);
  deliver(1, "{}");
  http.turn();

  const std::string header = R"(452-["messages.upsert",{"data":{"_placeholder":true,"num":0},"more":{"_placeholder":true,"num":1}}])";
  EXPECT_THAT(peer->take_texts(), ElementsAre(header, "<binary>\x01\x02", "<binary>", R"(42["messages.upsert",{}])"));
  EXPECT_EQ(get(polling)->body, header + kRs + "bAQI=" + kRs + "b" + kRs + R"(42["messages.upsert",{}])");
}

TEST_F(Delivery, WritesBase64InsteadOfMoreAttachmentsThanClientsTake) {
  socketio.max_event_attachments = 1;
  restart();
  const Socket peer = join_root();
  Document document;
  const std::string first = document.attach("\x01\x02\x03");
  document.json = "[" + first + "," + document.attach("") + "]";

  deliver(1, "/", "call", document);
  http.turn();

  EXPECT_THAT(peer->take_texts(), ElementsAre(R"(42["call",["AQID",""]])"));
}

TEST_F(Delivery, KeepsTheOrderAcrossAnUpgrade) {
  const std::string sid = join_root_polling();
  const Answer poll = get(sid);
  deliver(1, "1");
  http.turn();
  EXPECT_EQ(poll->body, R"(42["messages.upsert",1])");
  deliver(1, "2");
  http.turn();
  const Socket peer = socket(sid);
  deliver(1, "3");
  http.turn();
  say(peer, "2probe");
  EXPECT_EQ(get(sid)->body, std::string(R"(42["messages.upsert",2])") + kRs + R"(42["messages.upsert",3])");
  deliver(1, "4");
  http.turn();
  EXPECT_THAT(peer->take_texts(), IsEmpty());

  EXPECT_THAT(say(peer, "5"), ElementsAre(R"(42["messages.upsert",4])"));
  deliver(1, "5");
  http.turn();
  EXPECT_THAT(peer->take_texts(), ElementsAre(R"(42["messages.upsert",5])"));
}

TEST_F(Delivery, DoesNotReorderWhenItComesFromTheLoopItself) {
  const Socket peer = join_root();
  gateway.on_command = [&](const FakeGateway::CommandCall&) {
    deliver(1, "2");
    return std::optional<Document>();
  };
  deliver(1, "1");
  peer->receive_text(R"(42["a"])");  // delivers on the loop, before the first has run
  http.turn();

  EXPECT_THAT(peer->take_texts(), ElementsAre(R"(42["messages.upsert",1])", R"(42["messages.upsert",2])"));
}

TEST_F(Delivery, CutsOffAPollingClientOverItsLimitAndNoOther) {
  const std::string slow = join_root_polling();
  const Socket quick = join_root();
  for (int i = 0; i < 30; ++i) {
    deliver(1, "\"" + std::string(1000, 'x') + "\"");
    http.turn();
  }

  EXPECT_TRUE(is_unknown(slow));
  EXPECT_EQ(quick->take_texts().size(), 30u);
  ASSERT_EQ(gateway.gone.size(), 1u);
  EXPECT_EQ(gateway.gone[0].reason, "slow consumer");
}

TEST_F(Delivery, DropsTheOldestWhenConfigured) {
  engine.overflow = abi::OverflowPolicy::drop_oldest;
  restart();
  const std::string slow = join_root_polling();
  for (int i = 0; i < 30; ++i) {
    deliver(1, "\"" + std::to_string(i) + std::string(1000, 'x') + "\"");
    http.turn();
  }

  const std::string body = get(slow)->body;
  EXPECT_LE(body.size(), 20000u);
  EXPECT_THAT(body, ::testing::Not(HasSubstr("\"0xx")));
  EXPECT_THAT(body, HasSubstr("\"29xx"));
  EXPECT_THAT(host.log().text(), HasSubstr("dropped the oldest events of a slow client"));
}

TEST_F(Delivery, ReportsAWebSocketThatTheServerCutOff) {
  const Socket slow = join_root();
  const Socket quick = join_root();
  slow->stall();
  for (int i = 0; i < 30; ++i) deliver(1, "\"" + std::string(1000, 'x') + "\"");
  http.turn();

  EXPECT_TRUE(slow->is_gone());
  EXPECT_EQ(quick->take_texts().size(), 30u);
  ASSERT_EQ(gateway.gone.size(), 1u);
  EXPECT_EQ(gateway.gone[0].reason, "slow consumer");
}

TEST_F(Delivery, SurvivesMembersThatLeaveInAnyOrder) {
  std::vector<Socket> peers;
  for (int i = 0; i < 6; ++i) peers.push_back(join_root());
  std::vector<std::string> polling;
  for (int i = 0; i < 4; ++i) polling.push_back(join_root_polling());
  for (const std::size_t leaver : {0u, 3u, 5u}) peers[leaver]->drop();
  http.turn();
  post(polling[1], "1");
  upgrade(polling[0])->drop();
  http.turn();

  deliver(1, "{}");
  http.turn();

  for (const std::size_t stayer : {1u, 2u, 4u}) EXPECT_EQ(peers[stayer]->take_texts().size(), 1u);
  EXPECT_EQ(get(polling[2])->body, R"(42["messages.upsert",{}])");
  EXPECT_EQ(get(polling[3])->body, R"(42["messages.upsert",{}])");
}

TEST_F(Delivery, SendsBinaryAsTextToClientsWithoutBinary) {
  const Socket peer = call({.target = target("", "websocket") + "&b64=1", .websocket = true})->websocket;
  say(peer, "40");
  Document document;
  document.json = document.attach("\x01\x02\x03");
  deliver(1, "/", "call", document);
  http.turn();

  EXPECT_THAT(peer->take_texts().back(), "bAQID");
}

TEST_F(Delivery, ClosesAnAudienceBehindItsEvents) {
  const Socket peer = open_socket();
  say(peer, "40/shop-01,");
  say(peer, "40");
  const std::string polling = open();
  post(polling, "40/shop-01,");
  get(polling);

  deliver(2, R"({"event":"remove.instance"})");
  transport->close_audience(2, "deleted");
  http.turn();

  EXPECT_THAT(peer->take_texts(), ElementsAre(R"(42/shop-01,["messages.upsert",{"event":"remove.instance"}])", "41/shop-01,"));
  EXPECT_EQ(get(polling)->body, std::string(R"(42/shop-01,["messages.upsert",{"event":"remove.instance"}])") + kRs + "41/shop-01,");
  EXPECT_TRUE(peer->is_open());
  deliver(2, "{}");
  deliver(1, "{}");
  http.turn();
  EXPECT_THAT(peer->take_texts(), ElementsAre(R"(42["messages.upsert",{}])"));
}

TEST_F(Delivery, ClosesAClientWithAReason) {
  const Socket peer = join_root();
  say(peer, "40/shop-01,");
  transport->close_client(1, "the key was revoked");
  http.turn();

  EXPECT_THAT(peer->take_texts(), ElementsAre("41", "41/shop-01,"));
  EXPECT_TRUE(peer->is_gone());
  EXPECT_EQ(peer->close_reason, "the key was revoked");
  ASSERT_EQ(gateway.gone.size(), 1u);
  EXPECT_EQ(gateway.gone[0].reason, "the key was revoked");
}

TEST_F(Delivery, ClosesAPollingClientAfterItsBuffer) {
  const std::string sid = join_root_polling();
  deliver(1, "{}");
  transport->close_client(1, "the key was revoked");
  http.turn();

  EXPECT_EQ(get(sid)->body, std::string(R"(42["messages.upsert",{}])") + kRs + "41");
  EXPECT_EQ(get(sid)->body, std::string("6") + kRs + "1");
}

TEST_F(Delivery, EmitsToOneClientInOrderWithItsEvents) {
  const Socket one = join_root();
  const Socket other = join_root();
  Document arguments;
  arguments.json = "[1, " + arguments.attach("x") + " ]";

  deliver(1, "{}");
  transport->emit(1, "/", "greeting", DocumentView(arguments));
  transport->emit(1, "/", "empty", abi::DocumentRef(" [ ] "));
  transport->emit(1, "/shop-01", "not there", abi::DocumentRef("[]"));
  transport->emit(77, "/", "nobody", abi::DocumentRef("[]"));
  transport->emit(1, "/", "disconnect", abi::DocumentRef("[]"));
  http.turn();

  EXPECT_THAT(one->take_texts(), ElementsAre(R"(42["messages.upsert",{}])", R"(451-["greeting",1, {"_placeholder":true,"num":0} ])",
                                             "<binary>x", R"(42["empty"])"));
  EXPECT_EQ(other->take_texts().size(), 1u);
  EXPECT_THAT(host.log().text(), HasSubstr("dropped an event with a reserved name"));
}

class DeliveryOnLoops : public SocketIoFixture {
 protected:
  DeliveryOnLoops() : SocketIoFixture(3) {}
};

TEST_F(DeliveryOnLoops, GoesToEveryLoopThatHasAMember) {
  std::vector<Socket> peers;
  for (const std::uint32_t loop : {0u, 2u, 2u}) {
    peers.push_back(call({.target = target("", "websocket"), .websocket = true, .loop = loop})->websocket);
    say(peers.back(), "40");
  }

  deliver(1, "{}");
  http.turn();

  for (const Socket& peer : peers) EXPECT_THAT(peer->take_texts().back(), R"(42["messages.upsert",{}])");
  transport->close_audience(1, "");
  http.turn();
  for (const Socket& peer : peers) EXPECT_THAT(peer->take_texts(), ElementsAre("41"));
}

}  // namespace
}  // namespace wagate::transport_socketio
