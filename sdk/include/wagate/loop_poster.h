#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <utility>

#include "wagate/abi/http.h"
#include "wagate/task.h"

namespace wagate {

// Posts work of one unit to the loops of the HTTP server, and tells when the last of it has ended.
//
// A unit that stops must not leave a task behind that runs into its ruins. Every task posted here
// carries a Pass; objects that the server calls back (WebSocket listeners) carry one too. stop()
// then is: ask the loops to let go, close(), wait_idle().
//
//   poster->post(loop, [this] { ... });   // false once closed: the callable is destroyed at once
//
// Replies that the kernel may answer late hold a shared_ptr to the poster instead of a Pass: after
// close() their answers go nowhere, and nobody waits for them.
//
// Every member may be called from any thread.
class LoopPoster : public std::enable_shared_from_this<LoopPoster> {
 public:
  // Keeps wait_idle() waiting. Movable; given back by the destructor.
  class Pass {
   public:
    Pass() = default;
    Pass(Pass&& other) noexcept = default;
    Pass& operator=(Pass&& other) noexcept {
      std::swap(poster_, other.poster_);
      return *this;
    }
    ~Pass() {
      if (poster_) poster_->leave();
    }
    explicit operator bool() const { return poster_ != nullptr; }

   private:
    friend class LoopPoster;
    explicit Pass(std::shared_ptr<LoopPoster> poster) : poster_(std::move(poster)) {}
    std::shared_ptr<LoopPoster> poster_;
  };

  static std::shared_ptr<LoopPoster> create(abi::HttpServer& server) {
    return std::shared_ptr<LoopPoster>(new LoopPoster(server));
  }

  // Empty once closed.
  [[nodiscard]] Pass enter() {
    std::lock_guard lock(mutex_);
    if (closed_) return Pass();
    ++inside_;
    return Pass(shared_from_this());
  }

  // Runs the callable on the loop's thread, in order of posting.
  template <typename Function>
  bool post(std::uint32_t loop, Function&& function) {
    Pass pass = enter();
    if (!pass) return false;
    server_.post(loop, wrap(std::move(pass), std::forward<Function>(function)));
    return true;
  }

  template <typename Function>
  bool post_after(std::uint32_t loop, std::int64_t delay_ms, Function&& function) {
    Pass pass = enter();
    if (!pass) return false;
    server_.post_after(loop, delay_ms, wrap(std::move(pass), std::forward<Function>(function)));
    return true;
  }

  // Refuses every later post() and enter().
  void close() {
    std::lock_guard lock(mutex_);
    closed_ = true;
    if (inside_ == 0) idle_.notify_all();
  }

  // Waits until no pass is out, at most until `deadline`; returns whether that is so.
  [[nodiscard]] bool wait_idle(std::chrono::steady_clock::time_point deadline) {
    std::unique_lock lock(mutex_);
    return idle_.wait_until(lock, deadline, [&] { return inside_ == 0; });
  }

 private:
  explicit LoopPoster(abi::HttpServer& server) : server_(server) {}

  template <typename Function>
  static abi::Task* wrap(Pass pass, Function&& function) {
    // The pass comes first, so that what the callable captured is destroyed before the pass is given back.
    return make_task([held = std::move(pass), work = std::forward<Function>(function)]() mutable { work(); });
  }

  void leave() {
    // Notify under the lock: the waiter may give up its reference as soon as it wakes.
    std::lock_guard lock(mutex_);
    if (--inside_ == 0) idle_.notify_all();
  }

  abi::HttpServer& server_;
  std::mutex mutex_;
  std::condition_variable idle_;
  std::uint64_t inside_ = 0;  // guarded by mutex_
  bool closed_ = false;       // guarded by mutex_
};

}  // namespace wagate
