#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string_view>
#include <thread>

#include "session/outstanding.h"
#include "wagate/abi/host.h"

namespace wagate::session_whatsapp {

// Work of one session, done one piece after the other in the order it came, on threads of the host's pool. What is only
// touched on a lane needs no lock.
//
//   auto lane = std::make_shared<Lane>(executor, outstanding, [](std::string_view what) { ... });
//   lane->post([self] { self->handle(...); });
//
// Work may block on a disk; it must not wait for other work of its lane.
class Lane : public std::enable_shared_from_this<Lane> {
 public:
  using Work = std::function<void()>;

  // `on_throw` is told what escaped from a piece of work, on the lane; the next piece runs nevertheless.
  Lane(abi::Executor& executor, std::shared_ptr<Outstanding> outstanding,
       std::function<void(std::string_view)> on_throw);

  // Queues work; forgets it when the lane is shut. [any]
  void post(Work work);

  // How many pieces wait, for those who want to bring more. [any]
  std::size_t waiting() const;

  // Forgets what waits and takes no more. Waits for the piece that runs, unless called from it. [any]
  void shut();

 private:
  void run();
  void schedule();

  abi::Executor& executor_;
  const std::shared_ptr<Outstanding> outstanding_;
  const std::function<void(std::string_view)> on_throw_;

  mutable std::mutex mutex_;
  std::condition_variable idle_;
  std::deque<Work> queue_;      // guarded by mutex_
  bool scheduled_ = false;      // a task is with the executor; guarded by mutex_
  bool shut_ = false;           // guarded by mutex_
  std::thread::id running_on_;  // of the piece that runs, else none; guarded by mutex_
};

}  // namespace wagate::session_whatsapp
