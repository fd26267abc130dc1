#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "sqlite/connection.h"
#include "figures.h"
#include "job_queue.h"
#include "recorder.h"
#include "settings.h"
#include "sweeper.h"
#include "wagate/plugin.h"

namespace wagate::archive_sqlite {

// The one thread that writes. It takes what waits in the queue, writes up to kBatch events in one
// transaction, and removes old rows in between.
//
// What cannot be written (the disk is full) is dropped and counted, and the log says so once until
// writing works again: the gateway goes on, and the archive has a hole.
//
// accept() and flush() may be called from any thread. The database is used by the thread alone while
// it runs, so the caller opens it before and closes it after.
class Writer {
 public:
  static constexpr std::size_t kBatch = 256;
  static constexpr std::int64_t kSweepEveryMs = 60'000;

  struct Settings {
    Switches switches;
    Retention retention;
    JobQueue::Limits queue;
  };

  Writer(sqlite::Connection& database, const Settings& settings, abi::Clock& clock, Logger log, const Figures& figures);
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  ~Writer() { stop(); }

  // Writes what is left, then ends the thread. Later events are refused.
  void stop();

  // Queues one event; drops and counts it when the queue is full. Never waits.
  void accept(Job&& job);

  // Waits until what was accepted before is written. Throws sqlite::Error when writing fails.
  void flush();

 private:
  void run();
  void write(std::vector<Job>& batch);
  bool write_together(const std::vector<Job>& batch);
  void write_alone(const Job& job);
  void report(const Recorder::Outcome& outcome);
  void failed(const PluginError& failure);
  void worked();
  void sweep();

  sqlite::Connection& database_;
  abi::Clock& clock_;
  const Logger log_;
  const Figures& figures_;
  JobQueue queue_;
  Recorder recorder_;
  Sweeper sweeper_;

  std::mutex failure_mutex_;
  std::optional<PluginError> failure_;  // guarded by failure_mutex_; of the last write
  std::uint64_t lost_ = 0;                 // since writing began to fail; the thread's own
  bool told_unreadable_ = false;           // the thread's own
  bool is_sweeping_ = true;                // rows may wait since the last run; the thread's own
  std::int64_t swept_at_ms_ = 0;           // the thread's own

  std::mutex overflow_mutex_;
  std::uint64_t overflowed_ = 0;       // guarded by overflow_mutex_; since the last line about it
  std::int64_t overflow_told_ms_ = 0;  // guarded by overflow_mutex_; 0: never

  std::thread thread_;  // last: it uses the others
};

}  // namespace wagate::archive_sqlite
