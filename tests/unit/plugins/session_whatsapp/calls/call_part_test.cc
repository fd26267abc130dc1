// Calls ring, are told, and are rejected when the instance wants that.
#include "calls/call_part.h"

#include "part_fixture.h"
#include "wagate/commands.h"

namespace wagate::session_whatsapp {
namespace {

using testing::Json;

class CallPartTest : public testing::PartTest {
 protected:
  void tell(Node action, bool is_offline = false) {
    Node call("call", {{"from", "9900@lid"}, {"id", "c1"}, {"t", "1768486200"}});
    if (is_offline) call.set("offline", "0");
    action.set("call-id", "A1B2");
    action.set("call-creator", "9900:3@lid");
    call.add(std::move(action));
    EXPECT_TRUE(part.take(call));
    settle();
  }
  static Node offer(bool is_video = false) {
    Node out("offer", {{"caller_pn", "49152@s.whatsapp.net"}});
    out.add(Node(is_video ? "video" : "audio"));
    out.add(bytes_node("enc", std::string("\0\1", 2)));
    return out;
  }
  std::vector<Json> states() {
    std::vector<Json> out;
    for (const Json& each : documents("call"))
      if (each.contains("status")) out.push_back(each);
    return out;
  }

  std::vector<std::pair<std::string, std::string>> texts;
  CallPart part{place, [this](const Jid& to, const std::string& text) { texts.emplace_back(to.text(), text); }};
};

TEST_F(CallPartTest, ACallThatRingsIsToldAndAcknowledged) {
  tell(offer(true));

  ASSERT_EQ(states().size(), 1u);
  EXPECT_EQ(states()[0], Json::parse(R"({"chatId":"9900@lid","from":"9900@lid","id":"A1B2",
      "date":"2026-01-15T14:10:00.000Z","offline":false,"status":"offer","isVideo":true,"isGroup":false})"));
  ASSERT_EQ(wire.sent.size(), 1u);
  EXPECT_EQ(words(wire.sent[0]), Json::parse(R"({"class":"call","id":"c1","to":"9900@lid"})"));
  EXPECT_EQ(known_lid("49152"), "9900");
}

TEST_F(CallPartTest, TheSignallingIsToldWithItsBytesToThoseWhoMaySendNodes) {
  tell(offer());

  const auto told = host.bus().events();
  ASSERT_EQ(told.size(), 2u);
  EXPECT_EQ(told[0].integers.at("raw"), 1);
  EXPECT_EQ(told[0].document.attachments, std::vector<std::string>{std::string("\0\1", 2)});
  const Json packet = Json::parse(told[0].document.json);
  EXPECT_EQ(packet.at("event"), "CB:call");
  EXPECT_EQ(packet.at("packet").at("content").at(0).at("tag"), "offer");
  EXPECT_EQ(packet.at("packet").at("content").at(0).at("content").at(1).at("content").at("num"), 0);
}

TEST_F(CallPartTest, LaterStatesRememberWhatTheOfferSaid) {
  tell(offer(true));
  tell(Node("preaccept"));
  tell(Node("transport"));
  tell(Node("terminate", {{"reason", "timeout"}}));
  tell(Node("terminate"));

  const auto told = states();
  ASSERT_EQ(told.size(), 4u) << "signalling has no state";
  EXPECT_EQ(told[1].at("status"), "ringing");
  EXPECT_EQ(told[2].at("status"), "timeout");
  EXPECT_EQ(told[2].at("isVideo"), true);
  EXPECT_EQ(told[3].at("status"), "terminate");
  EXPECT_EQ(told[3].at("isVideo"), false) << "the call was over";
}

TEST_F(CallPartTest, AnInstanceThatWantsNoCallsRejectsThemAndSaysWhy) {
  place.settings.reject_call = true;
  place.settings.msg_call = "please write";
  tell(offer());

  ASSERT_EQ(wire.sent.size(), 2u);
  const Node& rejection = wire.sent[0];
  EXPECT_TRUE(rejection.is("call"));
  EXPECT_EQ(rejection.attribute("to"), "9900@lid");
  EXPECT_EQ(rejection.attribute("from"), "8877:7@lid");
  EXPECT_EQ(words(*rejection.child("reject")), Json::parse(R"({"call-id":"A1B2","call-creator":"9900:3@lid","count":"0"})"));
  EXPECT_EQ(texts, (std::vector<std::pair<std::string, std::string>>{{"49152@s.whatsapp.net", "please write"}}));
  EXPECT_EQ(states().at(0).at("from"), "49152@s.whatsapp.net");
  EXPECT_EQ(states().at(0).at("chatId"), "9900@lid");
}

TEST_F(CallPartTest, ACallThatIsOverWhenItArrivesIsNotRejected) {
  place.settings.reject_call = true;
  tell(offer(), true);

  EXPECT_EQ(wire.sent.size(), 1u);
  EXPECT_TRUE(texts.empty());
  EXPECT_EQ(states().at(0).at("offline"), true);
}

TEST_F(CallPartTest, CallsInGroupsAreSilentWhenGroupsAreIgnored) {
  place.settings.groups_ignore = true;
  Node action = offer();
  action.set("group-jid", "1203@g.us");
  tell(std::move(action));

  EXPECT_TRUE(states().empty());
  EXPECT_EQ(wire.sent.size(), 1u);
}

TEST_F(CallPartTest, PlacingACallIsRefusedWithASentence) {
  EXPECT_EQ(execute(part, commands::kOfferCall, {{"jid", "49152@s.whatsapp.net"}})->reason, "unimplemented");
}

TEST_F(CallPartTest, StanzasThatAreNoCallsAreAcknowledgedAndNotTold) {
  EXPECT_TRUE(part.take(Node("call", {{"from", "9900@lid"}, {"id", "c2"}})));
  Node nameless("call", {{"from", "9900@lid"}, {"id", "c3"}});
  nameless.add(Node("offer"));
  EXPECT_TRUE(part.take(nameless));
  settle();

  EXPECT_EQ(wire.sent.size(), 2u);
  EXPECT_TRUE(host.bus().events().empty());
}

}  // namespace
}  // namespace wagate::session_whatsapp
