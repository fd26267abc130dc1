#include "kernel/guard/unit_calls.h"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <list>
#include <mutex>
#include <unordered_map>
#include <utility>
#include <vector>

namespace wagate {

namespace {

constexpr std::int64_t kCallNsPerMs = 1'000'000;
constexpr int kCallsPerTurn = 64;  // then the executor's other tasks have theirs

}  // namespace

struct UnitCalls::State {
  struct Running {
    const char* what;
    std::uint64_t line;
    std::int64_t started_ns;
    std::int64_t hangs_after_ms;
    std::function<void()> closing;

    bool hangs(std::int64_t now) const { return now - started_ns > hangs_after_ms * kCallNsPerMs; }
  };

  State(std::string name, abi::Executor& pool, abi::Clock& time, Options limits)
      : unit(std::move(name)), executor(pool), clock(time), options(limits) {}

  // Why a new call cannot be taken, or "". mutex held.
  std::string refusal(const Call& call) const;
  void queue(Call call);                                 // mutex held
  void move_up(std::uint64_t line);                      // mutex held; the first of the line has returned
  std::vector<Call> take_waiting();                      // mutex held
  void refuse(std::vector<Call>& calls, std::string_view why);

  const std::string unit;
  abi::Executor& executor;
  abi::Clock& clock;
  const Options options;

  mutable std::mutex mutex;
  std::condition_variable returned;
  bool closed = false;                                        // guarded by mutex
  std::size_t turns = 0;                                      // guarded by mutex; in the executor, waiting or running
  std::deque<Call> ready;                                     // guarded by mutex; may run as soon as there is a turn
  std::unordered_map<std::uint64_t, std::deque<Call>> lines;  // guarded by mutex; behind one that is ready or runs
  std::size_t waiting = 0;                                    // guarded by mutex; in `ready` and `lines`
  std::size_t waiting_bytes = 0;                              // guarded by mutex
  std::list<Running> running;                                 // guarded by mutex; the oldest first
};

// A place in the executor: runs calls that are ready until there are none, or for a while.
class UnitCalls::Turn final : public abi::Task {
 public:
  explicit Turn(std::shared_ptr<State> state) : state_(std::move(state)) {}

  void run() noexcept override {
    ran_ = true;
    for (int i = 0; i < kCallsPerTurn; ++i) {
      if (!run_one()) return;
    }
    state_->executor.post(new Turn(state_));
  }

  void release() noexcept override {
    if (!ran_) give_up();
    delete this;
  }

 private:
  bool run_one() {
    std::unique_lock lock(state_->mutex);
    if (state_->ready.empty()) {
      --state_->turns;
      return false;
    }
    Call call = std::move(state_->ready.front());
    state_->ready.pop_front();
    --state_->waiting;
    state_->waiting_bytes -= call.bytes;
    const std::uint64_t line = call.line;
    const auto entry = state_->running.insert(
        state_->running.end(), {call.what, line, state_->clock.monotonic_ns(), call.hangs_after_ms, std::move(call.closing)});
    lock.unlock();

    call.run();
    call = {};  // what it captured ends before the call counts as returned

    lock.lock();
    const std::function<void()> closing = std::move(entry->closing);  // ends after the lock
    state_->running.erase(entry);
    state_->move_up(line);
    if (state_->running.empty()) state_->returned.notify_all();
    lock.unlock();
    return true;
  }

  // The executor has stopped: nobody will run what waits.
  void give_up() {
    std::vector<Call> left;
    {
      std::lock_guard lock(state_->mutex);
      --state_->turns;
      left = state_->take_waiting();
    }
    state_->refuse(left, "is stopping");
  }

