#include "job_queue.h"

#include <algorithm>
#include <utility>

namespace wagate::archive_sqlite {

namespace {

constexpr std::chrono::milliseconds kGathering{20};

}  // namespace

bool JobQueue::push(Job&& job) {
  const std::size_t size = job.bytes();
  bool wake = false;
  {
    std::lock_guard lock(mutex_);
    if (closed_) return false;
    const bool is_full = jobs_.size() >= limits_.jobs || size > limits_.bytes || bytes_ > limits_.bytes - size;
    if (is_full && job.kind != Job::Kind::instance_gone) return false;
    jobs_.push_back(std::move(job));
    bytes_ += size;
    ++pushed_;
    // While the writer gathers, only the job that completes its batch is worth a wake-up.
    wake = waiting_ || (batch_ > 0 && jobs_.size() == batch_);
  }
  if (wake) arrived_.notify_one();
  return true;
}

std::vector<Job> JobQueue::take(std::size_t most, std::chrono::milliseconds patience) {
  std::unique_lock lock(mutex_);
  const auto hurried = [this] { return closed_ || flushing_ > 0; };

  if (jobs_.empty() && !closed_) {
    waiting_ = true;
    arrived_.wait_for(lock, patience, [&] { return !jobs_.empty() || hurried(); });
    waiting_ = false;
  }
  if (!jobs_.empty() && jobs_.size() < most && !hurried()) {
    batch_ = most;
    arrived_.wait_for(lock, kGathering, [&] { return jobs_.size() >= most || hurried(); });
    batch_ = 0;
  }

  std::vector<Job> out;
  out.reserve(std::min(most, jobs_.size()));
  while (!jobs_.empty() && out.size() < most) {
    bytes_ -= jobs_.front().bytes();
    out.push_back(std::move(jobs_.front()));
    jobs_.pop_front();
  }
  return out;
}

void JobQueue::finished(std::size_t jobs) {
  {
    std::lock_guard lock(mutex_);
    finished_ += jobs;
  }
  progressed_.notify_all();
}

bool JobQueue::flush() {
  std::unique_lock lock(mutex_);
  const std::uint64_t goal = pushed_;
  ++flushing_;
  arrived_.notify_one();
  progressed_.wait(lock, [&] { return finished_ >= goal || ended_; });
  --flushing_;
  return finished_ >= goal && !ended_;
}

void JobQueue::close() {
  {
    std::lock_guard lock(mutex_);
    closed_ = true;
  }
  arrived_.notify_one();
}

bool JobQueue::is_closed() const {
  std::lock_guard lock(mutex_);
  return closed_;
}

void JobQueue::end() {
  {
    std::lock_guard lock(mutex_);
    ended_ = true;
  }
  progressed_.notify_all();
}

std::size_t JobQueue::bytes() const {
  std::lock_guard lock(mutex_);
  return bytes_;
}

}  // namespace wagate::archive_sqlite
