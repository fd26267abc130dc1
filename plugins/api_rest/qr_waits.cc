#include "qr_waits.h"

#include <utility>
#include <vector>

#include "wagate/task.h"

namespace wagate::api_rest {

namespace {

bool has_something_to_show(const abi::InstanceInfo& info) {
  return !info.qr_code.empty() || info.state == abi::ConnectionState::open;
}

class Look final : public abi::InstanceVisitor {
 public:
  bool visit(const abi::InstanceInfo& info) noexcept override {
    has_code = !info.qr_code.empty();
    is_open = info.state == abi::ConnectionState::open;
    is_there = true;
    return false;
  }
  bool has_code = false;
  bool is_open = false;
  bool is_there = false;
};

}  // namespace

void QrWaits::start() {
  {
    std::lock_guard lock(mutex_);
    running_ = true;
  }
  instances_.watch(*this);
}

void QrWaits::stop() {
  instances_.unwatch(*this);
  std::map<std::uint64_t, Wait> waits;
  {
    std::lock_guard lock(mutex_);
    running_ = false;
    waits.swap(waits_);
  }
  for (auto& [id, wait] : waits) {
    timers_.cancel(wait.timer);
    run(std::move(wait.then));
  }
}

void QrWaits::wait(abi::InstanceKey key, Until until, std::int64_t patience_ms, std::function<void()> then) {
  std::uint64_t id = 0;
  {
    std::lock_guard lock(mutex_);
    if (running_) waits_.emplace(id = ++last_id_, Wait{key, 0, std::move(then)});
  }
  if (id == 0) {
    run(std::move(then));
    return;
  }

  const abi::TimerId timer =
      timers_.after(patience_ms, make_task([self = shared_from_this(), id] { self->wake(id); }));
  bool is_waiting = false;
  {
    std::lock_guard lock(mutex_);
    const auto entry = waits_.find(id);
    is_waiting = entry != waits_.end();
    if (is_waiting) entry->second.timer = timer;
  }
  if (!is_waiting) {
    timers_.cancel(timer);
    return;
  }

  // The code may have come before the wait was known to the observer.
  Look look;
  instances_.find_key(key, look);
  if (!look.is_there || look.has_code || (look.is_open && until == Until::code_or_open)) wake(id);
}

void QrWaits::on_instance(Change change, const abi::InstanceInfo& info) noexcept {
  if (change != Change::removed && !has_something_to_show(info)) return;
  std::vector<std::uint64_t> ready;
  {
    std::lock_guard lock(mutex_);
    for (const auto& [id, wait] : waits_)
      if (wait.key == info.key) ready.push_back(id);
  }
  for (std::uint64_t id : ready) wake(id);
}

void QrWaits::wake(std::uint64_t id) {
  Wait woken;
  {
    std::lock_guard lock(mutex_);
    const auto entry = waits_.find(id);
    if (entry == waits_.end()) return;
    woken = std::move(entry->second);
    waits_.erase(entry);
  }
  if (woken.timer != 0) timers_.cancel(woken.timer);
  run(std::move(woken.then));
}

void QrWaits::run(std::function<void()> then) {
  executor_.post(make_task([then = std::move(then)] { then(); }));
}

}  // namespace wagate::api_rest
