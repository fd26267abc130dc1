#pragma once

#include <atomic>
#include <cstdint>
#include <string>

#include "kernel/bus/event_bus.h"
#include "kernel/bus/filter_chain.h"
#include "kernel/instances/instance_registry.h"
#include "kernel/route/audiences.h"
#include "kernel/route/envelope_writer.h"
#include "kernel/route/transports.h"
#include "wagate/abi/host.h"
#include "wagate/abi/metrics.h"
#include "wagate/log.h"

namespace wagate {

struct RouteCounters {
  std::atomic<std::uint64_t> delivered{0};    // events that reached at least one audience
  std::atomic<std::uint64_t> unheard{0};      // events that nobody listens to
  std::atomic<std::uint64_t> filtered{0};     // (event, audience) pairs that a delivery filter stopped
};

// Brings an event to its audiences: works out who could want it, asks the delivery filters once per
// audience, writes each different envelope once, and hands it to every transport that has members.
//
// An event whose audiences have no members ends before anything is written.
class EventRouter final : public EventSink {
 public:
  struct Options {
    bool global_events = false;  // the root channel gets events
    bool expose_tokens = false;  // envelopes carry the instance's token for those who may see it
    EnvelopeWriter::Options envelope;
    abi::Clock* clock = nullptr;         // with it:
    abi::Histogram* latency = nullptr;   // seconds from publish to the transports. Null: not measured
  };

  EventRouter(InstanceRegistry& registry, Audiences& audiences, Transports& transports, Logger log, Options options);

  FilterChain& delivery() { return delivery_; }
  const Options& options() const { return options_; }
  const RouteCounters& counters() const { return counters_; }

  // [ordered per instance]
  void deliver(const EventDraft& event) noexcept override;

 private:
  struct Plan;
  struct Text;
  struct Buffers;
  class LentBuffers;

  void consider(Plan& plan, const AudiencePtr& audience);
  void hand_over(const EventDraft& event, Plan& plan, Buffers& buffers);

  InstanceRegistry& registry_;
  Audiences& audiences_;
  Transports& transports_;
  const Logger log_;
  const Options options_;
  const EnvelopeWriter writer_;
  FilterChain delivery_;
  RouteCounters counters_;
};

}  // namespace wagate
