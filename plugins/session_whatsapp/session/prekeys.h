#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "session/wire.h"
#include "store/transaction.h"

namespace wagate::session_whatsapp {

// Keeps one-time prekeys on the server, so that others can write to this device while it is away. Used on the lane.
class Prekeys {
 public:
  static constexpr std::size_t kFirstUpload = 812;
  static constexpr std::size_t kUpload = 50;
  static constexpr std::int64_t kFewLeft = 5;

  // Both outlive it.
  Prekeys(Wire& wire, SessionStore& store) : wire_(wire), store_(store) {}

  // Asks how many the server has, uploads when they are few, then calls `done`, whether it went well or not: others can
  // write without one-time prekeys, and the next login tries again. Not twice at a time.
  void check(std::function<void()> done);

  // The server told that so many are left.
  void take_count(std::int64_t left);

 private:
  void upload(std::size_t count, std::function<void()> done);
  // Those that are left from an upload that failed, and fresh ones.
  std::vector<OneTimePrekey> prekeys_to_send(std::size_t count);

  Wire& wire_;
  SessionStore& store_;
  bool uploading_ = false;
};

}  // namespace wagate::session_whatsapp
