#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <vector>

#include "job.h"

namespace wagate::archive_sqlite {

// What happened and is not written yet, in order. Events are published faster than a disk writes, and
// nobody who publishes may wait: beyond the limits an event is refused, and the caller counts it.
//
// push(), flush() and the figures may be called from any thread; take() and finished() are for the one
// thread that writes.
class JobQueue {
 public:
  struct Limits {
    std::size_t jobs = 100'000;
    std::size_t bytes = 64 * 1024 * 1024;
  };

  explicit JobQueue(Limits limits) : limits_(limits) {}

  // Never waits. False: it is full or closed. What must not be lost (the end of an instance) is taken
  // in spite of the limits.
  [[nodiscard]] bool push(Job&& job);

  // The next jobs, at most `most`. Waits up to `patience` for the first, and then a moment for more, so
  // that a busy gateway writes once for many events; somebody who flushes ends both waits. Empty when
  // nothing came.
  std::vector<Job> take(std::size_t most, std::chrono::milliseconds patience);

  // The jobs of the last take() are written, or given up.
  void finished(std::size_t jobs);

  // Waits until everything pushed before is finished. False: the writing has ended without it.
  [[nodiscard]] bool flush();

  // Refuses further jobs; take() gives out what is left without waiting.
  void close();
  bool is_closed() const;

  // Nobody will call finished() any more: ends every flush().
  void end();

  std::size_t bytes() const;

 private:
  const Limits limits_;
  mutable std::mutex mutex_;
  std::condition_variable arrived_;
  std::condition_variable progressed_;
  std::deque<Job> jobs_;            // everything below is guarded by mutex_
  std::size_t bytes_ = 0;           // of jobs_
  std::uint64_t pushed_ = 0;
  std::uint64_t finished_ = 0;
  std::size_t batch_ = 0;           // what take() waits for
  std::size_t flushing_ = 0;        // threads inside flush()
  bool waiting_ = false;            // for the first job
  bool closed_ = false;
  bool ended_ = false;
};

}  // namespace wagate::archive_sqlite
