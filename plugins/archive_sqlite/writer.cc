#include "writer.h"

#include <chrono>
#include <exception>
#include <utility>

#include "sqlite/transaction.h"

namespace wagate::archive_sqlite {

namespace {

constexpr std::chrono::milliseconds kIdle{10'000};      // how often the time for a sweep is looked at
constexpr std::chrono::milliseconds kBetweenSteps{5};   // of a sweep, so that the disk is not ours alone
constexpr std::int64_t kTellOverflowEveryMs = 60'000;

std::int64_t monotonic_ms(abi::Clock& clock) { return clock.monotonic_ns() / 1'000'000; }

}  // namespace

Writer::Writer(sqlite::Connection& database, const Settings& settings, abi::Clock& clock, Logger log,
               const Figures& figures)
    : database_(database),
      clock_(clock),
      log_(log),
      figures_(figures),
      queue_(settings.queue),
      recorder_(database, settings.switches),
      sweeper_(database, settings.retention),
      swept_at_ms_(monotonic_ms(clock)),
      thread_([this] { run(); }) {}

void Writer::stop() {
  queue_.close();
  if (thread_.joinable()) thread_.join();
}

void Writer::accept(Job&& job) {
  if (queue_.push(std::move(job))) return;
  figures_.queue_full();
  const std::int64_t now = monotonic_ms(clock_);
  std::lock_guard lock(overflow_mutex_);
  ++overflowed_;
  if (overflow_told_ms_ != 0 && now - overflow_told_ms_ < kTellOverflowEveryMs) return;
  log_.warn(
      "events were not archived because the disk is slower than they come; raise queue_max_mb or use a faster disk",
      {{"events", std::exchange(overflowed_, 0)}});
  overflow_told_ms_ = now == 0 ? 1 : now;
}

void Writer::flush() {
  if (!queue_.flush())
    throw PluginError(abi::StatusCode::unavailable, "the archive is closed: the gateway is stopping");
  std::lock_guard lock(failure_mutex_);
  if (failure_) throw *failure_;
}

// Nothing may leave the thread: an exception there would end the process.
void Writer::run() {
  while (true) {
    std::vector<Job> batch = queue_.take(kBatch, is_sweeping_ ? kBetweenSteps : kIdle);
    if (!batch.empty()) {
      write(batch);
      queue_.finished(batch.size());
    } else if (queue_.is_closed()) {
      break;
    }
    figures_.queue_bytes(queue_.bytes());
    if (!queue_.is_closed()) sweep();
  }
  queue_.end();
}

void Writer::write(std::vector<Job>& batch) {
  if (write_together(batch)) return;
  // One event that cannot be written must not take the others with it.
  for (const Job& job : batch) write_alone(job);
}

bool Writer::write_together(const std::vector<Job>& batch) {
  try {
    Recorder::Outcome sum;
    sqlite::Transaction transaction(database_);
    for (const Job& job : batch) {
      const Recorder::Outcome outcome = recorder_.record(job);
      sum.rows += outcome.rows;
      sum.unreadable += outcome.unreadable;
      sum.instance_gone |= outcome.instance_gone;
    }
    transaction.commit();
    report(sum);
    return true;
  } catch (const std::exception&) {
    return false;  // told by those that cannot be written alone either
  }
}

void Writer::write_alone(const Job& job) {
  try {
    sqlite::Transaction transaction(database_);
    const Recorder::Outcome outcome = recorder_.record(job);
    transaction.commit();
    report(outcome);
  } catch (const PluginError& failure) {
    figures_.write_failed(1);
    failed(failure);
  } catch (const std::exception& failure) {
    figures_.write_failed(1);
    failed(PluginError(abi::StatusCode::internal, failure.what()));
  }
}

void Writer::report(const Recorder::Outcome& outcome) {
  worked();
  figures_.written(outcome.rows);
  figures_.unreadable(outcome.unreadable);
  if (outcome.instance_gone) is_sweeping_ = true;
  if (outcome.unreadable > 0 && !std::exchange(told_unreadable_, true))
    log_.warn("records of events had not the shape they should have and are not archived; this is told once",
              {{"records", outcome.unreadable}});
}

void Writer::failed(const PluginError& failure) {
  ++lost_;
  std::lock_guard lock(failure_mutex_);
  if (!failure_)
    log_.error("events are not archived until this is mended; the gateway goes on", {{"error", failure.what()}});
  failure_.emplace(failure);
}

void Writer::worked() {
  std::lock_guard lock(failure_mutex_);
  if (!failure_) return;
  failure_.reset();
  log_.info("the archive is written again", {{"lost_events", std::exchange(lost_, 0)}});
}

void Writer::sweep() {
  const std::int64_t now = monotonic_ms(clock_);
  if (now - swept_at_ms_ >= kSweepEveryMs) is_sweeping_ = true;
  if (!is_sweeping_) return;
  swept_at_ms_ = now;
  try {
    const std::size_t removed = sweeper_.step(clock_.unix_ms());
    figures_.removed(removed);
    is_sweeping_ = removed > 0;
  } catch (const std::exception& failure) {
    is_sweeping_ = false;
    log_.error("old rows could not be removed from the archive; it is tried again in a minute",
               {{"error", failure.what()}});
  }
}

}  // namespace wagate::archive_sqlite
