#include <gtest/gtest.h>

#include <thread>

#include "route_fixture.h"

// Publishers, joining and leaving clients, and instances that come and go, all at once.
namespace wagate {
namespace {

using test::RouteFixture;

class CountingTransport final : public abi::Transport {
 public:
  void deliver(const abi::Delivery& delivery) noexcept override {
    for (std::uint64_t i = 0; i < delivery.target_count; ++i)
      bytes.fetch_add(delivery.targets[i].envelope->document.json.size, std::memory_order_relaxed);
  }
  void emit(abi::ClientId, abi::StringRef, abi::StringRef, const abi::DocumentRef&) noexcept override {}
  void close_audience(abi::AudienceId, abi::StringRef) noexcept override { ++closed; }
  void close_client(abi::ClientId, abi::StringRef) noexcept override {}
  std::atomic<std::uint64_t> bytes{0};
  std::atomic<int> closed{0};
};

TEST(RouteStress, SurvivesPublishersClientsAndInstancesAtOnce) {
  RouteFixture f({.global_events = true, .expose_tokens = true, .envelope = {}}, {.allow_send_node = true, .expose_tokens = true});
  CountingTransport transport;
  f.transports.add("counting", transport, f.f.guard);
  std::atomic<bool> done{false};
  std::vector<std::thread> threads;

  for (int t = 0; t < 2; ++t) {
    threads.emplace_back([&, t] {
      const abi::InstanceKey key = f.f.get(t == 0 ? "shop-01" : "shop-02")->key;
      MessagesUpsert event;
      event.document = abi::StringRef("{\"n\":1}");
      abi::ErrorOut error;
      for (int n = 0; n < 3000; ++n) f.f.bus.bus.publish(f.f.bus.unit, f.f.bus.message_type, key, &event, sizeof(event), error);
      done = true;
    });
  }
  struct Connected final : abi::ConnectReply {
    explicit Connected(abi::ClientId& to) : out(to) {}
    void accepted(abi::ClientId client, std::uint32_t) noexcept override { out = client; }
    void refused(abi::StatusCode, abi::StringRef) noexcept override {}
    void release() noexcept override { delete this; }
    abi::ClientId& out;
  };
  struct Joined final : abi::JoinReply {
    void accepted(abi::AudienceId) noexcept override {}
    void refused(abi::StatusCode, abi::StringRef) noexcept override {}
    void release() noexcept override { delete this; }
  };
  for (int t = 0; t < 2; ++t) {
    threads.emplace_back([&, t] {
      while (!done.load()) {
        const abi::NameValue query[] = {{"apikey", t == 0 ? "global" : "TOKEN-1 TOKEN-2"}};
        abi::AuthRequest request;
        request.query = query;
        request.query_count = 1;
        abi::ClientId client = 0;
        f.hub.connect(transport, request, new Connected(client));
        for (const char* channel : {"/", "/shop-01", "/short-lived"}) {
          f.hub.join(client, channel, "", new Joined);
          f.hub.joined(client, channel);
        }
        abi::ClientCommand command;
        command.channel = "/";
        command.name = "sendNode";
        command.arguments = abi::DocumentRef(abi::StringRef("[{\"instanceId\":\"shop-01\",\"stanza\":{\"tag\":\"a\",\"attrs\":{}}}]"));
        f.hub.command(client, command, nullptr);
        f.hub.leave(client, "/shop-01");
        f.hub.disconnected(client, "done");
      }
    });
  }
  threads.emplace_back([&] {
    abi::ErrorOut error;
    while (!done.load()) {
      abi::CreateInstanceSpec spec;
      spec.name = "short-lived";
      spec.integration = "WHATSAPP-BAILEYS";
      f.f.control.create(spec, error);
      f.f.control.set_section("short-lived", "websocket", "{\"enabled\":true}", error);
      f.f.control.remove("short-lived", error);
    }
  });
  for (std::thread& thread : threads) thread.join();

  EXPECT_EQ(f.hub.clients_by_transport().at(0).second, 0u);
  EXPECT_TRUE(f.audiences.nobody());
}

}  // namespace
}  // namespace wagate
