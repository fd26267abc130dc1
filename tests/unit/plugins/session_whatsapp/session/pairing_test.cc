#include "session/pairing.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "pairing_stanzas.h"
#include "phone.h"
#include "session/lane.h"
#include "wagate/base64.h"
#include "wagate/testing/fake_host.h"

namespace wagate::session_whatsapp {
namespace {

class SendingWire final : public Wire {
 public:
  bool send(const Node& stanza) override {
    sent.push_back(stanza);
    return true;
  }
  void request(Node, OnAnswer) override { FAIL(); }

  std::vector<Node> sent;
};

class Pair : public ::testing::Test {
 protected:
  Pair()
      : place{time, time, std::make_shared<Lane>(executor, outstanding, [](std::string_view) { FAIL(); }), outstanding} {
    keys.noise = KeyPair::generate();
    keys.identity = KeyPair::generate();
    pairing.emplace(place, wire, keys, Browser::firefox,
                    Pairing::Told{[this](const std::string& text) { codes.push_back(text); }, [this] { ++used_up; },
                                  [this](const LinkedDevice& device) {
                                    linked = device;
                                    sent_before_linked = wire.sent.size();
                                  },
                                  [this](IdentityError error) { refused = error; }});
  }
  ~Pair() override {
    pairing.reset();
    place.lane->shut();
  }

  void offer(int references) {
    EXPECT_TRUE(pairing->take(testing::pair_device("q1", references)));
  }
  // What the phone reads in the last code.
  std::string adv_secret() const { return testing::adv_secret_in(codes.back()); }
  void succeed(const std::string& identity, const std::string& jid = "49151:7@s.whatsapp.net") {
    EXPECT_TRUE(pairing->take(testing::pair_success("q2", identity, jid)));
  }
  void wait(std::int64_t ms) {
    time.advance(ms);
    executor.run_all();
  }

  wagate::testing::FakeExecutor executor;
  wagate::testing::FakeTime time;
  std::shared_ptr<Outstanding> outstanding = std::make_shared<Outstanding>();
  Workplace place;
  DeviceKeys keys;
  SendingWire wire;
  testing::Phone phone;
  std::vector<std::string> codes;
  int used_up = 0;
  std::size_t sent_before_linked = 0;
  std::optional<LinkedDevice> linked;
  IdentityError refused = IdentityError::none;
  std::optional<Pairing> pairing;
};

TEST_F(Pair, ShowsTheFirstCodeLongerThanTheOthers) {
  offer(3);
  EXPECT_EQ(wire.sent.at(0), Node("iq", {{"type", "result"}, {"id", "q1"}, {"to", "@s.whatsapp.net"}}));
  EXPECT_EQ(codes.size(), 1u);

  wait(59'999);
  EXPECT_EQ(codes.size(), 1u);
  wait(1);
  EXPECT_EQ(codes.size(), 2u);
  wait(20'000);
  EXPECT_EQ(codes.size(), 3u);
  wait(19'999);
  EXPECT_EQ(used_up, 0);
  wait(1);

  EXPECT_EQ(used_up, 1);
  EXPECT_EQ(codes.size(), 3u);
}

TEST_F(Pair, PutsItsKeysIntoTheCode) {
  offer(2);
  wait(60'000);

  const std::string keys_text = "," + base64::encode(keys.noise.pub.raw()) + "," + base64::encode(keys.identity.pub.raw()) + ",";
  EXPECT_TRUE(codes[0].starts_with("https://wa.me/settings/linked_devices#2@ref0" + keys_text));
  EXPECT_TRUE(codes[1].starts_with("https://wa.me/settings/linked_devices#2@ref1" + keys_text));
  EXPECT_TRUE(codes[0].ends_with(",3"));
  EXPECT_EQ(adv_secret().size(), 32u);
}

TEST_F(Pair, IsLinkedByThePhoneThatSawTheCode) {
  offer(3);
  succeed(phone.identity_for(keys.identity.pub, adv_secret()));

  ASSERT_TRUE(linked);
  EXPECT_EQ(linked->jid, "49151:7@s.whatsapp.net");
  EXPECT_EQ(linked->lid, "8877:7@lid");
  EXPECT_EQ(linked->platform, "android");
  EXPECT_EQ(sent_before_linked, 1u) << "the answer leaves after everything was stored";
  const Node* identity = wire.sent.back().find({"pair-device-sign", "device-identity"});
  ASSERT_TRUE(identity);
  EXPECT_EQ(identity->attribute("key-index"), "3");
  EXPECT_TRUE(phone.accepts(identity->data(), keys.identity.pub, false));
  wait(300'000);
  EXPECT_EQ(codes.size(), 1u) << "no further code is shown";
}

TEST_F(Pair, IsLinkedWithTheSecretOfAPairingCode) {
  offer(3);
  const Secret<32> secret = *Secret<32>::from(std::string(32, 'p'));
  pairing->set_adv_secret(secret);
  succeed(phone.identity_for(keys.identity.pub, secret.expose()));

  EXPECT_TRUE(linked);
}

TEST_F(Pair, RefusesAPhoneThatDidNotSeeTheCode) {
  offer(3);
  succeed(phone.identity_for(keys.identity.pub, std::string(32, 'x')));

  EXPECT_FALSE(linked);
  EXPECT_EQ(refused, IdentityError::hmac_mismatch);
  const Node* error = wire.sent.back().child("error");
  ASSERT_TRUE(error);
  EXPECT_EQ(error->attribute("code"), "401");
  EXPECT_EQ(error->attribute("text"), "hmac-mismatch");
}

TEST_F(Pair, RefusesASuccessWithoutADevice) {
  offer(3);
  for (const char* jid : {"", "49151@s.whatsapp.net", "49151:7@lid", "49151:7@g.us", ":7@s.whatsapp.net"}) {
    refused = IdentityError::none;
    succeed(phone.identity_for(keys.identity.pub, adv_secret()), jid);
    EXPECT_EQ(refused, IdentityError::malformed) << jid;
  }
  EXPECT_FALSE(linked);
}

TEST_F(Pair, GivesUpWithoutReferences) {
  offer(0);
  EXPECT_EQ(used_up, 1);
}

TEST_F(Pair, LeavesOtherQuestionsAlone) {
  EXPECT_FALSE(pairing->take(Node("iq", {{"type", "set"}, {"xmlns", "md"}})));
}

}  // namespace
}  // namespace wagate::session_whatsapp
