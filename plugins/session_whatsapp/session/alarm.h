#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "session/workplace.h"

namespace wagate::session_whatsapp {

// Calls a function on a lane when a time has passed. One alarm has one time: setting it again replaces the last.
//
//   Alarm retry(place);
//   retry.set(2'000, [this] { connect(); });
//
// Used on its lane; or anywhere once the lane is shut. After cancel(), and after the alarm is gone, the function is not
// called.
class Alarm {
 public:
  explicit Alarm(const Workplace& place) : place_(place) {}
  Alarm(const Alarm&) = delete;
  Alarm& operator=(const Alarm&) = delete;
  ~Alarm();

  void set(std::int64_t after_ms, std::function<void()> function);
  void cancel();
  bool is_set() const { return timer_ != 0; }

 private:
  // Shared with the task that waits: tells it whether it is still the one that counts.
  struct State {
    std::uint64_t generation = 0;
  };

  const Workplace place_;
  const std::shared_ptr<State> state_ = std::make_shared<State>();
  abi::TimerId timer_ = 0;
};

}  // namespace wagate::session_whatsapp
