#include "signal/group_cipher.h"

#include <gtest/gtest.h>

#include "memory_store.h"

namespace wagate::session_whatsapp {
namespace {

class GroupCipherTest : public testing::Test {
 protected:
  GroupCipher writer() { return GroupCipher(writer_, "group@g.us", {"writer", 0}); }
  GroupCipher reader() { return GroupCipher(reader_, "group@g.us", {"writer", 0}); }

  MemoryStore writer_;
  MemoryStore reader_;
};

TEST_F(GroupCipherTest, NothingIsWrittenOrReadBeforeTheKeyIsTold) {
  EXPECT_FALSE(writer().encrypt("text"));
  EXPECT_FALSE(writer().has_own_key());
  static_cast<void>(writer().distribution());
  EXPECT_TRUE(writer().has_own_key());

  EXPECT_EQ(reader().decrypt(*writer().encrypt("text")).error, SignalError::no_sender_key);
}

TEST_F(GroupCipherTest, ADeviceToldLaterReadsFromThenOn) {
  static_cast<void>(writer().distribution());
  const std::string before = *writer().encrypt("before");
  ASSERT_EQ(reader().learn(writer().distribution()), SignalError::none);
  const std::string after = *writer().encrypt("after");

  EXPECT_EQ(reader().decrypt(before).error, SignalError::duplicate);
  EXPECT_EQ(reader().decrypt(after).plaintext.expose(), "after");
}

TEST_F(GroupCipherTest, ToldASecondTimeNothingIsReadAgain) {
  const std::string told = writer().distribution();
  ASSERT_EQ(reader().learn(told), SignalError::none);
  const std::string sealed = *writer().encrypt("once");
  ASSERT_TRUE(reader().decrypt(sealed));

  ASSERT_EQ(reader().learn(told), SignalError::none);

  EXPECT_EQ(reader().decrypt(sealed).error, SignalError::duplicate);
  EXPECT_TRUE(reader().decrypt(*writer().encrypt("next")));
}

TEST_F(GroupCipherTest, ANewKeyHidesFromThoseWhoWereNotTold) {
  ASSERT_EQ(reader().learn(writer().distribution()), SignalError::none);
  const std::string late = *writer().encrypt("with the old key");
  writer().rotate();
  const std::string hidden = *writer().encrypt("with the new key");

  EXPECT_EQ(reader().decrypt(hidden).error, SignalError::no_sender_key);
  EXPECT_TRUE(reader().decrypt(late));
}

TEST_F(GroupCipherTest, FiveKeysOfOneSenderAreKept) {
  std::vector<std::string> sealed;
  for (int i = 0; i < 6; ++i) {
    writer().rotate();
    ASSERT_EQ(reader().learn(writer().distribution()), SignalError::none);
    sealed.push_back(*writer().encrypt("text"));
  }

  EXPECT_EQ(reader().decrypt(sealed[0]).error, SignalError::no_sender_key);
  EXPECT_TRUE(reader().decrypt(sealed[1]));
}

TEST_F(GroupCipherTest, OnlyTheSenderCanSign) {
  ASSERT_EQ(reader().learn(writer().distribution()), SignalError::none);
  std::string sealed = *writer().encrypt("text");
  auto forged = GroupMessage::read(sealed);
  const std::string resigned = forged->write(KeyPair::generate().secret);

  EXPECT_EQ(reader().decrypt(resigned).error, SignalError::bad_signature);
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    std::string broken = sealed;
    broken[i] = static_cast<char>(broken[i] ^ 0x10);
    EXPECT_FALSE(reader().decrypt(broken)) << "byte " << i;
  }
  EXPECT_TRUE(reader().decrypt(sealed));
}

TEST_F(GroupCipherTest, UpToTwoThousandMessagesMayBeSkipped) {
  ASSERT_EQ(reader().learn(writer().distribution()), SignalError::none);
  for (int i = 0; i < 2000; ++i) ASSERT_TRUE(writer().encrypt("lost"));
  const std::string last = *writer().encrypt("last");
  const std::string beyond = *writer().encrypt("beyond");

  EXPECT_EQ(reader().decrypt(beyond).error, SignalError::too_far_ahead);
  EXPECT_TRUE(reader().decrypt(last));
  EXPECT_TRUE(reader().decrypt(beyond));
}

TEST_F(GroupCipherTest, AnyOtherTextIsNoDistribution) {
  EXPECT_EQ(reader().learn(""), SignalError::malformed);
  EXPECT_EQ(reader().learn("3garbage"), SignalError::malformed);
  EXPECT_EQ(reader().learn(writer().distribution().substr(0, 20)), SignalError::malformed);
}

}  // namespace
}  // namespace wagate::session_whatsapp