  const std::shared_ptr<State> state_;
  bool ran_ = false;
};

std::string UnitCalls::State::refusal(const Call& call) const {
  if (closed) return "is stopping";
  const std::int64_t now = clock.monotonic_ns();
  std::size_t hanging = 0;
  for (const Running& each : running) {
    if (!each.hangs(now)) continue;
    ++hanging;
    if (hanging < options.limit && (call.line == 0 || call.line != each.line)) continue;
    return std::string("hangs: ") + each.what + "() has not returned for " +
           std::to_string((now - each.started_ns) / kCallNsPerMs) + " ms";
  }
  if (waiting >= options.max_waiting || call.bytes > options.max_bytes - waiting_bytes)
    return "is busy: " + std::to_string(waiting) + " calls wait for it";
  return {};
}

void UnitCalls::State::queue(Call call) {
  ++waiting;
  waiting_bytes += call.bytes;
  if (call.line != 0) {
    const auto [line, first] = lines.try_emplace(call.line);
    if (!first) {
      line->second.push_back(std::move(call));
      return;
    }
  }
  ready.push_back(std::move(call));
}

void UnitCalls::State::move_up(std::uint64_t key) {
  const auto line = key == 0 ? lines.end() : lines.find(key);
  if (line == lines.end()) return;
  if (line->second.empty()) {
    lines.erase(line);
    return;
  }
  ready.push_back(std::move(line->second.front()));
  line->second.pop_front();
}

std::vector<UnitCalls::Call> UnitCalls::State::take_waiting() {
  std::vector<Call> out;
  out.reserve(waiting);
  for (Call& call : ready) out.push_back(std::move(call));
  ready.clear();
  for (auto& [key, line] : lines) {
    for (Call& call : line) out.push_back(std::move(call));
  }
  lines.clear();
  waiting = 0;
  waiting_bytes = 0;
  return out;
}

void UnitCalls::State::refuse(std::vector<Call>& calls, std::string_view why) {
  const std::string sentence = "unit \"" + unit + "\" " + std::string(why);
  for (Call& call : calls) {
    call.refuse(sentence);
    call = {};
  }
}

UnitCalls::UnitCalls(std::string unit, abi::Executor& executor, abi::Clock& clock, Options options)
    : state_(std::make_shared<State>(std::move(unit), executor, clock, options)) {}

UnitCalls::~UnitCalls() { (void)close(std::chrono::milliseconds(0)); }

void UnitCalls::post(Call call) {
  std::string why;
  bool needs_turn = false;
  {
    std::lock_guard lock(state_->mutex);
    why = state_->refusal(call);
    if (why.empty()) {
      state_->queue(std::move(call));
      needs_turn = !state_->ready.empty() && state_->turns < state_->options.limit;
      if (needs_turn) ++state_->turns;
    }
  }
  if (!why.empty()) {
    std::vector<Call> refused;
    refused.push_back(std::move(call));
    state_->refuse(refused, why);
    return;
  }
  if (needs_turn) state_->executor.post(new Turn(state_));
}

bool UnitCalls::close(std::chrono::milliseconds patience) {
  std::vector<Call> left;
  std::vector<std::function<void()>> closing;
  {
    std::lock_guard lock(state_->mutex);
    state_->closed = true;
    left = state_->take_waiting();
    for (State::Running& each : state_->running) {
      if (each.closing) closing.push_back(std::exchange(each.closing, nullptr));
    }
  }
  state_->refuse(left, "is stopping");
  for (const auto& tell : closing) tell();
  closing.clear();
  std::unique_lock lock(state_->mutex);
  return state_->returned.wait_for(lock, patience, [this] { return state_->running.empty(); });
}

std::string_view UnitCalls::oldest() const {
  std::lock_guard lock(state_->mutex);
  return state_->running.empty() ? std::string_view() : state_->running.front().what;
}

CallEnd call_and_wait(UnitCalls& calls, const char* what, std::chrono::milliseconds patience,
                      std::function<void()> call, std::string& why) {
  struct Outcome {
    std::mutex mutex;
    std::condition_variable changed;
    bool begun = false;
    bool given_up = false;
    bool over = false;
    CallEnd end = CallEnd::returned;
    std::string why;
  };
  const auto outcome = std::make_shared<Outcome>();
  const auto end = [outcome](CallEnd how, std::string_view reason) {
    std::lock_guard lock(outcome->mutex);
    if (outcome->over) return;
    outcome->over = true;
    outcome->end = how;
    outcome->why = reason;
    outcome->changed.notify_all();
  };
  UnitCalls::Call posted;
  posted.what = what;
  posted.hangs_after_ms = patience.count();
  posted.run = [outcome, end, call = std::move(call)] {
    {
      std::lock_guard lock(outcome->mutex);
      if (outcome->given_up) return;
      outcome->begun = true;
    }
    call();
    end(CallEnd::returned, "");
  };
  posted.refuse = [end](std::string_view reason) { end(CallEnd::refused, reason); };
  posted.closing = [end, what] { end(CallEnd::late, std::string(what) + "() has not returned when the gateway stopped"); };
  calls.post(std::move(posted));

  std::unique_lock lock(outcome->mutex);
  outcome->changed.wait_for(lock, patience, [&] { return outcome->over; });
  if (outcome->over) {
    why = outcome->why;
    return outcome->end;
  }
  outcome->given_up = true;
  why = std::string(what) + (outcome->begun ? "() has not returned for " : "() could not begin within ") +
        std::to_string(patience.count()) + " ms";
  return CallEnd::late;
}

}  // namespace wagate
