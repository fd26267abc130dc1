// A whole session against a server in the same thread, with time that moves when told.
#include "session/session.h"

#include <gtest/gtest.h>
#include <proto/handshake.pb.h>

#include <algorithm>
#include <string>
#include <vector>

#include "node/jid.h"
#include "phone.h"
#include "test_server.h"
#include "wagate/testing/fake_host.h"

namespace wagate::session_whatsapp {
namespace {

using testing::TestServer;

constexpr std::int64_t kStepMs = 10'000;
constexpr const char* kId = "0f5b1a52-6c0e-4a27-9a3c-5a3a8de1d001";

// What came of a command.
struct Reply final : abi::CommandReply {
  explicit Reply(std::string& out) : answer(out) {}
  void ok(const abi::DocumentRef&) noexcept override { answer = "ok"; }
  void fail(abi::StatusCode, StringRef reason, StringRef) noexcept override { answer = reason.str(); }
  void release() noexcept override { delete this; }

  std::string& answer;
};

class Sessions : public ::testing::Test {
 protected:
  Sessions() { surroundings.options.root_key = server.root(); }
  ~Sessions() override {
    if (session) session->close(abi::CloseMode::suspend);
    settle();
    EXPECT_TRUE(surroundings.outstanding->wait_until_none(std::chrono::milliseconds(0)));
    EXPECT_EQ(host.log().text().find("49151"), std::string::npos) << "a number in the log";
  }

  static Options options() {
    Options out;
    out.server.url = *WebSocketUrl::parse("ws://127.0.0.1:1/ws/chat");
    out.version = {2, 3000, 1};
    out.device_name = "Test";
    out.qr_limit = 8;
    return out;
  }

  void open(std::string number = {}) {
    session = std::make_shared<Session>(surroundings, InstanceName{1, kId, "shop-01", std::move(number), "{}", std::nullopt});
    session->open();
    settle();
  }
  void settle() {
    while (server.pump() || host.executor().run_all() > 0) {
    }
  }
  // Time passes; unless told otherwise the server answers pings meanwhile.
  void wait(std::int64_t ms) {
    for (std::int64_t left = ms; left > 0; left -= kStepMs) {
      host.time().advance(std::min(left, kStepMs));
      settle();
      if (answers_pings) answer_pings();
    }
  }
  void answer_pings() {
    for (Node& stanza : server.last().take()) {
      if (stanza.attribute("xmlns") == "w:p") {
        server.last().answer(stanza);
      } else {
        pending.push_back(std::move(stanza));
      }
    }
    settle();
  }

  void offer_codes(int references = 3) {
    Node iq("iq", {{"type", "set"}, {"xmlns", "md"}, {"id", "pair"}});
    Node& list = iq.add(Node("pair-device").set_children({}));
    for (int i = 0; i < references; ++i) list.add(bytes_node("ref", "2@ref" + std::to_string(i)));
    server.last().send(iq);
    settle();
  }
  // What the phone reads in the code.
  std::string adv_secret() {
    const std::string code = events("qrcode.updated").back().texts.at("code");
    std::vector<std::string> parts(1);
    for (const char c : code) c == ',' ? parts.emplace_back() : parts.back() += c;
    return from_base64(parts.at(3));
  }
  static std::string from_base64(const std::string& text) {
    static constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    std::uint32_t bits = 0;
    int count = 0;
    for (const char c : text) {
      const std::size_t digit = kAlphabet.find(c);
      if (digit == std::string_view::npos) break;
      bits = bits << 6 | static_cast<std::uint32_t>(digit);
      count += 6;
      if (count < 8) continue;
      count -= 8;
      out += static_cast<char>(bits >> count & 0xFF);
    }
    return out;
  }
  PublicKey device_identity() {
    proto::ClientPayload payload;
    EXPECT_TRUE(payload.ParseFromString(server.last().payload()));
    return PublicKey::from_raw(payload.device_pairing_data().identity()).value_or(PublicKey());
  }
  // From the first code to the restart.
  void link() {
    offer_codes();
    Node iq("iq", {{"type", "set"}, {"xmlns", "md"}, {"id", "success"}});
    Node& success = iq.add(Node("pair-success"));
    success.add(bytes_node("device-identity", phone.identity_for(device_identity(), adv_secret())));
    success.add(Node("device", {{"jid", "49151:7@s.whatsapp.net"}, {"lid", "8877:7@lid"}}));
    server.last().send(iq);
    settle();
    server.last().send(Node("stream:error", {{"code", "515"}}));
    settle();
  }
  // From a login to "open".
  void log_in(int prekeys_on_server = 100) {
    server.last().send(Node("success", {{"lid", "8877:7@lid"}}));
    settle();
    answer("count", {Node("count", {{"value", std::to_string(prekeys_on_server)}})});
    if (prekeys_on_server < 5) answer("skey");
    answer("active");
    answer("picture");
  }
  void answer(std::string_view child, std::vector<Node> content = {}) {
    for (Node& stanza : server.last().take()) pending.push_back(std::move(stanza));
    const auto found = std::find_if(pending.begin(), pending.end(), [&](const Node& stanza) { return stanza.child(child); });
    ASSERT_NE(found, pending.end()) << "the session did not ask for <" << child << ">";
    answered.push_back(*found);
    pending.erase(found);
    server.last().answer(answered.back(), std::move(content));
    settle();
  }
  void open_and_log_in() {
    open();
    link();
    log_in();
    host.bus().clear();
    pending.clear();
  }

