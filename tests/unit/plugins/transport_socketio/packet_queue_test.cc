#include "engine/packet_queue.h"

#include <gtest/gtest.h>

namespace wagate::transport_socketio {
namespace {

OutgoingPacket packet(std::string text, bool droppable = false, bool binary = false, bool continues = false) {
  OutgoingPacket out;
  out.own = std::move(text);
  out.droppable = droppable;
  out.binary = binary;
  out.continues = continues;
  return out;
}

TEST(PacketQueue, WritesOnePayloadWithSeparatorsAndBase64) {
  PacketQueue queue;
  queue.push(packet("4a"));
  queue.push(packet("\x01\x02\x03\x04", false, true));
  queue.push(packet("", false, true));

  EXPECT_EQ(queue.take_payload(), "4a\x1e" "bAQIDBA==\x1e" "b");
  EXPECT_TRUE(queue.empty());
  EXPECT_EQ(queue.bytes(), 0u);
}

TEST(PacketQueue, DropsTheOldestEventsWithTheirAttachments) {
  PacketQueue queue;
  queue.push(packet("40{}"));
  queue.push(packet("451-[1]", true));
  queue.push(packet(std::string(1000, 'x'), true, true, true));
  queue.push(packet("42[2]", true));
  queue.push(packet("43[]"));

  EXPECT_EQ(queue.drop_oldest(900), 1u);
  EXPECT_EQ(queue.take_payload(), "40{}\x1e" "42[2]\x1e" "43[]");
}

TEST(PacketQueue, NeverDropsAnswers) {
  PacketQueue queue;
  queue.push(packet("40{}"));
  queue.push(packet("43[]"));

  EXPECT_EQ(queue.drop_oldest(0), 0u);
  EXPECT_EQ(queue.take_payload(), "40{}\x1e" "43[]");
}

}  // namespace
}  // namespace wagate::transport_socketio
