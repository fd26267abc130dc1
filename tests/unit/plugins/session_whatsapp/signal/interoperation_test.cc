// Our Signal against npm's libsignal: each reads what the other wrote.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "memory_store.h"
#include "oracle.h"
#include "signal/group_cipher.h"
#include "signal/session_cipher.h"
#include "wagate/base64.h"

namespace wagate::session_whatsapp {
namespace {

using nlohmann::json;

std::string from_base64(const json& text) { return base64::decode(text.get<std::string>()).value(); }

struct Letter {
  std::string plain;
  CipherKind kind;
  std::string body;
};

class Interoperation : public testing::Test {
 protected:
  static void SetUpTestSuite() { oracle_ = new Oracle(ORACLE_SCRIPT); }
  static void TearDownTestSuite() {
    delete oracle_;
    oracle_ = nullptr;
  }

  void SetUp() override { ask({{"op", "reset"}}); }

  json ask(const json& request) {
    json answer = oracle_->ask(request);
    EXPECT_FALSE(answer.contains("error")) << answer["error"];
    return answer;
  }

  SessionCipher cipher() { return SessionCipher(ours_, {"oracle", 0}); }

  void we_open() {
    const json told = ask({{"op", "bundle"}, {"prekey", 1}});
    PreKeyBundle bundle;
    bundle.registration_id = told["registration_id"];
    bundle.identity = *PublicKey::from_wire(from_base64(told["identity"]));
    bundle.signed_prekey_id = told["signed_id"];
    bundle.signed_prekey = *PublicKey::from_wire(from_base64(told["signed_key"]));
    bundle.signed_prekey_signature = *Signature::from(from_base64(told["signature"]));
    bundle.prekey = PreKeyBundle::OneTime{told["prekey_id"], *PublicKey::from_wire(from_base64(told["prekey"]))};
    ASSERT_EQ(cipher().open_session(bundle), SignalError::none);
  }

  void they_open(std::uint32_t prekey) {
    const PreKeyBundle bundle = ours_.bundle(prekey);
    ask({{"op", "open"},
         {"peer", "us"},
         {"bundle",
          {{"registration_id", bundle.registration_id},
           {"identity", base64::encode(bundle.identity.wire())},
           {"signed_id", bundle.signed_prekey_id},
           {"signed_key", base64::encode(bundle.signed_prekey.wire())},
           {"signature", base64::encode(bundle.signed_prekey_signature.view())},
           {"prekey_id", bundle.prekey->id},
           {"prekey", base64::encode(bundle.prekey->key.wire())}}}});
  }

  Letter we_write(std::string plain) {
    auto sealed = cipher().encrypt(plain);
    return {std::move(plain), sealed->kind, std::move(sealed->bytes)};
  }

  Letter they_write(std::string plain) {
    const json sealed = ask({{"op", "encrypt"}, {"peer", "us"}, {"plain", base64::encode(plain)}});
    return {std::move(plain), sealed["kind"] == "pkmsg" ? CipherKind::pkmsg : CipherKind::msg, from_base64(sealed["body"])};
  }

  void they_read(const Letter& letter) {
    const json answer = ask({{"op", "decrypt"},
                             {"peer", "us"},
                             {"kind", letter.kind == CipherKind::pkmsg ? "pkmsg" : "msg"},
                             {"body", base64::encode(letter.body)}});
    if (answer.contains("plain")) { EXPECT_EQ(from_base64(answer["plain"]), letter.plain); }
  }

  void we_read(const Letter& letter) {
    const OpenedMessage opened =
        letter.kind == CipherKind::pkmsg ? cipher().decrypt_opening(letter.body) : cipher().decrypt(letter.body);
    EXPECT_EQ(name_of(opened.error), name_of(SignalError::none));
    EXPECT_EQ(opened.plaintext.expose(), letter.plain);
  }

