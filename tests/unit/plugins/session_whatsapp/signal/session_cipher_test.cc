#include "signal/session_cipher.h"

#include <gtest/gtest.h>

#include "memory_store.h"

namespace wagate::session_whatsapp {
namespace {

class SessionCipherTest : public testing::Test {
 protected:
  SessionCipher alice() { return SessionCipher(alice_, {"bob", 0}); }
  SessionCipher bob() { return SessionCipher(bob_, {"alice", 0}); }

  // Alice opened a session and Bob answered.
  void open() {
    ASSERT_EQ(alice().open_session(bob_.bundle(1)), SignalError::none);
    ASSERT_TRUE(bob().decrypt_opening(alice().encrypt("hello")->bytes));
    ASSERT_TRUE(alice().decrypt(bob().encrypt("hello")->bytes));
  }

  MemoryStore alice_;
  MemoryStore bob_;
};

TEST_F(SessionCipherTest, NothingIsEncryptedWithoutASession) {
  EXPECT_FALSE(alice().encrypt("text"));
  EXPECT_EQ(alice().decrypt("3not a message at all").error, SignalError::malformed);
}

TEST_F(SessionCipherTest, AMessageWithoutASessionIsReportedAsThat) {
  open();
  const auto sealed = alice().encrypt("text");
  bob_.sessions.clear();

  EXPECT_EQ(bob().decrypt(sealed->bytes).error, SignalError::no_session);
}

TEST_F(SessionCipherTest, OpensWithoutAOneTimePrekey) {
  ASSERT_EQ(alice().open_session(bob_.bundle(0)), SignalError::none);

  const OpenedMessage opened = bob().decrypt_opening(alice().encrypt("hello")->bytes);

  EXPECT_EQ(opened.plaintext.expose(), "hello");
  EXPECT_EQ(bob_.prekeys.size(), 3u);
}

TEST_F(SessionCipherTest, RefusesAPrekeyThatItsOwnerDidNotSign) {
  PreKeyBundle bundle = bob_.bundle(1);
  bundle.signed_prekey = KeyPair::generate().pub;

  EXPECT_EQ(alice().open_session(bundle), SignalError::bad_signature);
  EXPECT_FALSE(alice().has_session());
}

TEST_F(SessionCipherTest, TheSameMessageTwiceIsADuplicate) {
  open();
  const auto sealed = alice().encrypt("once");
  ASSERT_TRUE(bob().decrypt(sealed->bytes));

  EXPECT_EQ(bob().decrypt(sealed->bytes).error, SignalError::duplicate);
}

TEST_F(SessionCipherTest, TheSameOpeningMessageTwiceIsADuplicate) {
  ASSERT_EQ(alice().open_session(bob_.bundle(1)), SignalError::none);
  const auto sealed = alice().encrypt("once");
  ASSERT_TRUE(bob().decrypt_opening(sealed->bytes));

  EXPECT_EQ(bob().decrypt_opening(sealed->bytes).error, SignalError::duplicate);
}

TEST_F(SessionCipherTest, AnOpeningMessageWithAUsedPrekeyIsReported) {
  ASSERT_EQ(alice().open_session(bob_.bundle(1)), SignalError::none);
  const auto sealed = alice().encrypt("hello");
  bob_.prekeys.erase(1);

  EXPECT_EQ(bob().decrypt_opening(sealed->bytes).error, SignalError::missing_prekey);
  EXPECT_TRUE(bob_.sessions[SignalAddress("alice", 0)].empty());
}

TEST_F(SessionCipherTest, EveryChangedByteIsRefusedAndChangesNothing) {
  ASSERT_EQ(alice().open_session(bob_.bundle(1)), SignalError::none);
  const auto opening = alice().encrypt("hello");
  for (std::size_t i = 0; i < opening->bytes.size(); ++i) {
    std::string broken = opening->bytes;
    broken[i] = static_cast<char>(broken[i] ^ 0x10);
    // The registration id is not protected by the MAC, and the name of a field nobody reads neither.
    MemoryStore copy = bob_;
    SessionCipher cipher(copy, {"alice", 0});
    if (cipher.decrypt_opening(broken)) continue;
    EXPECT_TRUE(copy.prekeys.contains(1)) << "byte " << i;
    EXPECT_TRUE(copy.sessions[SignalAddress("alice", 0)].empty()) << "byte " << i;
  }
  ASSERT_TRUE(bob().decrypt_opening(opening->bytes));
  ASSERT_TRUE(alice().decrypt(bob().encrypt("hello")->bytes));

  const auto message = alice().encrypt("text");
  const std::string before(bob_.sessions[SignalAddress("alice", 0)].expose());
  for (std::size_t i = 0; i < message->bytes.size(); ++i) {
    std::string broken = message->bytes;
    broken[i] = static_cast<char>(broken[i] ^ 0x10);
    EXPECT_FALSE(bob().decrypt(broken)) << "byte " << i;
    EXPECT_FALSE(bob().decrypt(message->bytes.substr(0, i))) << "cut at " << i;
  }
  EXPECT_EQ(bob_.sessions[SignalAddress("alice", 0)].expose(), before);
  EXPECT_TRUE(bob().decrypt(message->bytes));
}

TEST_F(SessionCipherTest, UpToTwoThousandMessagesMayBeSkipped) {
  open();
  const auto first = alice().encrypt("first");
  for (int i = 0; i < 1999; ++i) ASSERT_TRUE(alice().encrypt("lost"));
  const auto last = alice().encrypt("last");
  const auto beyond = alice().encrypt("beyond");

  EXPECT_EQ(bob().decrypt(beyond->bytes).error, SignalError::too_far_ahead);
  EXPECT_TRUE(bob().decrypt(last->bytes));
  EXPECT_TRUE(bob().decrypt(first->bytes));
  EXPECT_TRUE(bob().decrypt(beyond->bytes));
}

TEST_F(SessionCipherTest, MessagesOfTheLastFiveTurnsAreStillRead) {
  open();
  std::vector<std::string> late;
  for (int turn = 0; turn < 7; ++turn) {
    late.push_back(alice().encrypt("late")->bytes);
    ASSERT_TRUE(bob().decrypt(alice().encrypt("turn")->bytes));
    ASSERT_TRUE(alice().decrypt(bob().encrypt("turn")->bytes));
  }

  EXPECT_FALSE(bob().decrypt(late[0]));
  EXPECT_TRUE(bob().decrypt(late[2]));
  EXPECT_TRUE(bob().decrypt(late[6]));
}

TEST_F(SessionCipherTest, AnOlderSessionIsReadAndBecomesTheOneInUse) {
  open();
  const auto late = alice().encrypt("in the old session");
  const std::string old_key = bob().current_base_key();
  ASSERT_EQ(alice().open_session(bob_.bundle(2)), SignalError::none);
  ASSERT_TRUE(bob().decrypt_opening(alice().encrypt("in the new one")->bytes));
  ASSERT_NE(bob().current_base_key(), old_key);

  EXPECT_TRUE(bob().decrypt(late->bytes));
  EXPECT_EQ(bob().current_base_key(), old_key);
}

TEST_F(SessionCipherTest, KeepsFortyOldSessions) {
  for (int i = 0; i < 50; ++i) ASSERT_EQ(alice().open_session(bob_.bundle(0)), SignalError::none);

  auto record = SessionRecord::read(alice_.sessions[SignalAddress("bob", 0)]);

  ASSERT_TRUE(record);
  EXPECT_EQ(record->states().size(), 1 + kMaxOldSessions);
}

TEST_F(SessionCipherTest, ANewIdentityReplacesTheOldSessionsAndIsTold) {
  open();
  const auto late = alice().encrypt("of the old identity");
  alice_.own = KeyPair::generate();
  alice_.sessions.clear();
  ASSERT_EQ(alice().open_session(bob_.bundle(2)), SignalError::none);

  const OpenedMessage opened = bob().decrypt_opening(alice().encrypt("of the new one")->bytes);

  EXPECT_TRUE(opened);
  EXPECT_TRUE(opened.identity_changed);
  EXPECT_EQ(bob_.identities.at(SignalAddress("alice", 0)), alice_.own.pub);
  EXPECT_FALSE(bob().decrypt(late->bytes));
}

TEST_F(SessionCipherTest, AForgedOpeningMessageDoesNotChangeTheIdentity) {
  open();
  MemoryStore mallory;
  SessionCipher forging(mallory, {"bob", 0});
  ASSERT_EQ(forging.open_session(bob_.bundle(2)), SignalError::none);
  auto forged = OpeningMessage::read(forging.encrypt("text")->bytes);
  forged->identity = KeyPair::generate().pub;  // not Mallory's own

  EXPECT_EQ(bob().decrypt_opening(forged->write()).error, SignalError::bad_mac);
  EXPECT_EQ(bob_.identities.at(SignalAddress("alice", 0)), alice_.own.pub);
  EXPECT_TRUE(bob_.prekeys.contains(2));
}

TEST_F(SessionCipherTest, KeysThatCannotBeAgreedWithAreRefused) {
  ASSERT_EQ(alice().open_session(bob_.bundle(1)), SignalError::none);
  auto opening = OpeningMessage::read(alice().encrypt("text")->bytes);
  opening->base_key = PublicKey();

  EXPECT_EQ(bob().decrypt_opening(opening->write()).error, SignalError::bad_key);
}

TEST_F(SessionCipherTest, ADamagedRecordCountsAsNone) {
  open();
  const std::string record(bob_.sessions[SignalAddress("alice", 0)].expose());

  for (std::size_t cut = 1; cut < record.size(); ++cut) {
    EXPECT_FALSE(SessionRecord::read(SecretBytes(record.substr(0, cut))));
  }
  EXPECT_FALSE(SessionRecord::read(SecretBytes(record + '\0')));
  EXPECT_FALSE(SessionRecord::read(SecretBytes(std::string(100, '\xFF'))));
}

}  // namespace
}  // namespace wagate::session_whatsapp
