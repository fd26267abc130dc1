#pragma once

#include "session/session.h"

#include <gtest/gtest.h>
#include <proto/handshake.pb.h>

#include <algorithm>
#include <string>
#include <vector>

#include "node/jid.h"
#include "pairing_stanzas.h"
#include "phone.h"
#include "test_server.h"
#include "wagate/testing/fake_host.h"

namespace wagate::session_whatsapp::testing {

inline constexpr std::int64_t kStepMs = 10'000;
inline constexpr const char* kId = "0f5b1a52-6c0e-4a27-9a3c-5a3a8de1d001";

// What came of a command.
struct Reply final : abi::CommandReply {
  explicit Reply(std::string& out) : answer(out) {}
  void ok(const abi::DocumentRef&) noexcept override { answer = "ok"; }
  void fail(abi::StatusCode, StringRef reason, StringRef) noexcept override { answer = reason.str(); }
  void release() noexcept override { delete this; }

  std::string& answer;
};

// A whole session against a server in the same thread, with time that moves when told.
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
    server.last().send(pair_device("pair", references));
    settle();
  }
  // What the phone reads in the code.
  std::string adv_secret() {
    return adv_secret_in(events("qrcode.updated").back().texts.at("code"));
  }
  PublicKey device_identity() {
    proto::ClientPayload payload;
    EXPECT_TRUE(payload.ParseFromString(server.last().payload()));
    return PublicKey::from_raw(payload.device_pairing_data().identity()).value_or(PublicKey());
  }
  // From the first code to the restart.
  void link() {
    offer_codes();
    server.last().send(pair_success("success", phone.identity_for(device_identity(), adv_secret())));
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
                            *qr_image::QrImage::in_colour("#198754"),
                            std::make_shared<Outstanding>(),
                            host.context().log()};
  std::shared_ptr<Session> session;
  bool answers_pings = true;
  std::vector<Node> pending;  // sent by the session, not answered yet
  std::vector<Node> answered;
};

}  // namespace wagate::session_whatsapp::testing
