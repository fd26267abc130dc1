#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <future>
#include <memory>
#include <thread>
#include <vector>

#include "connection.h"
#include "cors.h"
#include "inbox.h"
#include "outbox.h"
#include "routes.h"
#include "surroundings.h"
#include "timer_wheel.h"

namespace wagate::http_server {

// Receives events of a descriptor that is no connection: the listener.
class EventSink {
 public:
  virtual void on_ready() = 0;

 protected:
  ~EventSink() = default;
};

// One thread that waits for sockets and runs the tasks posted to it.
//
// A turn: what epoll reports, then timers, then posted tasks (bounded in number and time, or the
// first event of a burst would wait for the last), then one flush per connection that got
// something to send. The flush at the end is what makes bursts cheap: frames that became ready in
// one turn leave in one system call per client.
//
// Members are for the loop's own thread unless marked [any].
class Loop {
 public:
  static constexpr std::size_t kReceiveBytes = 65536;

  using All = std::vector<std::shared_ptr<Loop>>;

  // `all` are the loops of the server; they and `surroundings` outlive the loop's thread.
  Loop(std::uint32_t index, const All& all, const Surroundings& surroundings);
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;
  ~Loop();

  // Throws std::runtime_error when the system refuses a descriptor. [control]
  void prepare();

  // Starts the thread. [control]
  void start();

  // Stopping, in this order: every connection is told to come to its end; what is left is closed;
  // the thread is joined. It ends by itself once no connection is left. [control]
  void begin_stop();
  void finish_stop();

  // Whether the thread came to its end before the deadline. [control]
  bool wait_ended(std::chrono::steady_clock::time_point deadline);
  void join();

  bool is_current() const;  // [any]

  // Takes the task. [any]
  void post(abi::Task* task, std::int64_t delay_ms = 0);

  // Work of the server itself: runs even while the loop stops, in order with the tasks. Returns
  // false, and does nothing, when the loop has ended. [any]
  bool submit(std::function<void()> work);

  void add(std::unique_ptr<Connection> connection, std::uint32_t events);

  // Takes the connection's socket out of epoll; it goes on elsewhere.
  void forget(const Socket& socket);

  void listen_to(int fd, EventSink& sink);
  void ignore(int fd);

  // The loop of that index, or null.
  Loop* find_loop(std::uint32_t index) const { return index < all_.size() ? all_[index].get() : nullptr; }

  std::uint32_t index() const { return index_; }
  const Surroundings& surroundings() const { return surroundings_; }
  std::int64_t now_ms() const { return now_ms_; }
  bool is_stopping() const { return stopping_; }
  char* receive_buffer() { return receive_buffer_.get(); }
  char* scratch();
  OutboxPool& outboxes() { return outboxes_; }
  void count_sent(std::uint64_t frames, std::uint64_t bytes) { sent_frames_ += frames, sent_bytes_ += bytes; }

  // The mounts, and which web pages may call them, as this loop sees them.
  std::shared_ptr<const Routes> routes;
  std::shared_ptr<const CorsPolicy> cors;

  // Connections whose listener is to be told of the end, at the end of the turn.
  void report_end(Connection& connection) { ended_.push_back(&connection); }

 private:
  friend class Connection;

  enum class Phase : std::uint8_t { running, draining, finished };

  void run();
  void turn();
  void run_tasks();
  void run_checks();
  void flush_dirty();
  void bury_dead();
  void leave();
  int sleep_ms();
  void wake();
  std::int64_t clock_ms() const { return surroundings_.clock.monotonic_ns() / 1000000; }

  void control(int operation, int fd, std::uint32_t events, void* data);

  const std::uint32_t index_;
  const All& all_;
  const Surroundings& surroundings_;
  int epoll_fd_ = -1;
  int wake_fd_ = -1;
  std::unique_ptr<char[]> receive_buffer_;
  std::unique_ptr<char[]> scratch_;
  OutboxPool outboxes_;
  Inbox inbox_;
  std::vector<Inbox::Item> tasks_;  // taken from the inbox; those before next_task_ have run
  std::size_t next_task_ = 0;
  std::int64_t now_ms_;
  TimerWheel wheel_;
  std::int64_t next_check_ms_ = 0;
  Connection* connections_ = nullptr;
  Connection* watched_ = nullptr;
  Connection* check_next_ = nullptr;  // the walk's next stop, moved on when that one is unwatched
  EventSink* listener_ = nullptr;
  std::vector<Connection*> dirty_;
  std::vector<Connection*> ended_;
  std::vector<Connection*> dead_;
  std::uint64_t sent_frames_ = 0;
  std::uint64_t sent_bytes_ = 0;
  bool stopping_ = false;
  Phase phase_ = Phase::running;
  std::promise<void> ended_promise_;
  std::future<void> has_ended_ = ended_promise_.get_future();
  std::thread thread_;
};

}  // namespace wagate::http_server
