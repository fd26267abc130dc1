#include "loop.h"

#include <pthread.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <string>

namespace wagate::http_server {

namespace {

constexpr int kMaxEvents = 512;
constexpr std::size_t kMaxTasksPerTurn = 256;
constexpr std::int64_t kMaxTaskNs = 200000;
constexpr std::int64_t kCheckEveryMs = 250;

thread_local const Loop* current_loop = nullptr;

// A piece of the server's own work as a task of the inbox.
class Work final : public abi::Task {
 public:
  explicit Work(std::function<void()> work) : work_(std::move(work)) {}
  void run() noexcept override { work_(); }
  void release() noexcept override { delete this; }

 private:
  std::function<void()> work_;
};

}  // namespace

Loop::Loop(std::uint32_t index, const All& all, const Surroundings& surroundings)
    : routes(std::make_shared<Routes>()),
      index_(index),
      all_(all),
      surroundings_(surroundings),
      receive_buffer_(std::make_unique<char[]>(kReceiveBytes)),
      now_ms_(clock_ms()),
      wheel_(now_ms_) {}

Loop::~Loop() {
  for (const Inbox::Item& item : inbox_.close()) item.task->release();
  if (epoll_fd_ >= 0) ::close(epoll_fd_);
  if (wake_fd_ >= 0) ::close(wake_fd_);
}

void Loop::prepare() {
  epoll_fd_ = ::epoll_create1(EPOLL_CLOEXEC);
  wake_fd_ = ::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
  if (epoll_fd_ < 0 || wake_fd_ < 0) {
    throw std::runtime_error(std::string("an I/O loop cannot be set up: ") + std::strerror(errno) +
                             "; raise the limit of open files (ulimit -n)");
  }
  control(EPOLL_CTL_ADD, wake_fd_, EPOLLIN, &wake_fd_);
}

void Loop::start() {
  thread_ = std::thread([this] { run(); });
  pthread_setname_np(thread_.native_handle(), ("http-" + std::to_string(index_)).substr(0, 15).c_str());
}

void Loop::control(int operation, int fd, std::uint32_t events, void* data) {
  epoll_event event{};
  event.events = events;
  event.data.ptr = data;
  ::epoll_ctl(epoll_fd_, operation, fd, &event);
}

bool Loop::is_current() const { return current_loop == this; }

void Loop::post(abi::Task* task, std::int64_t delay_ms) {
  switch (inbox_.push({task, delay_ms, false})) {
    case Inbox::Push::accepted:
      return;
    case Inbox::Push::accepted_wake:
      return wake();
    case Inbox::Push::closed:
      task->release();
  }
}

bool Loop::submit(std::function<void()> work) {
  auto* task = new Work(std::move(work));
  switch (inbox_.push({task, 0, true})) {
    case Inbox::Push::accepted:
      return true;
    case Inbox::Push::accepted_wake:
      wake();
      return true;
    case Inbox::Push::closed:
      break;
  }
  task->release();
  return false;
}

void Loop::wake() {
  const std::uint64_t one = 1;
  [[maybe_unused]] const ssize_t written = ::write(wake_fd_, &one, sizeof(one));
}

void Loop::begin_stop() {
  submit([this] {
    stopping_ = true;
    for (Connection* connection = connections_; connection;) {
      Connection* const next = connection->next_;
      if (!connection->buried_) connection->on_stop();
      connection = next;
    }
    phase_ = Phase::draining;
  });
}

void Loop::finish_stop() {
  submit([this] {
    stopping_ = true;
    for (Connection* connection = connections_; connection; connection = connection->next_) connection->bury();
    phase_ = Phase::finished;
  });
}

bool Loop::wait_ended(std::chrono::steady_clock::time_point deadline) {
  return has_ended_.wait_until(deadline) == std::future_status::ready;
}

void Loop::join() {
  if (thread_.joinable()) thread_.join();
}

void Loop::add(std::unique_ptr<Connection> connection, std::uint32_t events) {
  Connection* const added = connection.release();
  added->next_ = connections_;
  if (connections_) connections_->previous_ = added;
  connections_ = added;
  added->interest_ = events;
  control(EPOLL_CTL_ADD, added->socket_.fd(), events, added);
}

void Loop::forget(const Socket& socket) { control(EPOLL_CTL_DEL, socket.fd(), 0, nullptr); }

void Loop::listen_to(int fd, EventSink& sink) {
  listener_ = &sink;
  control(EPOLL_CTL_ADD, fd, EPOLLIN, &listener_);
}

void Loop::ignore(int fd) { control(EPOLL_CTL_DEL, fd, 0, nullptr); }

char* Loop::scratch() {
  if (!scratch_) scratch_ = std::make_unique<char[]>(Socket::kScratchBytes);
  return scratch_.get();
}

void Loop::run() {
  current_loop = this;
  while (phase_ == Phase::running || connections_) {
    if (phase_ == Phase::finished && !connections_) break;
    turn();
  }
  leave();
  current_loop = nullptr;
  ended_promise_.set_value();
}

void Loop::turn() {
  epoll_event events[kMaxEvents];
  const int timeout = sleep_ms();
  const int count = ::epoll_wait(epoll_fd_, events, kMaxEvents, timeout);
  if (timeout != 0) inbox_.wake_up();
  now_ms_ = clock_ms();

  for (int i = 0; i < count; ++i) {
    void* const data = events[i].data.ptr;
    if (data == &wake_fd_) {
      std::uint64_t ignored;
      [[maybe_unused]] const ssize_t size = ::read(wake_fd_, &ignored, sizeof(ignored));
    } else if (data == &listener_) {
      if (!stopping_) listener_->on_ready();
    } else {
      auto* const connection = static_cast<Connection*>(data);
      if (!connection->buried_) connection->on_events(events[i].events);
    }
  }
  wheel_.run_due(now_ms_);
  run_tasks();
  run_checks();
  flush_dirty();
  bury_dead();

  Counters::add(surroundings_.counters.messages_sent, sent_frames_);
  Counters::add(surroundings_.counters.bytes_sent, sent_bytes_);
  sent_frames_ = sent_bytes_ = 0;
}

// How long epoll may wait; 0 when there is work. Only after this returned something else does
// the inbox take the loop for asleep.
int Loop::sleep_ms() {
  if (next_task_ < tasks_.size() || !dirty_.empty()) return 0;
  std::int64_t wait = wheel_.next_ms(now_ms_);
  if (watched_) {
    const std::int64_t check = std::max<std::int64_t>(0, next_check_ms_ - now_ms_);
    wait = wait < 0 ? check : std::min(wait, check);
  }
  if (wait == 0 || !inbox_.fall_asleep()) return 0;
  return static_cast<int>(std::min<std::int64_t>(wait, 60000));
}

void Loop::run_tasks() {
  if (next_task_ == tasks_.size()) {
    tasks_.clear();
    next_task_ = 0;
  }
  inbox_.take(tasks_);
  if (tasks_.empty()) return;
  const std::int64_t begin = surroundings_.clock.monotonic_ns();
  std::size_t ran = 0;
  while (next_task_ < tasks_.size()) {
    const Inbox::Item item = tasks_[next_task_++];
    if (item.delay_ms > 0) {
      wheel_.add(now_ms_, item.delay_ms, item.task);
    } else {
      item.task->run();
      item.task->release();
    }
    if (++ran >= kMaxTasksPerTurn) break;
    if (ran % 8 == 0 && surroundings_.clock.monotonic_ns() - begin > kMaxTaskNs) break;
  }
}

void Loop::run_checks() {
  if (!watched_) {
    next_check_ms_ = now_ms_ + kCheckEveryMs;
    return;
  }
  if (now_ms_ < next_check_ms_) return;
  next_check_ms_ = now_ms_ + kCheckEveryMs;
  for (Connection* connection = watched_; connection; connection = check_next_) {
    check_next_ = connection->watched_next_;
    connection->on_check(now_ms_);
  }
  check_next_ = nullptr;
}

void Loop::flush_dirty() {
  // A flush may end a connection, and that may mark others; they go out in the next turn.
  std::vector<Connection*> round;
  round.swap(dirty_);
  for (Connection* connection : round) {
    connection->dirty_ = false;
    if (!connection->buried_) connection->flush();
  }
  round.clear();
  if (dirty_.empty()) dirty_.swap(round);
}

void Loop::bury_dead() {
  while (!ended_.empty() || !dead_.empty()) {
    std::vector<Connection*> ended;
    ended.swap(ended_);
    for (Connection* connection : ended) connection->on_ended();
    std::vector<Connection*> dead;
    dead.swap(dead_);
    for (Connection* connection : dead) {
      connection->on_buried();
      if (connection->dirty_) std::erase(dirty_, connection);
      if (connection->previous_)
        connection->previous_->next_ = connection->next_;
      else
        connections_ = connection->next_;
      if (connection->next_) connection->next_->previous_ = connection->previous_;
      delete connection;
    }
  }
}

// The thread's last act: what is left is released, the server's own work is still done.
void Loop::leave() {
  std::vector<Inbox::Item> rest(tasks_.begin() + static_cast<std::ptrdiff_t>(next_task_), tasks_.end());
  tasks_.clear();
  next_task_ = 0;
  for (const Inbox::Item& item : inbox_.close()) rest.push_back(item);
  for (const Inbox::Item& item : rest) {
    if (item.internal) item.task->run();
    item.task->release();
  }
  bury_dead();
  wheel_.release_all();
}

}  // namespace wagate::http_server
