#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "session/wire.h"
#include "store/transaction.h"

namespace wagate::session_whatsapp {

// Keeps prekeys on the server, so that others can write to this device while it is away: one-time prekeys in stock, and a
// signed one that is replaced every month. Used on the lane.
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

  // Replaces the signed prekey on the server when it is due. `now` in Unix seconds.
  void rotate_when_due(std::int64_t now);

 private:
  void upload(std::size_t count, std::function<void()> done);
  // Those that are left from an upload that failed, and fresh ones.
  std::vector<OneTimePrekey> prekeys_to_send(std::size_t count);

  Wire& wire_;
  SessionStore& store_;
  // One at a time: an upload names the signed prekey, too, and the last one the server hears of is what it hands out.
  bool is_busy_ = false;
  bool runs_low_ = false;  // the server said so while we were busy
};

}  // namespace wagate::session_whatsapp
