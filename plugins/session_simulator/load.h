#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <unordered_map>
#include <vector>

#include "happening.h"
#include "requests.h"
#include "session.h"

namespace wagate::session_simulator {

// Which events of a load are due: the arithmetic of rate, count and time, in nanoseconds of a monotonic clock.
class LoadPlan {
 public:
  LoadPlan(const LoadRequest& request, std::int64_t now_ns);

  // Events that should have been published by now and were not; at most a thousand, so that one load does not
  // keep another waiting. 0 when none is due yet.
  std::uint64_t due(std::int64_t now_ns) const;
  // When the next one is due; meaningless once done.
  std::int64_t next_due_ns() const;
  bool done(std::int64_t now_ns) const;

  void count_published() { ++published_; }
  std::uint64_t published() const { return published_; }

 private:
  double rate_;
  std::uint64_t limit_;
  std::int64_t start_ns_;
  std::int64_t end_ns_;
  std::uint64_t published_ = 0;
};

// Publishes many events at a steady pace, or as fast as the bus takes them: for measurements. The data of each
// event is {"ts": CLOCK_MONOTONIC nanoseconds, "seq": number per instance, "pad": filler}.
//
// One thread of its own serves all loads of a unit, and publishes itself: it waits for exact times, which the
// kernel's pool does not promise. It starts with the first load.
//
// Every member may be called from any thread.
class LoadGenerator {
 public:
  // The open sessions a target names: one instance, or all ("*").
  using Sessions = std::function<std::vector<std::shared_ptr<Session>>(const std::string& target)>;

  struct Report {
    std::uint64_t published = 0;
    bool running = false;
  };

  LoadGenerator(const Outlet& outlet, abi::Clock& clock, Logger log, Sessions sessions);
  ~LoadGenerator();

  // Replaces a load of the same target.
  void start(const std::string& target, const LoadRequest& request);
  // Returns false when the target has no running load.
  bool stop(const std::string& target);
  // Of the latest load of the target; zero when there was none.
  Report report(const std::string& target) const;

  // Ends every load and the thread.
  void shut_down();

 private:
  struct Load;

  void work() noexcept;
  // Publishes what is due of one load, and returns when to look at it again.
  std::int64_t serve(Load& load);
  bool publish_one(Load& load, Session& session);

  static constexpr std::size_t kMaxRemembered = 1'024;  // targets with a report

  const Outlet& outlet_;
  abi::Clock& clock_;
  Logger log_;
  Sessions sessions_;

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::string, std::shared_ptr<Load>> loads_;  // guarded by mutex_; ended ones stay for their report
  bool stopping_ = false;                               // guarded by mutex_
  std::thread worker_;                                  // guarded by mutex_
};

}  // namespace wagate::session_simulator
