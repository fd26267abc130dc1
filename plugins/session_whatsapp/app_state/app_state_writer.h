#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "app_state/app_state_intake.h"
#include "app_state/app_state_sync.h"
#include "app_state/patch_maker.h"
#include "app_state/turns.h"
#include "chat/chat_place.h"
#include "session/reply_box.h"
#include "session/wire.h"

namespace wagate::session_whatsapp {

// Changes shared settings of the account: sends a signed patch, and takes it in, with the events that come of it, once
// the server has. When others were faster, what they changed is fetched first and the patch made anew. Used on the lane.
class AppStateWriter {
 public:
  static constexpr std::size_t kMaxWaiting = 256;
  static constexpr int kMaxTries = 4;

  enum class Outcome : std::uint8_t {
    done,
    no_key,         // the phone has not shared its keys yet
    too_many,       // kMaxWaiting changes wait already
    not_connected,
    no_answer,
    conflict,       // others were faster, each time
    refused,
  };
  using Done = std::function<void(Outcome)>;

  // All outlive it.
  AppStateWriter(ChatPlace& place, AppStateIntake& intake, AppStateSync& sync, Turns& turns)
      : place_(place), intake_(intake), sync_(sync), turns_(turns) {}

  // `done` is called once, on the lane, maybe from within the call.
  void write(AppStateChange change, Done done);

  // The own name, as others see it beside messages.
  void set_push_name(std::string_view name, Done done);

 private:
  struct Write;

  void attempt(const std::shared_ptr<Write>& write);
  void take_answer(const std::shared_ptr<Write>& write, const Answer& answer);
  void finish(const std::shared_ptr<Write>& write, Outcome outcome);

  ChatPlace& place_;
  AppStateIntake& intake_;
  AppStateSync& sync_;
  Turns& turns_;
};

// Answers a command with what came of the write.
void answer_write(const ReplyBox& reply, AppStateWriter::Outcome outcome);

}  // namespace wagate::session_whatsapp