  std::vector<wagate::testing::PublishedEvent> events(const std::string& wire) {
    auto all = host.bus().events();
    std::erase_if(all, [&](const auto& event) { return event.wire != wire; });
    return all;
  }
  std::vector<std::string> states() {
    std::vector<std::string> out;
    for (const auto& event : events("connection.update")) out.push_back(event.texts.at("state"));
    return out;
  }

  wagate::testing::FakeHost host;
  TestServer server;
  testing::Phone phone;
  Surroundings surroundings{options(),
                            host.time(),
                            host.time(),
                            host.executor(),
                            SessionEvents(host.context()),
                            server,
                            SessionFiles(host.state_dir()),
                            {},
                            *QrImage::in_colour("#198754"),
                            std::make_shared<Outstanding>(),
                            host.context().log()};
  std::shared_ptr<Session> session;
  bool answers_pings = true;
  std::vector<Node> pending;  // sent by the session, not answered yet
  std::vector<Node> answered;
};

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

TEST_F(Sessions, ConnectAgainWithGrowingDelays) {
  open();
  std::int64_t last = -1;
  for (int attempt = 0; attempt < 6; ++attempt) {
    const std::size_t before = server.connection_count();
    server.last().end(SocketEnd::lost);
    settle();
    if (attempt == 0) {
      EXPECT_EQ(server.connection_count(), before + 1) << "the first time at once";
      continue;
    }
    EXPECT_EQ(server.connection_count(), before);
    const std::int64_t delay = host.time().next_due_in();
    EXPECT_GE(delay, 1'500 * attempt);
    EXPECT_LE(delay, 2'501 * attempt);
    last = delay;
    wait(delay);
    EXPECT_EQ(server.connection_count(), before + 1);
  }
  EXPECT_GT(last, 7'000);
}

TEST_F(Sessions, BeginAtOnceAgainAfterAConnectionThatHeld) {
  open_and_log_in();
  server.last().end(SocketEnd::lost);
  settle();
  wait(3'000);
  log_in();
  wait(31'000);
  const std::size_t before = server.connection_count();

  server.last().end(SocketEnd::lost);
  settle();

  EXPECT_EQ(server.connection_count(), before + 1);
}

TEST_F(Sessions, WaitForAServerThatIsOverloaded) {
  open_and_log_in();
  const std::size_t before = server.connection_count();

  server.last().send(Node("stream:error", {{"code", "503"}}));
  settle();

  EXPECT_EQ(server.connection_count(), before);
  EXPECT_GE(host.time().next_due_in(), 1'500);
}

TEST_F(Sessions, DoNotHurryBackToAServerThatIsNotGenuine) {
  server.is_genuine = false;
  open();

  EXPECT_EQ(server.connection_count(), 1u);
  EXPECT_GE(host.time().next_due_in(), 1'500);
  EXPECT_NE(host.log().text().find("bad_signature"), std::string::npos);
}

TEST_F(Sessions, EndAndForgetTheirKeysWhenTheDeviceWasRemoved) {
  open_and_log_in();
  const std::string before = SessionFiles(host.state_dir()).exists(kId) ? "there" : "";
  ASSERT_EQ(before, "there");

  Node error("stream:error", {{"code", "401"}});
  error.add(Node("conflict", {{"type", "device_removed"}}));
  server.last().send(error);
  settle();

  EXPECT_EQ(states(), std::vector<std::string>{"close"});
  EXPECT_EQ(events("connection.update").back().integers.at("status_reason"), 401);
  EXPECT_EQ(events("logout.instance").size(), 1u);
  EXPECT_EQ(session->phase(), Session::Phase::ended);
  EXPECT_FALSE(SessionFiles(host.state_dir()).open(kId)->account());
  wait(600'000);
  EXPECT_EQ(server.connection_count(), 2u) << "it does not connect again";
}

TEST_F(Sessions, EndButKeepTheirKeysWhenTheyWereReplaced) {
  open_and_log_in();

  Node error("stream:error");
  error.add(Node("conflict", {{"type", "replaced"}}));
  server.last().send(error);
  settle();

  EXPECT_EQ(events("connection.update").back().integers.at("status_reason"), 440);
  EXPECT_TRUE(SessionFiles(host.state_dir()).open(kId)->account());
  wait(600'000);
  EXPECT_EQ(server.connection_count(), 2u);
}

TEST_F(Sessions, EndWhenTheClientIsTooOld) {
  open();
  link();
  server.last().send(Node("failure", {{"reason", "405"}}));
  settle();

  EXPECT_EQ(events("connection.update").back().integers.at("status_reason"), 405);
  EXPECT_TRUE(SessionFiles(host.state_dir()).open(kId)->account());
}

TEST_F(Sessions, RefuseAPhoneThatDidNotSeeTheCode) {
  open();
  offer_codes();
  Node iq("iq", {{"type", "set"}, {"xmlns", "md"}, {"id", "success"}});
  Node& success = iq.add(Node("pair-success"));
  success.add(bytes_node("device-identity", phone.identity_for(device_identity(), std::string(32, 'x'))));
  success.add(Node("device", {{"jid", "49151:7@s.whatsapp.net"}}));
  server.last().send(iq);
  settle();

  EXPECT_NE(host.log().text().find("hmac-mismatch"), std::string::npos);
  EXPECT_TRUE(server.last().is_over());
  session->close(abi::CloseMode::suspend);
  EXPECT_FALSE(SessionFiles(host.state_dir()).open(kId)->account());
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
