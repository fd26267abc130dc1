#include "send_buffer.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <string>

namespace wagate::http_server {
namespace {

// A buffer and the two ends of a connection that holds little.
class SendBufferTest : public ::testing::Test {
 protected:
  SendBufferTest() {
    int ends[2];
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends), 0);
    ours = Socket(ends[0]);
    theirs = Socket(ends[1]);
  }

  std::string received() {
    std::string all;
    char piece[65536];
    for (;;) {
      const IoResult result = theirs.read(piece, sizeof(piece));
      if (result.status != IoStatus::done) return all;
      all.append(piece, result.size);
    }
  }

  Socket ours, theirs;
  SendBuffer buffer;
};

TEST_F(SendBufferTest, SendsInOrderWhateverTheSocketTakesAtATime) {
  std::string expected, got;
  for (int i = 0; i < 50; ++i) {
    const std::string piece = std::to_string(i) + std::string(100000, static_cast<char>('a' + i % 26));
    expected += piece;
    buffer.add(piece, i);
    buffer.flush(ours, nullptr, i);
    if (i % 3 == 0) got += received();
  }
  EXPECT_EQ(buffer.flush(ours, nullptr, 100), IoStatus::again);
  while (!buffer.empty()) {
    got += received();
    buffer.flush(ours, nullptr, 100);
  }
  got += received();

  EXPECT_TRUE(got == expected);
}

TEST_F(SendBufferTest, KnowsWhenTheSocketLastTookSomething) {
  buffer.add("x", 5);
  EXPECT_EQ(buffer.progress_ms(), 5) << "until then there was nothing to take";
  buffer.add("y", 6);
  EXPECT_EQ(buffer.progress_ms(), 5);

  EXPECT_EQ(buffer.flush(ours, nullptr, 7), IoStatus::done);
  EXPECT_EQ(buffer.progress_ms(), 7);
  EXPECT_EQ(received(), "xy");
}

TEST_F(SendBufferTest, GivesUpWhatIsUnsent) {
  buffer.add(std::string(4000000, 'x'), 0);
  ASSERT_EQ(buffer.flush(ours, nullptr, 0), IoStatus::again);
  const std::size_t sent = received().size();

  EXPECT_EQ(buffer.take().size(), 4000000 - sent);
  EXPECT_TRUE(buffer.empty());
}

TEST_F(SendBufferTest, SaysThatTheConnectionIsBroken) {
  theirs.close();
  buffer.add("x", 0);

  EXPECT_EQ(buffer.flush(ours, nullptr, 0), IoStatus::broken);
}

}  // namespace
}  // namespace wagate::http_server
