// What an event costs before it reaches a transport: publish, filters, subscribers, routing, envelope.
// See CMakeLists.txt for how to build and run it.
#include <benchmark/benchmark.h>

#include <memory>
#include <string>
#include <vector>

#include "kernel/bus/event_box.h"
#include "kernel/bus/event_bus.h"
#include "kernel/core/clock.h"
#include "kernel/core/executor.h"
#include "kernel/core/timers.h"
#include "kernel/route/client_hub.h"
#include "kernel/route/command_router.h"
#include "kernel/route/event_router.h"
#include "wagate/events/all.h"

namespace wagate {
namespace {

class PassFilter final : public abi::EventFilter {
 public:
  abi::Verdict on_event(abi::EventEdit&) noexcept override { return abi::Verdict::pass; }
};

class NoSubscriber final : public abi::Subscriber {
 public:
  void on_event(const abi::EventView& event) noexcept override { benchmark::DoNotOptimize(event.facts); }
  void release() noexcept override { delete this; }
};

class NoTransport final : public abi::Transport {
 public:
  void deliver(const abi::Delivery& delivery) noexcept override { benchmark::DoNotOptimize(delivery.targets); }
  void emit(abi::ClientId, abi::StringRef, abi::StringRef, const abi::DocumentRef&) noexcept override {}
  void close_audience(abi::AudienceId, abi::StringRef) noexcept override {}
  void close_client(abi::ClientId, abi::StringRef) noexcept override {}
};

// A bus with a router behind it and one instance.
struct Pipeline {
  Pipeline()
      : executor(1), timers(clock, executor), bus(log, clock, timers, executor, {}), registry(log, clock),
        router(registry, audiences, transports, log, {.global_events = true, .expose_tokens = false, .envelope = {"https://wa.example.org"}}),
        guard("unit", log, clock) {
    bus.set_tap(&registry);
    bus.set_sink(&router);
    transports.add("transport", transport, guard);
    InstanceRecord record;
    record.name = "shop-01";
    record.id = "0f5b1a52-6c0e-4a27-9a3c-5a3a8de1d001";
    record.token = "token";
    key = registry.add(record)->key;
    bus.open_line(key, record.name, record.id);
    abi::ErrorOut error;
    bus.declare("provider", kEventType<MessagesUpsert>, &type, error);
    document = "{\"text\":\"" + std::string(1000, 'x') + "\"}";
    event.chat = "5511970000001@s.whatsapp.net";
    event.sender = event.chat;
    event.message_id = "3EB0C767D097E0E1";
    event.text = "hello";
    event.document = abi::StringRef(document);
  }
  ~Pipeline() {
    timers.stop();
    executor.stop();
  }
  void publish() {
    abi::ErrorOut* const error = &unused;
    bus.publish(unit, type, key, &event, sizeof(event), *error);
  }

  Logger log{nullptr};
  SystemClock clock;
  Executor executor;
  Timers timers;
  EventBus bus;
  InstanceRegistry registry;
  Audiences audiences;
  Transports transports;
  EventRouter router;
  UnitGuard guard;
  NoTransport transport;
  PassFilter filter;
  abi::InstanceKey key = 0;
  abi::EventTypeId type = 0;
  std::shared_ptr<const std::string> unit = std::make_shared<const std::string>("provider");
  std::string document;
  MessagesUpsert event;
  abi::ErrorOut unused;
};

// Nobody is connected.
void BM_UnheardEvent(benchmark::State& state) {
  Pipeline pipeline;
  for (auto _ : state) pipeline.publish();
}
BENCHMARK(BM_UnheardEvent);

// Somebody is connected, but listens to another instance.
void BM_UnheardEventAmongClients(benchmark::State& state) {
  Pipeline pipeline;
  pipeline.audiences.join_instance(77, "other", 0, 0);
  for (auto _ : state) pipeline.publish();
}
BENCHMARK(BM_UnheardEventAmongClients);

void BM_UnheardEventThroughFilters(benchmark::State& state) {
  Pipeline pipeline;
  for (std::int64_t i = 0; i < state.range(0); ++i)
    pipeline.bus.intake().add("filter", {&pipeline.filter, &pipeline.guard, OnError::pass, false});
  for (auto _ : state) pipeline.publish();
}
BENCHMARK(BM_UnheardEventThroughFilters)->Arg(1)->Arg(2)->Arg(8);

void BM_OneSubscriber(benchmark::State& state) {
  Pipeline pipeline;
  abi::Subscription* subscription = pipeline.bus.subscribe("unit", pipeline.type, new NoSubscriber);
  for (auto _ : state) pipeline.publish();
  subscription->release();
}
BENCHMARK(BM_OneSubscriber);

// One transport with members on "/" and on the instance; one envelope of 1 KB.
void BM_DeliveredEvent(benchmark::State& state) {
  Pipeline pipeline;
  pipeline.audiences.join_root(0, 0);
  pipeline.audiences.join_instance(pipeline.key, "shop-01", 0, 0);
  for (auto _ : state) pipeline.publish();
}
BENCHMARK(BM_DeliveredEvent);

// So many clients of the instance, each of which chose another chat, and the event is for none of them.
void BM_EventForChosenChats(benchmark::State& state) {
  Pipeline pipeline;
  for (std::int64_t i = 0; i < state.range(0); ++i) {
    Choice choice;
    choice.chats = {std::to_string(i) + "@s.whatsapp.net"};
    choice.text = std::to_string(i);
    pipeline.audiences.join_instance(pipeline.key, "shop-01", {0, std::make_shared<const Choice>(std::move(choice))}, 0);
  }
  for (auto _ : state) pipeline.publish();
}
BENCHMARK(BM_EventForChosenChats)->Arg(1)->Arg(10)->Arg(1000);

// The same, for clients that chose types of messages.
void BM_EventForChosenTypes(benchmark::State& state) {
  Pipeline pipeline;
  for (std::int64_t i = 0; i < state.range(0); ++i) {
    Choice choice;
    choice.types = {"type" + std::to_string(i)};
    choice.text = std::to_string(i);
    pipeline.audiences.join_instance(pipeline.key, "shop-01", {0, std::make_shared<const Choice>(std::move(choice))}, 0);
  }
  for (auto _ : state) pipeline.publish();
}
BENCHMARK(BM_EventForChosenTypes)->Arg(1)->Arg(1000);

void BM_Envelope(benchmark::State& state) {
  const EnvelopeWriter writer({.server_url = "https://wa.example.org"});
  const std::string document = "{\"text\":\"" + std::string(1000, 'x') + "\"}";
  abi::EventMeta meta;
  meta.instance_name = "shop-01";
  meta.sender = "5511960000009@s.whatsapp.net";
  meta.at_ms = 1'768'485'802'518;
  std::string out;
  for (auto _ : state) {
    ++meta.at_ms;
    writer.write(out, "messages.upsert", meta, document, "");
    benchmark::DoNotOptimize(out.data());
  }
}
BENCHMARK(BM_Envelope);

void BM_CopyOfAnEvent(benchmark::State& state) {
  Pipeline pipeline;
  for (auto _ : state) {
    const EventBox box = EventBox::copy(kEventType<MessagesUpsert>, &pipeline.event, sizeof(MessagesUpsert));
    benchmark::DoNotOptimize(box.facts());
  }
}
BENCHMARK(BM_CopyOfAnEvent);

}  // namespace
}  // namespace wagate

BENCHMARK_MAIN();
