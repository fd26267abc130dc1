#include "kernel/bus/event_bus.h"

#include <utility>

#include "kernel/bus/event_box.h"
#include "kernel/bus/held_flight.h"
#include "kernel/bus/instance_line.h"
#include "wagate/events/catalog.h"
#include "wagate/task.h"

namespace wagate {

namespace {

using abi::StatusCode;
using abi::Verdict;

// A publisher that runs a line is given back to its own work after so many events of others.
constexpr std::size_t kMaxEventsPerDrain = 1024;

// Events that say what became of a connection or an instance. A full line takes them all the same:
// they are few and small, and the registry would be wrong for ever about one that was refused.
constexpr std::uint64_t bit(CatalogEvent event) { return std::uint64_t{1} << static_cast<std::uint32_t>(event); }
constexpr std::uint64_t kNeverRefused = bit(CatalogEvent::connection_update) | bit(CatalogEvent::qrcode_updated) |
                                        bit(CatalogEvent::status_instance) | bit(CatalogEvent::logout_instance) |
                                        bit(CatalogEvent::instance_create) | bit(CatalogEvent::instance_delete) |
                                        bit(CatalogEvent::remove_instance);

bool may_be_refused(const abi::EventType& type) {
  return type.catalog_index >= kCatalogSize || !(kNeverRefused >> type.catalog_index & 1);
}

// How many events this thread is inside of, one within the other.
thread_local constinit int nested_publishes = 0;

class NestingScope {
 public:
  NestingScope() { ++nested_publishes; }
  NestingScope(const NestingScope&) = delete;
  NestingScope& operator=(const NestingScope&) = delete;
  ~NestingScope() { --nested_publishes; }

 private:
  HandlerScope handler_;
};

class UnitBus final : public abi::Bus {
 public:
  UnitBus(EventBus& bus, std::string unit) : bus_(bus), unit_(std::make_shared<const std::string>(std::move(unit))) {}

  StatusCode declare(const abi::EventType& type, abi::EventTypeId* number, abi::ErrorOut& error) noexcept override {
    return bus_.declare(*unit_, type, number, error);
  }
  StatusCode publish(abi::EventTypeId type, abi::InstanceKey instance, const void* facts, std::uint64_t facts_size,
                     abi::ErrorOut& error) noexcept override {
    return bus_.publish(unit_, type, instance, facts, facts_size, error);
  }
  abi::Subscription* subscribe(abi::EventTypeId type, abi::Subscriber* subscriber) noexcept override {
    return bus_.subscribe(*unit_, type, subscriber);
  }

 private:
  EventBus& bus_;
  std::shared_ptr<const std::string> unit_;
};

abi::EventMeta metadata(const InstanceLine* line, const std::string& publisher, const std::string* sender,
                        std::uint64_t event_id, std::uint64_t sequence, std::int64_t at_ms) {
  abi::EventMeta meta;
  meta.event_id = event_id;
  meta.sequence = sequence;
  meta.at_ms = at_ms;
  meta.publisher = publisher;
  if (line) {
    meta.instance = line->key;
    meta.instance_name = line->name;
    meta.instance_id = line->id;
  }
  if (sender) meta.sender = *sender;
  return meta;
}

}  // namespace

// What an intake filter sees: the event on its way, or, once it asked for a ticket, the held copy.
class EventBus::IntakeEdit final : public abi::EventEdit {
 public:
  // `direct` is on the flight's draft and may have served the filters before.
  IntakeEdit(EventBus& bus, Flight& flight, DraftEdit& direct, const FilterChain::List::EntryPtr& filter, std::size_t index)
      : bus_(bus), flight_(flight), direct_(direct), filter_(filter), index_(index) {
    direct_.forget_denial();
  }

  const abi::EventView& view() noexcept override { return target().view(); }
  const abi::AudienceInfo* audience() noexcept override { return nullptr; }
  StatusCode set_document(const abi::DocumentRef& document, abi::ErrorOut& error) noexcept override {
    return target().set_document(document, error);
  }
  StatusCode set_text(abi::StringRef field, abi::StringRef value, abi::ErrorOut& error) noexcept override {
    return target().set_text(field, value, error);
  }
  StatusCode set_integer(abi::StringRef field, std::int64_t value, abi::ErrorOut& error) noexcept override {
    return target().set_integer(field, value, error);
  }
  void deny(abi::StringRef code, abi::StringRef sentence) noexcept override { target().deny(code, sentence); }

