// The life of a session: linking, logging in, and what it does while it is online.
#include <gtest/gtest.h>
#include <proto/handshake.pb.h>

#include <algorithm>
#include <string>
#include <vector>

#include "session_fixture.h"

namespace wagate::session_whatsapp {
namespace {

using testing::kId;
using testing::Reply;
using testing::Sessions;

TEST_F(Sessions, LinkADeviceAndOpen) {
  open();
  EXPECT_EQ(states(), std::vector<std::string>{"connecting"});
  link();
  EXPECT_EQ(server.connection_count(), 2u);
  log_in(0);

  EXPECT_EQ(states(), (std::vector<std::string>{"connecting", "connecting", "open"}));
  EXPECT_EQ(events("connection.update").back().texts.at("wuid"), "49151@s.whatsapp.net");
  EXPECT_EQ(session->phase(), Session::Phase::online);
  proto::ClientPayload payload;
  ASSERT_TRUE(payload.ParseFromString(server.last().payload()));
  EXPECT_EQ(payload.username(), 49151u);
  EXPECT_EQ(payload.device(), 7u);
}

TEST_F(Sessions, UploadPrekeysWithTheirSignature) {
  open();
  link();
  log_in(0);

  const auto upload = std::find_if(answered.begin(), answered.end(), [](const Node& iq) { return iq.child("skey"); });
  ASSERT_NE(upload, answered.end());
  EXPECT_EQ(upload->child("list")->children().size(), Prekeys::kFirstUpload);
  const auto identity = PublicKey::from_raw(upload->child("identity")->data());
  const auto key = PublicKey::from_raw(upload->find({"skey", "value"})->data());
  ASSERT_TRUE(identity && key);
  EXPECT_TRUE(xeddsa_verify(*identity, key->wire(), upload->find({"skey", "signature"})->data()));
}

TEST_F(Sessions, ReplaceTheSignedPrekeyAtALoginWhenItIsAMonthOld) {
  open_and_log_in();
  session->close(abi::CloseMode::suspend);
  {
    const auto store = SessionFiles(host.state_dir()).open(kId);
    store->adopt_signed_prekey({store->keys().signed_prekey_id, store->keys().signed_prekey,
                                store->keys().signed_prekey_signature},
                               host.time().unix_ms() / 1'000 - 40 * 86'400);
  }
  open();
  log_in();

  answer("rotate");

  session->close(abi::CloseMode::suspend);
  EXPECT_EQ(SessionFiles(host.state_dir()).open(kId)->keys().signed_prekey_id, 2u);
}

TEST_F(Sessions, UploadMoreWhenTheServerRunsLow) {
  open_and_log_in();

  Node notification("notification", {{"type", "encrypt"}, {"from", std::string(kServerJid)}, {"id", "n1"}});
  notification.add(Node("count", {{"value", "3"}}));
  server.last().send(notification);
  settle();
  answer("skey");

  EXPECT_EQ(answered.back().child("list")->children().size(), Prekeys::kUpload);
  const auto ack = std::find_if(pending.begin(), pending.end(), [](const Node& stanza) { return stanza.is("ack"); });
  ASSERT_NE(ack, pending.end());
  EXPECT_EQ(ack->attribute("id"), "n1");
}

TEST_F(Sessions, ShowCodesUntilTheLimit) {
  open();
  offer_codes(6);
  wait(60'000);
  for (int i = 0; i < 4; ++i) wait(20'000);
  EXPECT_EQ(events("qrcode.updated").size(), 6u);
  wait(20'000);
  EXPECT_EQ(server.connection_count(), 2u) << "a new round begins at once";

  offer_codes(6);
  wait(60'000);
  EXPECT_EQ(events("qrcode.updated").size(), 8u);
  wait(20'000);

  EXPECT_EQ(events("qrcode.updated").size(), 9u);
  EXPECT_EQ(events("qrcode.updated").back().integers.at("limit_reached"), 1);
  EXPECT_EQ(states().back(), "refused");
  EXPECT_EQ(session->phase(), Session::Phase::ended);
  wait(600'000);
  EXPECT_EQ(server.connection_count(), 2u);
}

TEST_F(Sessions, ShowAPairingCodeBesideTheQrCode) {
  open("49151");
  offer_codes();
  EXPECT_TRUE(events("qrcode.updated").empty()) << "the code has to come first";
  Node registration("link_code_companion_reg");
  registration.add(bytes_node("link_code_pairing_ref", "ref"));
  answer("link_code_companion_reg", {registration});

  ASSERT_EQ(events("qrcode.updated").size(), 1u);
  EXPECT_EQ(events("qrcode.updated").back().texts.at("pairing_code").size(), 8u);
  wait(60'000);
  EXPECT_EQ(events("qrcode.updated").size(), 2u);
}

TEST_F(Sessions, ShowTheQrCodeAloneWhenTheServerGivesNoPairingCode) {
  open("49151");
  offer_codes();

  wait(Requests::kPatienceMs);

  ASSERT_GE(events("qrcode.updated").size(), 1u);
  EXPECT_EQ(events("qrcode.updated").back().texts.at("pairing_code"), "");
}

TEST_F(Sessions, RefuseAPhoneThatDidNotSeeTheCode) {
  open();
  offer_codes();
  server.last().send(testing::pair_success("success", phone.identity_for(device_identity(), std::string(32, 'x'))));
  settle();

  EXPECT_NE(host.log().text().find("hmac-mismatch"), std::string::npos);
  EXPECT_TRUE(server.last().is_over());
  session->close(abi::CloseMode::suspend);
  EXPECT_FALSE(SessionFiles(host.state_dir()).open(kId)->account());
}

TEST_F(Sessions, AreNotConfusedByAGreetingOnTheConnectionTheyWereLinkedOn) {
  open();
  offer_codes();
  server.last().send(testing::pair_success("success", phone.identity_for(device_identity(), adv_secret())));
  settle();

  server.last().send(Node("success", {{"lid", "8877:7@lid"}}));
  settle();

  for (const Node& stanza : server.last().take()) EXPECT_FALSE(stanza.child("count")) << "it believes to be logged in";
  EXPECT_EQ(session->phase(), Session::Phase::connecting);
  server.last().send(Node("stream:error", {{"code", "515"}}));
  settle();
  log_in();
  EXPECT_EQ(states().back(), "open");
}

TEST_F(Sessions, AnswerThePingOfTheServer) {
  open_and_log_in();
  Node ping("iq", {{"type", "get"}, {"xmlns", "urn:xmpp:ping"}, {"id", "p1"}, {"from", std::string(kServerJid)}});
  server.last().send(ping);
  settle();

  EXPECT_EQ(server.last().take(),
            std::vector<Node>{Node("iq", {{"type", "result"}, {"id", "p1"}, {"to", std::string(kServerJid)}})});
}

TEST_F(Sessions, PingAndNoticeSilence) {
  open_and_log_in();
  answers_pings = false;
  const std::size_t before = server.connection_count();
  wait(30'000);
  const Node ping = server.last().expect_iq("ping");
  EXPECT_EQ(ping.attribute("xmlns"), "w:p");
  server.last().answer(ping);
  settle();

  wait(30'000);
  EXPECT_EQ(server.connection_count(), before) << "it answered";
  for (int i = 0; i < 3; ++i) wait(30'000);

  EXPECT_EQ(server.connection_count(), before + 1) << "it fell silent";
}

TEST_F(Sessions, GiveUpAConnectionThatDoesNotGetOn) {
  server.answers = false;
  open();
  EXPECT_EQ(server.connection_count(), 1u);

  wait(19'999);
  EXPECT_EQ(server.connection_count(), 1u);
  wait(1);

  EXPECT_EQ(server.connection_count(), 2u);
}

TEST_F(Sessions, AnswerWhatTheServerTellsAboutTheConnection) {
  open_and_log_in();
  Node info("ib", {{"from", std::string(kServerJid)}});
  info.add(Node("offline_preview", {{"count", "3"}}));
  info.add(Node("dirty", {{"type", "groups"}, {"timestamp", "17"}}));
  server.last().send(info);
  settle();

  const auto sent = server.last().take();
  ASSERT_EQ(sent.size(), 2u);
  EXPECT_EQ(sent[0].child("offline_batch")->attribute("count"), "100");
  EXPECT_EQ(sent[1].child("clean")->attribute("type"), "groups");
}

TEST_F(Sessions, LeaveTheSocketAloneWhileTheyAreBehind) {
  open_and_log_in();
  for (int i = 0; i < 600; ++i) server.last().send(Node("chatstate", {{"from", "49152@s.whatsapp.net"}}));
  server.piece_size = 64;
  server.pump();
  EXPECT_TRUE(server.last().is_paused());

  settle();

  EXPECT_FALSE(server.last().is_paused());
}

// Publishes one thing for each chat state.
class Chatty final : public Messaging {
 public:
  Chatty(const MessagingPlace& place, const bool& bus_is_full) : place_(place), bus_is_full_(bus_is_full) {}

  void online() override {}
  void offline() override {}
  void settings_changed() override {}
  bool take(const Node& stanza) override {
    if (!stanza.is("chatstate")) return false;
    place_.outbox.put([this] { return bus_is_full_ ? abi::StatusCode::resource_exhausted : abi::StatusCode::ok; });
    return true;
  }
  void execute(const std::string&, const Document&, ReplyBox reply) override { reply.not_connected(); }

 private:
  const MessagingPlace place_;
  const bool& bus_is_full_;
};

TEST_F(Sessions, ReadOnOnceAFullBusHasTakenWhatWaited) {
  bool bus_is_full = true;
  surroundings.make_messaging = [&](const MessagingPlace& place) { return std::make_unique<Chatty>(place, bus_is_full); };
  open_and_log_in();
  for (int i = 0; i < 600; ++i) server.last().send(Node("chatstate", {{"from", "49152@s.whatsapp.net"}}));
  settle();
  ASSERT_TRUE(server.last().is_paused());

  bus_is_full = false;
  host.time().advance(Outbox::kRetryMs);
  settle();

  EXPECT_FALSE(server.last().is_paused());
}

TEST_F(Sessions, SendNodesOnlyWhileOnline) {
  open();
  std::string before;
  session->send_node(Node("presence"), ReplyBox(new Reply(before)));
  settle();
  EXPECT_EQ(before, "not_connected");

  link();
  log_in();
  std::string after;
  server.last().take();
  session->send_node(Node("presence", {{"type", "available"}}), ReplyBox(new Reply(after)));
  settle();

  EXPECT_EQ(after, "ok");
  EXPECT_EQ(server.last().take(), std::vector<Node>{Node("presence", {{"type", "available"}})});
}

TEST_F(Sessions, AnswerWhatWaitedWhenTheyAreClosed) {
  open_and_log_in();
  std::string answer;
  session->send_node(Node("presence"), ReplyBox(new Reply(answer)));

  session->close(abi::CloseMode::suspend);

  EXPECT_EQ(answer, "not_connected");
}

TEST_F(Sessions, TellNothingAfterTheyWereSuspended) {
  open_and_log_in();

  session->close(abi::CloseMode::suspend);
  server.last().send(Node("stream:error", {{"code", "515"}}));
  wait(600'000);

  EXPECT_TRUE(host.bus().events().empty());
  EXPECT_EQ(host.time().pending_timers(), 0u);
  EXPECT_TRUE(server.last().is_over());
}

TEST_F(Sessions, LeaveNothingWhenTheyAreErased) {
  open();
  session->close(abi::CloseMode::erase);

  EXPECT_FALSE(SessionFiles(host.state_dir()).exists(kId));
}

TEST_F(Sessions, EndWhenSomebodyElseHasTheirStore) {
  const auto other = SessionFiles(host.state_dir()).open(kId);
  open();

  EXPECT_EQ(session->phase(), Session::Phase::ended);
  EXPECT_EQ(states(), std::vector<std::string>{"close"});
  EXPECT_EQ(server.connection_count(), 0u);
}

}  // namespace
}  // namespace wagate::session_whatsapp
