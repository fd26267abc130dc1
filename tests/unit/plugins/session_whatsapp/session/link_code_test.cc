#include "session/link_code.h"

#include <gtest/gtest.h>

#include "crypto/cipher.h"
#include "crypto/key_derivation.h"

namespace wagate::session_whatsapp {
namespace {

// Keeps what is asked, to be answered by the test.
class RecordingWire final : public Wire {
 public:
  bool send(const Node&) override { return true; }
  void request(Node iq, OnAnswer on_answer) override {
    asked.push_back(std::move(iq));
    answers.push_back(std::move(on_answer));
  }

  std::vector<Node> asked;
  std::vector<OnAnswer> answers;
};

class Codes : public ::testing::Test {
 protected:
  Codes() {
    keys.noise = KeyPair::generate();
    keys.identity = KeyPair::generate();
  }

  Answer hello_answer() {
    Answer answer{Answer::Kind::result, Node("iq")};
    answer.stanza.add(Node("link_code_companion_reg")).add(bytes_node("link_code_pairing_ref", "ref-1"));
    return answer;
  }
  Node primary_hello(const std::string& reference, std::string wrapped) {
    Node notification("notification");
    Node& registration = notification.add(Node("link_code_companion_reg"));
    registration.add(bytes_node("link_code_pairing_ref", reference));
    registration.add(bytes_node("link_code_pairing_wrapped_primary_ephemeral_pub", std::move(wrapped)));
    registration.add(bytes_node("primary_identity_pub", std::string(primary.pub.raw())));
    return notification;
  }

  DeviceKeys keys;
  KeyPair primary = KeyPair::generate();
  KeyPair phone_ephemeral = KeyPair::generate();
  RecordingWire wire;
  std::string code;
  std::optional<Secret<32>> agreed;
  std::vector<std::string> failures;
  LinkCode link_code{wire, keys, Browser::chrome,
                     {[this](const std::string& made) { code = made; }, [this](const Secret<32>& secret) { agreed = secret; },
                      [this](std::string_view word) { failures.emplace_back(word); }}};
};

TEST_F(Codes, AgreeWithThePhoneOnASecret) {
  link_code.ask("4915100000002");
  const Node hello = *wire.asked.at(0).child("link_code_companion_reg");
  EXPECT_EQ(hello.attribute("jid"), "4915100000002@s.whatsapp.net");
  EXPECT_EQ(hello.child("companion_platform_display")->data(), "Chrome (Linux)");
  wire.answers.at(0)(hello_answer());
  ASSERT_EQ(code.size(), 8u);

  // The phone: the code opens the companion's key.
  const auto companion =
      unwrap_with_code(code, hello.child("link_code_pairing_wrapped_companion_ephemeral_pub")->data());
  ASSERT_TRUE(companion);
  link_code.take(primary_hello("ref-1", wrap_with_code(code, phone_ephemeral.pub)));

  const Node finish = *wire.asked.at(1).child("link_code_companion_reg");
  EXPECT_EQ(finish.attribute("stage"), "companion_finish");
  EXPECT_EQ(finish.child("companion_identity_public")->data(), keys.identity.pub.raw());
  const std::string sealed = finish.child("link_code_pairing_wrapped_key_bundle")->data();
  const auto shared = agree(phone_ephemeral.secret, *companion);
  const auto key = hkdf<32>(shared->expose(), sealed.substr(0, 32), "link_code_pairing_key_bundle_encryption_key");
  std::string bundle;
  ASSERT_TRUE(AesGcm(key).open(*AesGcm::Nonce::from(sealed.substr(32, 12)), {}, sealed.substr(44), bundle));
  ASSERT_EQ(bundle.size(), 96u);
  EXPECT_EQ(bundle.substr(0, 32), keys.identity.pub.raw());
  EXPECT_EQ(bundle.substr(32, 32), primary.pub.raw());
  const auto both = agree(primary.secret, keys.identity.pub);
  const auto secret =
      hkdf<32>(std::string(shared->expose()) + std::string(both->expose()) + bundle.substr(64), "", "adv_secret");
  ASSERT_TRUE(agreed);
  EXPECT_EQ(agreed->expose(), secret.expose());
}

TEST_F(Codes, IgnoreAPhoneThatAnswersSomethingElse) {
  link_code.ask("4915100000002");
  link_code.take(primary_hello("", wrap_with_code("11111111", phone_ephemeral.pub)));
  wire.answers.at(0)(hello_answer());

  link_code.take(primary_hello("ref-2", wrap_with_code(code, phone_ephemeral.pub)));
  link_code.take(Node("notification"));

  EXPECT_FALSE(agreed);
  EXPECT_EQ(wire.asked.size(), 1u);
}

TEST_F(Codes, RefuseKeysThatAreNone) {
  link_code.ask("4915100000002");
  wire.answers.at(0)(hello_answer());

  link_code.take(primary_hello("ref-1", "short"));

  EXPECT_EQ(failures, std::vector<std::string>{"phone_sent_no_keys"});
  EXPECT_FALSE(agreed);
}

TEST_F(Codes, TellWhenTheServerGivesNone) {
  link_code.ask("4915100000002");

  wire.answers.at(0)({Answer::Kind::error, Node("iq")});

  EXPECT_EQ(failures, std::vector<std::string>{"no_code_for_this_number"});
  EXPECT_TRUE(code.empty());
}

TEST(LinkCodeText, HasNoCharactersThatLookAlike) {
  const std::string code = make_link_code();
  EXPECT_EQ(code.size(), 8u);
  EXPECT_EQ(code.find_first_not_of("123456789ABCDEFGHJKLMNPQRSTVWXYZ"), std::string::npos);
  EXPECT_NE(code, make_link_code());
}

}  // namespace
}  // namespace wagate::session_whatsapp