  static Oracle* oracle_;
  MemoryStore ours_;
};

Oracle* Interoperation::oracle_ = nullptr;

TEST_F(Interoperation, ASessionWeOpenCarriesMessagesBothWays) {
  we_open();

  const Letter first = we_write("first");
  EXPECT_EQ(first.kind, CipherKind::pkmsg);
  they_read(first);
  they_read(we_write("second, before any answer"));
  we_read(they_write("an answer"));
  const Letter after = we_write("after the answer");
  EXPECT_EQ(after.kind, CipherKind::msg);
  they_read(after);
  we_read(they_write("and back"));
}

TEST_F(Interoperation, ASessionTheyOpenCarriesMessagesBothWays) {
  they_open(2);

  const Letter first = they_write("first");
  EXPECT_EQ(first.kind, CipherKind::pkmsg);
  we_read(first);
  EXPECT_FALSE(ours_.prekeys.contains(2));
  we_read(they_write("a second pkmsg of the same session"));
  they_read(we_write("an answer"));
  we_read(they_write("after it"));
}

TEST_F(Interoperation, MessagesOutOfOrderAreReadOnBothSides) {
  they_open(1);
  we_read(they_write("hello"));
  they_read(we_write("hello"));
  std::mt19937 order(7);  // NOLINT: the same order every time

  for (int round = 0; round < 5; ++round) {
    std::vector<Letter> to_us;
    std::vector<Letter> to_them;
    for (int i = 0; i < 8; ++i) {
      to_us.push_back(they_write("to us " + std::to_string(i)));
      to_them.push_back(we_write(std::string(static_cast<std::size_t>(40 * i), 'x')));
    }
    std::shuffle(to_us.begin(), to_us.end(), order);
    std::shuffle(to_them.begin(), to_them.end(), order);
    for (int i = 0; i < 8; ++i) {
      we_read(to_us[static_cast<std::size_t>(i)]);
      they_read(to_them[static_cast<std::size_t>(i)]);
    }
  }
}

TEST_F(Interoperation, AMessageOfAnEarlierTurnIsStillRead) {
  they_open(1);
  we_read(they_write("hello"));
  const Letter late_for_us = they_write("late");
  const Letter late_for_them = we_write("late");
  for (int turn = 0; turn < 3; ++turn) {
    they_read(we_write("turn"));
    we_read(they_write("turn"));
  }

  we_read(late_for_us);
  they_read(late_for_them);
}

TEST_F(Interoperation, BothOpeningAtOnceIsNoTrouble) {
  they_open(1);
  we_open();
  const Letter theirs = they_write("from them");
  const Letter ours = we_write("from us");

  we_read(theirs);
  they_read(ours);
  for (int turn = 0; turn < 3; ++turn) {
    we_read(they_write("from them again"));
    they_read(we_write("from us again"));
  }
}

TEST_F(Interoperation, TheyReadOurGroupMessages) {
  GroupCipher ours(ours_, "group@g.us", {"us", 0});
  ask({{"op", "learn"}, {"group", "group@g.us"}, {"sender", "us"}, {"body", base64::encode(ours.distribution())}});
  std::vector<std::string> sealed;
  for (int i = 0; i < 4; ++i) sealed.push_back(ours.encrypt("message " + std::to_string(i)).value());

  for (const int i : {2, 0, 3, 1}) {
    const json answer = ask({{"op", "group_decrypt"},
                             {"group", "group@g.us"},
                             {"sender", "us"},
                             {"body", base64::encode(sealed[static_cast<std::size_t>(i)])}});
    EXPECT_EQ(from_base64(answer["plain"]), "message " + std::to_string(i));
  }
}

TEST_F(Interoperation, WeReadTheirGroupMessages) {
  GroupCipher theirs(ours_, "group@g.us", {"them", 0});
  const json told = ask({{"op", "distribution"}, {"group", "group@g.us"}, {"sender", "them"}});
  ASSERT_EQ(theirs.learn(from_base64(told["body"])), SignalError::none);
  std::vector<std::string> sealed;
  for (int i = 0; i < 4; ++i) {
    const json answer = ask({{"op", "group_encrypt"},
                             {"group", "group@g.us"},
                             {"sender", "them"},
                             {"plain", base64::encode("message " + std::to_string(i))}});
    sealed.push_back(from_base64(answer["body"]));
  }

  for (const int i : {2, 0, 3, 1}) {
    const OpenedMessage opened = theirs.decrypt(sealed[static_cast<std::size_t>(i)]);
    EXPECT_EQ(name_of(opened.error), name_of(SignalError::none));
    EXPECT_EQ(opened.plaintext.expose(), "message " + std::to_string(i));
  }
}

}  // namespace
}  // namespace wagate::session_whatsapp
