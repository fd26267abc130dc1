#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "test_server.h"

namespace wagate::http_server::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

// Publishes events of 16 KB, "<number> xxx...", until told to stop.
class Publisher {
 public:
  Publisher(TestServer& server, Peers& peers) : server_(server), peers_(peers) {}

  // As a transport would: to whoever is open at that moment.
  void publish(int count) {
    for (int i = 0; i < count; ++i) {
      server_.on_loop([&] {
        const std::string text = std::to_string(published_++) + " " + std::string(16384, 'x');
        const abi::StringRef part = text;
        abi::Frame* frame = server_.plugin->make_frame(&part, 1, false);
        server_.plugin->send_to_all(0, &frame, 1, peers_.open.data(), peers_.open.size());
        frame->release();
      });
    }
  }
  int published() const { return published_; }

 private:
  TestServer& server_;
  Peers& peers_;
  int published_ = 0;
};

class SlowConsumer : public ::testing::Test {
 protected:
  SlowConsumer() { options.max_queue_bytes = 200000; }

  RawClient open(int receive_buffer = 0) {
    RawClient client(server.port(), receive_buffer);
    EXPECT_TRUE(client.open_websocket("/ws"));
    EXPECT_TRUE(peers.journal.wait_for("open", ++opened));
    return client;
  }

  Peers peers;
  abi::WebSocketOptions options;
  std::size_t opened = 0;
  TestServer server;
};

TEST_F(SlowConsumer, IsDisconnectedAtTheLimitWhileTheOthersGetEverything) {
  server.serve_websocket("/ws", peers, options);
  RawClient slow = open(4096);
  RawClient quick = open();
  Publisher publisher(server, peers);

  int read = 0;
  while (peers.open.size() == 2 && publisher.published() < 5000) {
    publisher.publish(5);
    for (int i = 0; i < 5; ++i) ASSERT_THAT(quick.read_frame().payload, StartsWith(std::to_string(read++) + " "));
  }

  ASSERT_EQ(peers.open.size(), 1u) << "nobody was disconnected";
  EXPECT_THAT(peers.journal.entries().back(), StartsWith("close 4008 slow consumer: "));
  EXPECT_EQ(server.host.metrics().value("slow_consumers_total"), 1u);
  EXPECT_THAT(server.host.log().text(), HasSubstr("slow consumer disconnected"));
  publisher.publish(1);
  EXPECT_THAT(quick.read_frame().payload, StartsWith(std::to_string(read) + " "));
  // The slow one reads on: whole messages in order, then the reason.
  int expected = 0;
  ReceivedFrame frame;
  while ((frame = slow.read_frame()).opcode == kText)
    ASSERT_THAT(frame.payload, StartsWith(std::to_string(expected++) + " "));
  EXPECT_EQ(frame.close_code(), 4008);
  EXPECT_THAT(frame.payload, HasSubstr("bytes queued"));
}

TEST_F(SlowConsumer, IsDisconnectedWhenItsOldestMessageIsTooOld) {
  options.max_queue_bytes = 100000000;
  options.max_queue_age_ms = 5000;
  server.serve_websocket("/ws", peers, options);
  RawClient slow = open(4096);
  Publisher publisher(server, peers);
  publisher.publish(400);
  server.advance(4000);
  EXPECT_EQ(peers.open.size(), 1u);

  server.advance(1500);

  EXPECT_EQ(peers.open.size(), 0u);
  EXPECT_THAT(peers.journal.entries().back(), StartsWith("close 4008 slow consumer: "));
}

TEST_F(SlowConsumer, LosesTheOldestMessagesWhenThePolicySaysSo) {
  options.overflow = abi::OverflowPolicy::drop_oldest;
  server.serve_websocket("/ws", peers, options);
  RawClient slow = open(4096);
  Publisher publisher(server, peers);

  publisher.publish(1000);

  EXPECT_EQ(peers.open.size(), 1u);
  server.on_loop([&] { EXPECT_LE(peers.open[0]->buffered_bytes(), 200000u); });
  int last = -1, received = 0;
  while (last != 999) {
    const ReceivedFrame frame = slow.read_frame();
    ASSERT_EQ(frame.opcode, kText);
    const int number = std::stoi(frame.payload);
    ASSERT_GT(number, last) << "in order";
    last = number;
    ++received;
  }
  EXPECT_LT(received, 1000);
  EXPECT_EQ(server.host.metrics().value("dropped_messages_total") + static_cast<std::uint64_t>(received), 1000u);
}

TEST_F(SlowConsumer, IsNotWhoGetsABurstBeyondTheLimitAndReads) {
  server.serve_websocket("/ws", peers, options);
  RawClient client = open();
  const std::string text(150000, 'y');

  server.on_loop([&] {
    // One turn, twice the limit: the socket is asked before the client is blamed.
    for (int i = 0; i < 2; ++i) peers.open[0]->send_text(text);
  });

  EXPECT_EQ(client.read_frame().payload.size(), text.size());
}

TEST_F(SlowConsumer, MayGetOneMessageLargerThanTheLimit) {
  server.serve_websocket("/ws", peers, options);
  RawClient client = open();

  server.on_loop([&] { EXPECT_TRUE(peers.open[0]->send_text(std::string(1000000, 'y'))); });

  EXPECT_EQ(client.read_frame().payload.size(), 1000000u);
}

}  // namespace
}  // namespace wagate::http_server::testing
