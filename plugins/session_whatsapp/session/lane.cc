#include "session/lane.h"

#include <exception>
#include <utility>

#include "wagate/task.h"

namespace wagate::session_whatsapp {
namespace {

// After so many pieces a lane lets others have the thread.
constexpr int kPiecesInTurn = 32;

}  // namespace

Lane::Lane(abi::Executor& executor, std::shared_ptr<Outstanding> outstanding,
           std::function<void(std::string_view)> on_throw)
    : executor_(executor), outstanding_(std::move(outstanding)), on_throw_(std::move(on_throw)) {}

void Lane::post(Work work) {
  {
    std::lock_guard lock(mutex_);
    if (shut_) return;
    queue_.push_back(std::move(work));
    if (scheduled_) return;
    scheduled_ = true;
  }
  schedule();
}

std::size_t Lane::waiting() const {
  std::lock_guard lock(mutex_);
  return queue_.size();
}

void Lane::shut() {
  std::deque<Work> forgotten;  // destroyed outside the lock: what it holds may post
  std::unique_lock lock(mutex_);
  shut_ = true;
  forgotten.swap(queue_);
  if (running_on_ != std::this_thread::get_id())
    idle_.wait(lock, [this] { return running_on_ == std::thread::id(); });
  lock.unlock();
}

void Lane::schedule() {
  executor_.post(make_task([self = shared_from_this(), claim = outstanding_->claim()] { self->run(); }));
}

void Lane::run() {
  for (int done = 0; done < kPiecesInTurn; ++done) {
    Work work;
    {
      std::lock_guard lock(mutex_);
      if (queue_.empty()) {
        scheduled_ = false;
        return;
      }
      work = std::move(queue_.front());
      queue_.pop_front();
      running_on_ = std::this_thread::get_id();
    }
    try {
      work();
    } catch (const std::exception& failure) {
      on_throw_(failure.what());
    }
    work = nullptr;  // what it holds goes while the lane is still ours
    std::lock_guard lock(mutex_);
    running_on_ = {};
    if (shut_) idle_.notify_all();
  }
  schedule();
}

}  // namespace wagate::session_whatsapp
