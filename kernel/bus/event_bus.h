#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "kernel/bus/event_draft.h"
#include "kernel/bus/event_types.h"
#include "kernel/bus/filter_chain.h"
#include "wagate/abi/bus.h"
#include "wagate/abi/host.h"
#include "wagate/log.h"

namespace wagate {

struct InstanceLine;
class HeldFlight;
struct BoxedEvent;

// Sees every event before the filters do, in order per instance. The instance registry follows the
// state of connections with it, so that no filter can falsify it.
class EventTap {
 public:
  virtual void on_publish(const abi::EventView& event) noexcept = 0;

 protected:
  ~EventTap() = default;
};

// Gets every event that passed the filters, after the subscribers, in order per instance: the
// router.
class EventSink {
 public:
  virtual void deliver(const EventDraft& event) noexcept = 0;

 protected:
  ~EventSink() = default;
};

// Figures since the start, for metrics.
struct BusCounters {
  std::atomic<std::uint64_t> published{0};
  std::atomic<std::uint64_t> dropped{0};
  std::atomic<std::uint64_t> denied{0};
  std::atomic<std::uint64_t> held{0};
  std::atomic<std::uint64_t> refused_full{0};  // publishes refused because a line was full
};

// Carries events from publishers to the intake filters, the subscribers and the router, in order per
// instance. abi::Bus says what publishers and subscribers may rely on.
//
// Every instance has a line. The publishing thread runs the event itself when the line is empty;
// otherwise the event is copied and joins the line, and whoever is running it goes on with it. So no
// lock is held while a plugin's code runs, and a publish from inside a handler never recurses into
// its own instance. A held event stops its own line only.
//
//   EventBus bus(log, clock, timers, executor, {});
//   bus.set_tap(&registry);
//   bus.set_sink(&router);
//   bus.open_line(key, "shop-01", id);
//   EventBus::Facade facade = bus.facade("session_simulator");  // what the unit gets
//
// Every member may be called from any thread unless it says otherwise. Units are stopped and
// released before the bus goes.
class EventBus {
 public:
  struct Options {
    std::size_t max_line_bytes = 64u << 20;  // waiting in one instance's line
    std::int64_t hold_deadline_ms = 5'000;   // then on_error decides for a held event
  };

  static constexpr int kMaxNestedPublish = 8;

  EventBus(Logger log, abi::Clock& clock, abi::Timers& timers, abi::Executor& executor, Options options);
  EventBus(const EventBus&) = delete;
  EventBus& operator=(const EventBus&) = delete;
  ~EventBus();

  // Before the first publish. Null is allowed.
  void set_tap(EventTap* tap) { tap_ = tap; }
  void set_sink(EventSink* sink) { sink_ = sink; }

  // wagate.host.bus/1 of one unit. The bus outlives it.
  struct FacadeDeleter {
    void operator()(abi::Bus* bus) const noexcept;
  };
  using Facade = std::unique_ptr<abi::Bus, FacadeDeleter>;
  Facade facade(std::string unit);

  FilterChain& intake() { return intake_; }

  // Ends what the unit left behind: its filters and subscriptions. Waits for running calls, so not from
  // inside a handler. Returns the number of leaked subscriptions.
  std::size_t remove_unit(std::string_view unit);

  // Publishes for an instance are accepted from now on. Keys are never reused.
  void open_line(abi::InstanceKey key, std::string name, std::string id);

  // What events of the instance carry as `sender` from the next one on.
  void set_sender(abi::InstanceKey key, std::string jid);

  // Refuses later publishes; what waits in the line still runs. Then `after` is called, once, by
  // whoever ran the last event (before this returns when nothing waits).
  void close_line(abi::InstanceKey key, std::function<void()> after);

  // See abi::Bus.
  abi::StatusCode declare(const std::string& unit, const abi::EventType& type, abi::EventTypeId* number,
                          abi::ErrorOut& error);
  abi::StatusCode publish(const std::shared_ptr<const std::string>& unit, abi::EventTypeId type, abi::InstanceKey instance,
                          const void* facts, std::uint64_t facts_size, abi::ErrorOut& error);
  abi::Subscription* subscribe(const std::string& unit, abi::EventTypeId type, abi::Subscriber* subscriber);

  // Whether a type of event with this wire name has been declared.
  bool knows_wire(std::string_view wire);

  const BusCounters& counters() const { return counters_; }

 private:
  friend class HeldFlight;

  // How far an event came on this thread.
  enum class Ran { done, parked };

  // What the publisher is told.
  struct Outcome {
    abi::StatusCode code = abi::StatusCode::ok;
    std::string sentence;
  };

  // One event being worked on. The metadata of the draft borrows from the line and the two texts.
  struct Flight {
    const std::shared_ptr<InstanceLine>& line;  // null for an event without an instance
    BusType& type;
    EventDraft draft;
    std::shared_ptr<const std::string> publisher;
    std::shared_ptr<const std::string> sender;
  };
  class IntakeEdit;

  static constexpr std::size_t kShards = 32;
  struct Shard {
    std::mutex mutex;
    std::unordered_map<abi::InstanceKey, std::shared_ptr<InstanceLine>> lines;  // guarded by mutex
  };

  Shard& shard_of(abi::InstanceKey key) { return shards_[key % kShards]; }
  std::shared_ptr<InstanceLine> find_line(abi::InstanceKey key);

  Outcome publish_alone(const std::shared_ptr<const std::string>& unit, BusType& type, const void* facts,
                        std::uint64_t facts_size);
  Outcome publish_in_line(const std::shared_ptr<InstanceLine>& line, const std::shared_ptr<const std::string>& unit,
                          BusType& type, const void* facts, std::uint64_t facts_size);

  // Tap, filters, subscribers, sink.
  Ran run(Flight& flight, Outcome& outcome);

  // The filters from number `first` on, and what follows them.
  Ran filter(FilterChain::List::Visit& filters, std::size_t first, Flight& flight, Outcome& outcome);
  Ran continue_held(const std::shared_ptr<HeldFlight>& held, Outcome& outcome);
  void finish(Flight& flight);

  // Applies a verdict other than hold. True when the event goes on.
  bool settle(const std::string& unit, abi::Verdict verdict, bool failed, const std::string& code,
              const std::string& sentence, const EventDraft& draft, Outcome& outcome);

  // Runs what waits in a busy line until it is empty or an event is held.
  void drain(const std::shared_ptr<InstanceLine>& line);
  void drain_later(std::shared_ptr<InstanceLine> line);
  Ran run_boxed(const std::shared_ptr<InstanceLine>& line, const BoxedEvent& event,
                std::shared_ptr<const std::string> sender);

  // A held event was decided: it goes on, and its line after it.
  void resume(std::shared_ptr<HeldFlight> held);

  const Logger log_;
  abi::Clock& clock_;
  abi::Timers& timers_;
  abi::Executor& executor_;
  const Options options_;
  EventTap* tap_ = nullptr;
  EventSink* sink_ = nullptr;

  EventTypes types_;
  FilterChain intake_;
  std::array<Shard, kShards> shards_;
  std::atomic<std::uint64_t> last_event_id_{0};
  BusCounters counters_;
};

}  // namespace wagate
