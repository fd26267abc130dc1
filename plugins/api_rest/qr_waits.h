#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>

#include "wagate/abi/host.h"
#include "wagate/abi/instances.h"

namespace wagate::api_rest {

// Calls that wait for the first QR code of an instance, without a thread for each: an observer of
// the registry and a timer wake them, whichever comes first.
//
// Every member may be called from any thread; start() and stop() by the unit's control thread.
class QrWaits final : public abi::InstanceObserver, public std::enable_shared_from_this<QrWaits> {
 public:
  QrWaits(abi::Instances& instances, abi::Timers& timers, abi::Executor& executor)
      : instances_(instances), timers_(timers), executor_(executor) {}

  void start();

  // Wakes everybody; later waits end at once.
  void stop();

  enum class Until {
    code_or_open,    // it shows a code or is open, perhaps already
    code_or_opened,  // it shows a code or becomes open: right after a restart "open" may be old news
  };

  // Runs `then` once, on the executor: when that has happened, when the instance is gone, or after
  // `patience_ms`. It finds out itself which of them it was.
  void wait(abi::InstanceKey key, Until until, std::int64_t patience_ms, std::function<void()> then);

  void on_instance(Change change, const abi::InstanceInfo& info) noexcept override;

 private:
  struct Wait {
    abi::InstanceKey key;
    abi::TimerId timer;
    std::function<void()> then;
  };

  void wake(std::uint64_t id);
  void run(std::function<void()> then);

  abi::Instances& instances_;
  abi::Timers& timers_;
  abi::Executor& executor_;
  std::mutex mutex_;
  std::map<std::uint64_t, Wait> waits_;  // guarded by mutex_
  std::uint64_t last_id_ = 0;            // guarded by mutex_
  bool running_ = false;                 // guarded by mutex_
};

}  // namespace wagate::api_rest
