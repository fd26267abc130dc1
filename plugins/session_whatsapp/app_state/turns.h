#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <utility>

namespace wagate::session_whatsapp {

// Lets one thing of several steps happen at a time: a patch must not be made while another is on its way. Used on the
// lane.
//
//   turns.take([this] { begin(); });   // at once, or when those before are over
//   ...
//   turns.over();                      // later, once, by whoever has the turn
class Turns {
 public:
  void take(std::function<void()> begin) {
    waiting_.push_back(std::move(begin));
    next();
  }

  void over() {
    is_taken_ = false;
    next();
  }

  std::size_t waiting() const { return waiting_.size(); }

 private:
  void next() {
    if (is_taken_ || waiting_.empty()) return;
    is_taken_ = true;
    const std::function<void()> begin = std::move(waiting_.front());
    waiting_.pop_front();
    begin();
  }

  std::deque<std::function<void()>> waiting_;
  bool is_taken_ = false;
};

}  // namespace wagate::session_whatsapp
