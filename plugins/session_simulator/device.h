#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

#include "happening.h"
#include "media_shelf.h"
#include "prng.h"
#include "refusal.h"
#include "reply_box.h"
#include "settings.h"
#include "stanza_log.h"
#include "wagate/document.h"
#include "world.h"

namespace wagate::session_simulator {

inline constexpr std::size_t kMaxWaitingSends = 256;
inline constexpr std::int64_t kTypingPieceMs = 20'000;  // typing is shown in pieces of at most that long

// The linked device that executes commands: what an action may use of its session.
//
// Every function is called under the session's lock, and none publishes or answers at once: what an action
// puts here leaves in that order when the lock is free.
class Device {
 public:
  virtual World& world() = 0;
  virtual Prng& choices() = 0;  // for commands alone, so that they do not change what happens by itself
  virtual MediaShelf& shelf() = 0;
  virtual StanzaLog& stanzas() = 0;
  virtual std::size_t& waiting_sends() = 0;                   // commands that wait for their delay
  virtual bool is_unknown(const std::string& jid) const = 0;  // not on WhatsApp
  virtual bool is_live() const = 0;
  virtual std::int64_t wall_ms() const = 0;

  virtual void put(Happening happening) = 0;
  virtual void schedule(Scene scene) = 0;  // beside what happens by itself
  virtual void perform(Scene scene) = 0;   // after what happens by itself just now
  virtual void after(std::int64_t ms, std::function<void()> action) = 0;

  // Runs `action`; a Refusal it throws becomes the answer.
  virtual void attempt(const ReplyBox& reply, const std::function<void()>& action) = 0;
  virtual void answer(const ReplyBox& reply, Document result = {}) = 0;
  // Publishes the event; its document is the answer when nobody denies it.
  virtual void publish_and_answer(Happening happening, const ReplyBox& reply) = 0;
  // The account changed in a way that survives a restart.
  virtual void keep_account() = 0;

 protected:
  ~Device() = default;
};

// What a command does once its arguments are understood.
using Action = std::function<void(Device&, const ReplyBox&)>;

}  // namespace wagate::session_simulator
