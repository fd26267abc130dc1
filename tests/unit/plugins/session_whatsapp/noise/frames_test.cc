#include "noise/frames.h"

#include <gtest/gtest.h>

#include <vector>

#include "noise/transport_cipher.h"
#include "crypto/random.h"

namespace wagate::session_whatsapp {
namespace {

std::vector<std::string> all_frames(FrameReader& reader) {
  std::vector<std::string> out;
  while (auto frame = reader.next()) out.push_back(*frame);
  return out;
}

TEST(Frames, ComeBackHoweverTheStreamIsCut) {
  const std::vector<std::string> sent = {"first", "", std::string(300, 'x'), "last"};
  std::string stream;
  for (const std::string& frame : sent) append_frame(stream, frame);

  for (std::size_t cut = 0; cut <= stream.size(); ++cut) {
    FrameReader reader;
    reader.append(std::string_view(stream).substr(0, cut));
    std::vector<std::string> received = all_frames(reader);
    reader.append(std::string_view(stream).substr(cut));
    for (std::string& frame : all_frames(reader)) received.push_back(std::move(frame));

    EXPECT_EQ(received, sent) << "cut at " << cut;
    EXPECT_FALSE(reader.is_broken());
  }
}

TEST(Frames, ComeBackByteByByte) {
  std::string stream;
  append_frame(stream, "first");
  append_frame(stream, "second");
  FrameReader reader;

  std::vector<std::string> received;
  for (const char byte : stream) {
    reader.append({&byte, 1});
    while (auto frame = reader.next()) received.push_back(*frame);
  }

  EXPECT_EQ(received, (std::vector<std::string>{"first", "second"}));
}

TEST(Frames, BreakAtALengthBeyondTheLimit) {
  std::string stream;
  append_frame(stream, std::string(100, 'x'));
  append_frame(stream, std::string(101, 'x'));
  append_frame(stream, "never read");
  FrameReader reader(100);
  reader.append(stream);

  EXPECT_EQ(all_frames(reader).size(), 1u);
  EXPECT_TRUE(reader.is_broken());
  reader.append(stream);
  EXPECT_FALSE(reader.next());
}

TEST(Frames, BeginWithHeaderAndRoutingInfo) {
  EXPECT_EQ(connection_prologue(""), std::string("WA\x06\x03", 4));
  EXPECT_EQ(connection_prologue("abc"), std::string("ED\x00\x01\x00\x00\x03" "abcWA\x06\x03", 14));
}

TEST(TransportCipher, OpensFramesInTheirOrderOnly) {
  const auto key = random_secret<32>();
  TransportCipher sending(key);
  const std::string first = *sending.seal("first");
  const std::string second = *sending.seal("second");

  TransportCipher receiving(key);

  EXPECT_FALSE(receiving.open(second));
  EXPECT_EQ(receiving.open(first), "first");
  EXPECT_FALSE(receiving.open(first));
  EXPECT_EQ(receiving.open(second), "second");
  EXPECT_FALSE(receiving.open(""));
}

TEST(TransportCipher, CountsInTheLastFourBytesOfTheNonce) {
  EXPECT_EQ(noise_nonce(0x01020304).view(), std::string_view("\0\0\0\0\0\0\0\0\x01\x02\x03\x04", 12));
}

}  // namespace
}  // namespace wagate::session_whatsapp