  abi::HeldEvent* hold() noexcept override {
    if (!filter_->value.may_hold || held_) return nullptr;
    EventDraft copy = flight_.draft.detached();
    if (flight_.publisher) copy.keep(flight_.publisher);
    if (flight_.sender) copy.keep(flight_.sender);
    held_ = std::make_shared<HeldFlight>(bus_, flight_.line, flight_.type, std::move(copy), filter_, index_);
    holding_ = true;
    return HeldFlight::make_ticket(held_);
  }

  const std::shared_ptr<HeldFlight>& held() const { return held_; }
  const bool& holding() const { return holding_; }
  const DraftEdit& direct() const { return direct_; }

 private:
  abi::EventEdit& target() {
    if (held_) return held_->edit();
    return direct_;
  }

  EventBus& bus_;
  Flight& flight_;
  DraftEdit& direct_;
  const FilterChain::List::EntryPtr& filter_;
  const std::size_t index_;
  std::shared_ptr<HeldFlight> held_;
  bool holding_ = false;
};

EventBus::EventBus(Logger log, abi::Clock& clock, abi::Timers& timers, abi::Executor& executor, Options options)
    : log_(log), clock_(clock), timers_(timers), executor_(executor), options_(options) {}

EventBus::~EventBus() = default;

std::unique_ptr<abi::Bus, EventBus::FacadeDeleter> EventBus::facade(std::string unit) {
  return std::unique_ptr<abi::Bus, FacadeDeleter>(new UnitBus(*this, std::move(unit)));
}

void EventBus::FacadeDeleter::operator()(abi::Bus* bus) const noexcept { delete static_cast<UnitBus*>(bus); }

std::size_t EventBus::remove_unit(std::string_view unit) {
  intake_.remove_unit(unit);
  std::size_t leaked = 0;
  types_.each([&](BusType& type) { leaked += type.topic.remove_unit(unit); });
  if (leaked > 0) log_.warn("unit left subscriptions behind", {{"unit", unit}, {"subscriptions", leaked}});
  return leaked;
}

void EventBus::open_line(abi::InstanceKey key, std::string name, std::string id) {
  Shard& shard = shard_of(key);
  auto line = std::make_shared<InstanceLine>(key, std::move(name), std::move(id));
  std::lock_guard lock(shard.mutex);
  shard.lines[key] = std::move(line);
}

std::shared_ptr<InstanceLine> EventBus::find_line(abi::InstanceKey key) {
  Shard& shard = shard_of(key);
  std::lock_guard lock(shard.mutex);
  const auto found = shard.lines.find(key);
  return found == shard.lines.end() ? nullptr : found->second;
}

void EventBus::set_sender(abi::InstanceKey key, std::string jid) {
  const auto line = find_line(key);
  if (!line) return;
  auto text = jid.empty() ? nullptr : std::make_shared<const std::string>(std::move(jid));
  std::lock_guard lock(line->mutex);
  line->sender = std::move(text);
  line->sender_version.fetch_add(1, std::memory_order_relaxed);
}

void EventBus::close_line(abi::InstanceKey key, std::function<void()> after) {
  std::shared_ptr<InstanceLine> line;
  {
    Shard& shard = shard_of(key);
    std::lock_guard lock(shard.mutex);
    if (auto node = shard.lines.extract(key)) line = std::move(node.mapped());
  }
  if (line) {
    std::lock_guard lock(line->mutex);
    line->closed = true;
    if (line->busy) {
      line->after_close = std::move(after);
      return;
    }
  }
  if (after) after();
}

bool EventBus::knows_wire(std::string_view wire) {
  bool known = false;
  types_.each([&](BusType& type) { known = known || wire == type.type.load(std::memory_order_acquire)->wire; });
  return known;
}

StatusCode EventBus::declare(const std::string& unit, const abi::EventType& type, abi::EventTypeId* number,
                             abi::ErrorOut& error) {
  return types_.declare(unit, type, number, error);
}

abi::Subscription* EventBus::subscribe(const std::string& unit, abi::EventTypeId type, abi::Subscriber* subscriber) {
  BusType* found = types_.find(type);
  if (!found) {
    subscriber->release();
    return nullptr;
  }
  return found->topic.subscribe(unit, subscriber);
}

StatusCode EventBus::publish(const std::shared_ptr<const std::string>& unit, abi::EventTypeId number,
                             abi::InstanceKey instance, const void* facts, std::uint64_t facts_size,
                             abi::ErrorOut& error) {
  BusType* type = types_.find(number);
  if (!type) return abi::fail(error, StatusCode::invalid_argument, "the type of the event was never declared");
  if (!facts) return abi::fail(error, StatusCode::invalid_argument, "the event has no facts");

  Outcome outcome;
  if (instance == 0) {
    outcome = publish_alone(unit, *type, facts, facts_size);
  } else if (const auto line = find_line(instance)) {
    outcome = publish_in_line(line, unit, *type, facts, facts_size);
  } else {
    outcome = {StatusCode::not_found, "the instance does not exist, or was deleted"};
  }
  if (outcome.code != StatusCode::ok) error.set(outcome.sentence);
  return outcome.code;
}

EventBus::Outcome EventBus::publish_alone(const std::shared_ptr<const std::string>& unit, BusType& type,
                                          const void* facts, std::uint64_t facts_size) {
  static const std::shared_ptr<InstanceLine> kNoLine;
  const abi::EventType& version = *type.type.load(std::memory_order_acquire);
  const std::uint64_t event_id = last_event_id_.fetch_add(1, std::memory_order_relaxed) + 1;
  const std::int64_t at_ms = clock_.unix_ms();

  if (nested_publishes >= kMaxNestedPublish) {
    log_.warn("queued an event that was published too deep inside of handlers",
              {{"event", version.id}, {"publisher", *unit}, {"depth", nested_publishes}});
    EventBox box = EventBox::copy(version, facts, facts_size);
    executor_.post(make_task([this, unit, &type, &version, box = std::move(box), event_id, at_ms] {
      Flight flight{kNoLine, type, EventDraft(version, box.facts(), metadata(nullptr, *unit, nullptr, event_id, 0, at_ms)),
                    unit, nullptr};
      Outcome ignored;
      run(flight, ignored);
    }));
    return {};
  }

  Flight flight{kNoLine, type, EventDraft(version, facts, metadata(nullptr, *unit, nullptr, event_id, 0, at_ms)), unit,
                nullptr};
  if (facts_size < version.facts_size) {
    const EventBox box = EventBox::copy(version, facts, facts_size);
    flight.draft.rebase(box.facts(), box.block());
  }
  Outcome outcome;
  run(flight, outcome);
  return outcome;
}

EventBus::Outcome EventBus::publish_in_line(const std::shared_ptr<InstanceLine>& line,
                                            const std::shared_ptr<const std::string>& unit, BusType& type,
                                            const void* facts, std::uint64_t facts_size) {
  const abi::EventType& version = *type.type.load(std::memory_order_acquire);
  const bool too_deep = nested_publishes >= kMaxNestedPublish;
  const Outcome gone{StatusCode::not_found, "the instance was deleted"};

  std::unique_lock lock(line->mutex);
  if (line->closed) return gone;
  if (!line->busy && !too_deep) {
    line->busy = true;
    const std::uint64_t sequence = ++line->last_sequence;
    std::shared_ptr<const std::string> sender = line->sender;
    const std::uint64_t event_id = last_event_id_.fetch_add(1, std::memory_order_relaxed) + 1;
    lock.unlock();

    const std::string* jid = sender.get();
    Flight flight{line, type,
                  EventDraft(version, facts, metadata(line.get(), *unit, jid, event_id, sequence, clock_.unix_ms())),
                  unit, std::move(sender)};
    if (facts_size < version.facts_size) {
      const EventBox box = EventBox::copy(version, facts, facts_size);
      flight.draft.rebase(box.facts(), box.block());
    }
    Outcome outcome;
    if (run(flight, outcome) == Ran::done) drain(line);
    return outcome;
  }

  // Somebody else is working on this instance, or this thread is, further up: the event waits.
  lock.unlock();
  BoxedEvent boxed;
  boxed.type = &type;
  boxed.version = &version;
  boxed.box = EventBox::copy(version, facts, facts_size);
  boxed.publisher = unit;
  boxed.at_ms = clock_.unix_ms();
  lock.lock();
  if (line->closed) return gone;
  if (line->waiting_bytes + boxed.box.bytes() > options_.max_line_bytes && may_be_refused(version)) {
    const std::size_t waiting = line->waiting.size();
    lock.unlock();
    const std::uint64_t refused = counters_.refused_full.fetch_add(1, std::memory_order_relaxed) + 1;
    if ((refused & (refused - 1)) == 0) {  // the first, second, fourth ... time
      log_.warn("refused an event, the line of the instance is full",
                {{"instance", line->name}, {"event", version.id}, {"publisher", *unit}, {"waiting", waiting},
                 {"refused", refused}});
    }
    return {StatusCode::resource_exhausted, "the line of instance \"" + line->name + "\" is full (" +
                                                std::to_string(options_.max_line_bytes) +
                                                " bytes wait); slow down and publish it again"};
  }
  boxed.sequence = ++line->last_sequence;
  boxed.event_id = last_event_id_.fetch_add(1, std::memory_order_relaxed) + 1;
  line->waiting_bytes += boxed.box.bytes();
  line->waiting.push_back(std::move(boxed));
  const bool idle = !std::exchange(line->busy, true);
  lock.unlock();
  if (idle) {
    if (too_deep) {
      drain_later(line);
    } else {
      drain(line);
    }
  }
  return {};
}

EventBus::Ran EventBus::run(Flight& flight, Outcome& outcome) {
  NestingScope nesting;
  counters_.published.fetch_add(1, std::memory_order_relaxed);

  if (tap_) {
    InstanceLine* line = flight.line.get();
    const std::uint32_t before = line ? line->sender_version.load(std::memory_order_relaxed) : 0;
    tap_->on_publish(flight.draft.view());
    if (line && line->sender_version.load(std::memory_order_relaxed) != before) {
      // The event that tells who the account is carries it already.
      std::lock_guard lock(line->mutex);
      flight.sender = line->sender;
      flight.draft.meta.sender = flight.sender ? abi::StringRef(*flight.sender) : abi::StringRef();
    }
  }

  if (intake_.empty()) {
    finish(flight);
    return Ran::done;
  }
  auto filters = intake_.visit();
  return filter(filters, 0, flight, outcome);
}

EventBus::Ran EventBus::filter(FilterChain::List::Visit& filters, std::size_t first, Flight& flight, Outcome& outcome) {
  DraftEdit direct(flight.draft);
  for (std::size_t i = first; i < filters.size(); ++i) {
    const FilterChain::List::EntryPtr& entry = filters.at(i);
    if (!entry->active()) continue;
    IntakeEdit edit(*this, flight, direct, entry, i);
    bool failed = false;
    const Verdict verdict = ask(entry->value, edit, edit.holding(), failed);
    if (verdict == Verdict::hold) {
      counters_.held.fetch_add(1, std::memory_order_relaxed);
      const std::shared_ptr<HeldFlight> held = edit.held();
      return held->park() ? continue_held(held, outcome) : Ran::parked;
    }
    if (edit.held()) edit.held()->abandon();
    if (verdict == Verdict::pass) continue;
    settle(entry->unit, verdict, failed, edit.direct().deny_code(), edit.direct().deny_sentence(), flight.draft, outcome);
    return Ran::done;
  }
  finish(flight);
  return Ran::done;
}

EventBus::Ran EventBus::continue_held(const std::shared_ptr<HeldFlight>& held, Outcome& outcome) {
  const HeldFlight::Decision decision = held->decision();
  Flight flight{held->line(), held->type(), held->draft(), nullptr, nullptr};
  if (!settle(held->filter()->unit, decision.verdict, decision.failed, decision.code, decision.sentence, flight.draft,
              outcome)) {
    return Ran::done;
  }
  auto filters = intake_.visit();
  // The chain may have changed in the meantime: go on behind the filter that held the event, or,
  // when it is gone, where it was.
  std::size_t next = held->index();
  for (std::size_t i = 0; i < filters.size(); ++i) {
    if (filters.at(i) == held->filter()) next = i + 1;
  }
  return filter(filters, next, flight, outcome);
}

bool EventBus::settle(const std::string& unit, Verdict verdict, bool failed, const std::string& code,
                      const std::string& sentence, const EventDraft& draft, Outcome& outcome) {
  if (verdict == Verdict::pass) return true;
  if (verdict == Verdict::deny) {
    counters_.denied.fetch_add(1, std::memory_order_relaxed);
    const std::string reason = failed ? "filter_failed" : code.empty() ? "denied" : code;
    log_.info("denied event", {{"event", draft.type().id}, {"instance", draft.meta.instance_name}, {"filter", unit},
                               {"reason", reason}, {"event_id", draft.meta.event_id}});
    outcome.code = StatusCode::permission_denied;
    outcome.sentence = "filter \"" + unit + "\" denied the event: " +
                       (failed ? "it failed, and on_error is deny" : sentence.empty() ? reason : sentence);
    return false;
  }
  counters_.dropped.fetch_add(1, std::memory_order_relaxed);
  log_.debug("dropped event", {{"event", draft.type().id}, {"instance", draft.meta.instance_name}, {"filter", unit},
                               {"failed", failed}, {"event_id", draft.meta.event_id}});
  return false;
}

void EventBus::finish(Flight& flight) {
  if (!flight.type.topic.empty()) {
    if (const auto subscribers = flight.type.topic.subscribers()) {
      const abi::EventType& current = *flight.type.type.load(std::memory_order_acquire);
      if (current.facts_size > flight.draft.type().facts_size) {
        // A unit with a newer, longer struct came while the event was on its way.
        EventDraft longer = flight.draft.as(current);
        Topic::dispatch(*subscribers, longer.view());
      } else {
        Topic::dispatch(*subscribers, flight.draft.view());
      }
    }
  }
  if (sink_) sink_->deliver(flight.draft);
}

EventBus::Ran EventBus::run_boxed(const std::shared_ptr<InstanceLine>& line, const BoxedEvent& event,
                                  std::shared_ptr<const std::string> sender) {
  const std::string* jid = sender.get();
  Flight flight{line, *event.type,
                EventDraft(*event.version, event.box.facts(),
                           metadata(line.get(), *event.publisher, jid, event.event_id, event.sequence, event.at_ms)),
                event.publisher, std::move(sender)};
  Outcome told_already;  // the publisher was told that it waits
  return run(flight, told_already);
}

void EventBus::drain(const std::shared_ptr<InstanceLine>& line) {
  for (std::size_t ran = 0;; ++ran) {
    std::unique_lock lock(line->mutex);
    if (line->waiting.empty()) {
      line->busy = false;
      std::function<void()> after = std::exchange(line->after_close, nullptr);
      lock.unlock();
      if (after) after();
      return;
    }
    if (ran == kMaxEventsPerDrain) {
      lock.unlock();
      drain_later(line);
      return;
    }
    const BoxedEvent event = std::move(line->waiting.front());
    line->waiting.pop_front();
    line->waiting_bytes -= event.box.bytes();
    std::shared_ptr<const std::string> sender = line->sender;
    lock.unlock();
    if (run_boxed(line, event, std::move(sender)) == Ran::parked) return;
  }
}

void EventBus::drain_later(std::shared_ptr<InstanceLine> line) {
  executor_.post(make_task([this, line = std::move(line)] { drain(line); }));
}

void EventBus::resume(std::shared_ptr<HeldFlight> held) {
  // Not on the deciding thread: it may be anywhere, with locks of its plugin held.
  executor_.post(make_task([this, held = std::move(held)] {
    Outcome told_already;
    Ran ran = Ran::done;
    {
      NestingScope nesting;
      ran = continue_held(held, told_already);
    }
    if (ran == Ran::done && held->line()) drain(held->line());
  }));
}

}  // namespace wagate
