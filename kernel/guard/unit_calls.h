#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "wagate/abi/host.h"

namespace wagate {

// The calls into one unit that may block or hang. They run on the executor, so that the thread that
// asks (an I/O loop, say) never waits for a plugin.
//
// At most `limit` of them run at a time, so that one unit cannot have the whole pool; the others wait.
// Calls of one line run one after another, in the order they were posted; a call of line 0 waits for
// nobody. When the unit hangs (a call of the same line, or `limit` calls, have not returned for longer
// than they said they would take), new calls are refused at once instead of queueing up behind it.
//
//   calls->post({.what = "execute", .line = instance, .bytes = size, .hangs_after_ms = 20'000,
//                .run = [=] { provider->execute(*command, reply); },
//                .refuse = [=](std::string_view why) { answer(unavailable, why); }});
//
// A deadline for the asker is the asker's business: a call that waited too long should look, in `run`,
// whether anybody still wants it. Every member may be called from any thread.
class UnitCalls {
 public:
  struct Options {
    std::size_t limit = 2;
    std::size_t max_waiting = 1024;
    std::size_t max_bytes = 64u << 20;  // of waiting calls
  };

  // Exactly one of `run` and `refuse` is called, once: `run` on the executor, `refuse` there or before post()
  // returns. `closing`, if there is one, is called in addition when the unit closes while the call runs. What they
  // captured ends before the call counts as returned. None may throw.
  struct Call {
    const char* what = "";  // for sentences; a literal
    std::uint64_t line = 0;
    std::size_t bytes = 0;  // of memory that the call holds while it waits
    std::int64_t hangs_after_ms = 0;
    std::function<void()> run;
    std::function<void(std::string_view why)> refuse;  // why: "unit \"x\" is busy: ..."
    std::function<void()> closing = {};
  };

  UnitCalls(std::string unit, abi::Executor& executor, abi::Clock& clock, Options options);
  UnitCalls(const UnitCalls&) = delete;
  UnitCalls& operator=(const UnitCalls&) = delete;
  ~UnitCalls();  // closes; the executor outlives the calls that run

  void post(Call call);

  // Refuses what waits and what comes, and waits until nothing runs. False when something still does after
  // `patience`: then the unit must be left as it is, because its code is in use. May be called again.
  [[nodiscard]] bool close(std::chrono::milliseconds patience);

  // The call that has been running for longest, or "".
  std::string_view oldest() const;

 private:
  struct State;
  class Turn;  // what goes to the executor

  std::shared_ptr<State> state_;  // shared with what is in the executor
};

enum class CallEnd { returned, refused, late };

// Runs `call` through `calls` and waits for it, `patience` at most, for callers that may block. It goes on
// after `late`, unless it has not begun: then it is dropped. So it must own what it uses. `why` says in
// words why it did not return.
CallEnd call_and_wait(UnitCalls& calls, const char* what, std::chrono::milliseconds patience,
                      std::function<void()> call, std::string& why);

}  // namespace wagate
