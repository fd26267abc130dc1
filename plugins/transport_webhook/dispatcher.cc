#include "dispatcher.h"

#include <algorithm>
#include <exception>

#include "wagate/task.h"

namespace wagate::transport_webhook {
namespace {

constexpr std::size_t kCachedRows = 64;                 // of one lane
constexpr std::uint64_t kCachedLaneBytes = 256 * 1024;  // likewise; one row may be longer
constexpr std::uint64_t kCachedBytes = 32ull << 20;     // of all lanes
constexpr std::int64_t kWriteAgainMs = 1'000;
constexpr std::int64_t kMaintenanceMs = 60'000;
constexpr std::int64_t kUnknownMs = 600'000;  // after so long a lane that nobody knows is given up
constexpr std::int64_t kWarnAgainMs = 60'000;
constexpr std::uint64_t kTrimAfter = 1'000;   // dead letters

}  // namespace

Dispatcher::Dispatcher(Surroundings around, SettingsPtr settings, const std::string& outbox_path)
    : around_(std::move(around)), settings_(std::move(settings)), outbox_(outbox_path), began_ms_(now_ms()),
      maintenance_ms_(began_ms_ + kMaintenanceMs) {
  hosts_.set_limits(settings_->limits.max_in_flight, settings_->limits.max_per_host);
  read_totals();
  std::vector<Lane*> global;
  for (const auto& [key, one] : lanes_)
    if (key.kind == Kind::global) global.push_back(one.get());
  for (Lane* one : global) settings_->global ? wake(*one) : switch_off(*one);
  show_waiting();
}

Dispatcher::~Dispatcher() {
  if (timer_ != 0) around_.timers.cancel(timer_);
}

void Dispatcher::turn() {
  for (Mailbox::Item& item : around_.mailbox->take()) {
    try {
      item.job ? item.job(*this) : arrive(std::move(item.event));
    } catch (const std::exception& failure) {  // the others are still to be dealt with
      around_.log.error("a step of the webhook transport failed", {{"error", failure.what()}});
    }
  }
  flush();
  wake_due();
  begin_requests();
  flush();  // what switching off or a missing row has changed
  if (now_ms() >= maintenance_ms_) maintain();
  arm_timer();
  show_waiting();
  if (drained_ && hosts_.in_flight() == 0) std::exchange(drained_, nullptr)();
}

Lane* Dispatcher::find(const LaneKey& key) {
  const auto found = lanes_.find(key);
  return found == lanes_.end() ? nullptr : found->second.get();
}

Lane& Dispatcher::lane(const LaneKey& key) {
  auto& place = lanes_[key];
  if (!place) {
    place = std::make_unique<Lane>();
    place->key = key;
    place->known = key.kind == Kind::global;
  }
  return *place;
}

const WebhookPtr& Dispatcher::webhook_of(const Lane& lane) const {
  return lane.key.kind == Kind::global ? settings_->global : lane.webhook;
}

void Dispatcher::read_totals() {
  for (const Outbox::LaneTotal& total : outbox_.totals()) {
    Lane& one = lane(total.lane);
    rows_ += total.rows - one.rows;
    bytes_ += total.bytes - one.bytes;
    one.rows = total.rows;
    one.bytes = total.bytes;
  }
}

bool Dispatcher::has_room(const Lane& lane, const Row& row) const {
  const Limits& limits = settings_->limits;
  return lane.rows + lane.arriving_rows < limits.max_lane_rows &&
         lane.bytes + lane.arriving_bytes + row.body.size() <= limits.max_lane_bytes &&
         bytes_ + arriving_bytes_ + row.body.size() <= limits.max_outbox_bytes;
}

void Dispatcher::arrive(Row row) {
  Lane& one = lane(row.lane);
  if (one.off || (one.key.kind == Kind::global && !settings_->global)) {  // switched off while it came
    around_.figures.dropped(Drop::gone);
    erase_when_empty(one);
    return;
  }
  if (!has_room(one, row)) {
    around_.figures.dropped(Drop::outbox_full);
    if (may_warn(one)) {
      around_.log.warn("lost an event, too many wait already",
                       {{"instance", row.instance_name}, {"event", row.event}, {"waiting", one.rows},
                        {"global", one.key.kind == Kind::global}});
    }
    return;
  }
  ++one.arriving_rows;
  one.arriving_bytes += row.body.size();
  arriving_bytes_ += row.body.size();
  arrivals_.push_back(std::move(row));
}

void Dispatcher::flush() {
  if (arrivals_.empty() && (writes_.empty() || now_ms() < write_again_ms_)) return;
  std::vector<Row> arrivals = std::exchange(arrivals_, {});
  for (const Row& row : arrivals) {
    Lane& one = lane(row.lane);
    one.arriving_rows = 0;
    one.arriving_bytes = 0;
  }
  arriving_bytes_ = 0;
  try {
    outbox_.write([&] {
      for (const Write& write : writes_) write(outbox_);
      for (Row& row : arrivals) outbox_.append(row);
    });
  } catch (const sqlite::Error& failure) {
    // What was delivered is remembered and removed later; what is new has no place.
    around_.figures.dropped(Drop::disk, arrivals.size());
    write_again_ms_ = now_ms() + kWriteAgainMs;
    if (now_ms() >= next_disk_warning_ms_) {
      next_disk_warning_ms_ = now_ms() + kWarnAgainMs;
      around_.log.error("could not write to the outbox", {{"error", failure.what()}, {"lost_events", arrivals.size()}});
    }
    return;
  }
  write_again_ms_ = 0;
  writes_.clear();
  for (Row& row : arrivals) accept(std::move(row));
}

void Dispatcher::accept(Row row) {
  Lane& one = lane(row.lane);
  const std::uint64_t size = row.body.size();
  const bool cached_to_the_end = one.cache.size() == one.rows;
  ++one.rows;
  one.bytes += size;
  ++rows_;
  bytes_ += size;
  if (cached_to_the_end && one.cache.size() < kCachedRows && cached_bytes_ + size <= kCachedBytes &&
      (one.cache.empty() || one.bytes <= kCachedLaneBytes)) {
    one.cache.push_back(std::make_shared<const Row>(std::move(row)));
    cached_bytes_ += size;
  }
  if (one.phase == Lane::Phase::idle || one.phase == Lane::Phase::parked) wake(one);
}

void Dispatcher::wake(Lane& lane) {
  if (lane.phase == Lane::Phase::busy || lane.phase == Lane::Phase::queued) return;
  leave_line(lane);
  const WebhookPtr& webhook = webhook_of(lane);
  if (!webhook) {
    lane.phase = Lane::Phase::parked;
    return;
  }
  if (lane.rows == 0) {
    lane.phase = Lane::Phase::idle;
    return;
  }
  lane.phase = Lane::Phase::queued;
  lane.host = host_of(webhook->url);
  hosts_.enqueue(lane.host, lane);
}

void Dispatcher::wait(Lane& lane, std::int64_t delay_ms) {
  clear_cache(lane);
  lane.phase = Lane::Phase::waiting;
  lane.due_ms = now_ms() + std::max<std::int64_t>(delay_ms, 0);
  waiting_.emplace(lane.due_ms, &lane);
}

void Dispatcher::leave_line(Lane& lane) {
  if (lane.phase == Lane::Phase::waiting) waiting_.erase({lane.due_ms, &lane});
  if (lane.phase == Lane::Phase::queued) hosts_.dequeue(lane.host, lane);
  lane.phase = Lane::Phase::idle;
}

void Dispatcher::clear_cache(Lane& lane) {
  for (const auto& row : lane.cache) cached_bytes_ -= row->body.size();
  lane.cache.clear();
}

void Dispatcher::forget_rows(Lane& lane) {
  clear_cache(lane);
  rows_ -= lane.rows;
  bytes_ -= lane.bytes;
  lane.rows = 0;
  lane.bytes = 0;
}

void Dispatcher::switch_off(Lane& lane) {
  if (lane.phase == Lane::Phase::busy) return;  // settle() comes back to it
  leave_line(lane);
  if (lane.rows > 0) {
    if (lane.gone) {
      writes_.push_back([key = lane.key](Outbox& outbox) { outbox.remove_lane(key); });
      around_.figures.dropped(Drop::gone, lane.rows);
    } else {
      const Death death{around_.clock.unix_ms(), 0, 0, "the webhook was switched off"};
      writes_.push_back([key = lane.key, death](Outbox& outbox) { outbox.bury_lane(key, death); });
      around_.figures.dead(lane.rows);
      around_.log.info("webhook switched off, what waited became dead letters",
                       {{"events", lane.rows}, {"global", lane.key.kind == Kind::global}});
    }
    forget_rows(lane);
  }
  erase_when_empty(lane);
}

bool Dispatcher::erase_when_empty(Lane& lane) {
  // The last events of a deleted instance may come after the news of its end.
  const bool is_needed = lane.key.kind == Kind::instance && (!lane.gone || now_ms() - lane.gone_ms < kMaintenanceMs);
  if (is_needed || lane.rows > 0 || lane.arriving_rows > 0 || lane.phase == Lane::Phase::busy) return false;
  leave_line(lane);
  lanes_.erase(LaneKey(lane.key));
  return true;
}

void Dispatcher::configure(SettingsPtr settings) {
  flush();
  settings_ = std::move(settings);
  hosts_.set_limits(settings_->limits.max_in_flight, settings_->limits.max_per_host);
  around_.mailbox->set_limits(settings_->limits.max_queue_events, settings_->limits.max_queue_bytes);
  std::vector<Lane*> global;
  for (const auto& [key, one] : lanes_)
    if (key.kind == Kind::global) global.push_back(one.get());
  for (Lane* one : global) {
    one->off = !settings_->global;
    if (one->off) {
      switch_off(*one);
    } else if (one->phase != Lane::Phase::busy) {
      leave_line(*one);
      wake(*one);
    }
  }
}

void Dispatcher::set_webhook(const Instance& instance, WebhookPtr webhook) {
  flush();
  Lane& one = lane({Kind::instance, instance.id});
  one.instance_key = instance.key;
  const bool changed = !one.known || !webhook != !one.webhook || (webhook && *webhook != *one.webhook);
  one.known = true;
  one.webhook = std::move(webhook);
  one.off = !one.webhook;
  if (!changed) return;
  if (one.off) {
    switch_off(one);
  } else if (one.phase != Lane::Phase::busy) {  // whatever it waited for may be different now
    leave_line(one);
    wake(one);
  }
}

void Dispatcher::remove_instance(const std::string& instance) {
  flush();
  const LaneKey key{Kind::instance, instance};
  writes_.push_back([key](Outbox& outbox) { outbox.remove_dead_of(key); });
  Lane* const one = find(key);
  if (!one) return;
  one->gone = true;
  one->gone_ms = now_ms();
  if (!one->webhook) switch_off(*one);
}

bool Dispatcher::is_off(const std::string& instance) const {
  const auto found = lanes_.find({Kind::instance, instance});
  return found == lanes_.end() || !found->second->webhook;
}

Dispatcher::DeadLetters Dispatcher::dead_letters(const Outbox::DeadQuery& which) {
  flush();
  Outbox::DeadQuery all = which;
  all.before = 0;
  return {outbox_.dead_total(all).rows, outbox_.dead_letters(which)};
}

std::uint64_t Dispatcher::resend(Outbox::DeadQuery which) {
  flush();
  if (!writes_.empty()) throw PluginError(abi::StatusCode::unavailable, "the outbox cannot be written at present; see the log");
  if (!settings_->global) which.with_global = false;
  for (const auto& [key, one] : lanes_)
    if (key.kind == Kind::instance && one->off) which.except.push_back(key.instance);
  std::uint64_t count = 0;
  outbox_.write([&] { count = outbox_.revive(which); });
  read_totals();
  std::vector<Lane*> all;
  for (const auto& entry : lanes_) all.push_back(entry.second.get());
  for (Lane* one : all) {
    if (one->phase == Lane::Phase::idle || one->phase == Lane::Phase::parked) wake(*one);
  }
  return count;
}

void Dispatcher::finish(std::function<void()> drained) {
  finishing_ = true;
  drained_ = std::move(drained);
}

void Dispatcher::wake_due() {
  const std::int64_t now = now_ms();
  while (!waiting_.empty() && waiting_.begin()->first <= now) wake(*waiting_.begin()->second);
}

void Dispatcher::maintain() {
  maintenance_ms_ = now_ms() + kMaintenanceMs;
  if (now_ms() - began_ms_ >= kUnknownMs) {
    std::vector<Lane*> unknown;
    for (const auto& entry : lanes_)
      if (!entry.second->known) unknown.push_back(entry.second.get());
    for (Lane* one : unknown) {
      around_.log.info("gave up events of an instance that is no more", {{"events", one->rows}});
      one->gone = true;
      one->gone_ms = began_ms_;
      switch_off(*one);
    }
    flush();
  }
  std::vector<Lane*> gone;
  for (const auto& entry : lanes_)
    if (entry.second->gone) gone.push_back(entry.second.get());
  for (Lane* one : gone) erase_when_empty(*one);
  hosts_.tidy();
  buried_ = 0;
  try {
    const Limits& limits = settings_->limits;
    outbox_.write([&] {
      outbox_.trim_dead(limits.max_dead_rows, limits.max_dead_bytes, around_.clock.unix_ms() - limits.max_dead_ms);
    });
    outbox_.tidy();
  } catch (const sqlite::Error& failure) {
    around_.log.warn("could not tidy the outbox", {{"error", failure.what()}});
  }
}

void Dispatcher::arm_timer() {
  std::int64_t due = maintenance_ms_;
  if (buried_ >= kTrimAfter) due = maintenance_ms_ = now_ms();
  if (!waiting_.empty()) due = std::min(due, waiting_.begin()->first);
  if (write_again_ms_ != 0) due = std::min(due, write_again_ms_);
  if (timer_ != 0 && timer_due_ms_ <= due) return;
  if (timer_ != 0) around_.timers.cancel(timer_);
  timer_due_ms_ = due;
  timer_ = around_.timers.after(std::max<std::int64_t>(due - now_ms(), 0), make_task([mailbox = around_.mailbox] {
                                  mailbox->post([](Dispatcher& dispatcher) { dispatcher.timer_fired(); });
                                }));
}

bool Dispatcher::may_warn(Lane& lane) {
  if (now_ms() < lane.next_warning_ms) return false;
  lane.next_warning_ms = now_ms() + kWarnAgainMs;
  return true;
}

void Dispatcher::show_waiting() { around_.figures.waiting(rows_); }

}  // namespace wagate::transport_webhook
