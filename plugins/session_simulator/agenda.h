#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <utility>

namespace wagate::session_simulator {

// What a session is going to do and when, in milliseconds of some clock. Things due at the same time come in
// the order they were entered. Not thread-safe: its session guards it.
class Agenda {
 public:
  using Action = std::function<void()>;
  using Entries = std::multimap<std::int64_t, Action>;

  void at(std::int64_t due_ms, Action action) { entries_.emplace(due_ms, std::move(action)); }

  std::optional<std::int64_t> next_due() const {
    if (entries_.empty()) return std::nullopt;
    return entries_.begin()->first;
  }

  // The first action that is due, removed from the agenda; empty when none is.
  Action take_due(std::int64_t now_ms) {
    if (entries_.empty() || entries_.begin()->first > now_ms) return {};
    Action action = std::move(entries_.begin()->second);
    entries_.erase(entries_.begin());
    return action;
  }

  // Everything, for the caller to destroy where no lock is held: actions own replies.
  Entries take_all() { return std::exchange(entries_, {}); }

  std::size_t size() const { return entries_.size(); }

 private:
  Entries entries_;
};

}  // namespace wagate::session_simulator
