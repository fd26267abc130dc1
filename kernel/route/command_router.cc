#include "kernel/route/command_router.h"

#include <atomic>
#include <mutex>
#include <string>
#include <utility>

#include "wagate/commands.h"
#include "wagate/task.h"

namespace wagate {

namespace {

using abi::StatusCode;

bool needs_session(std::string_view command) {
  return command == commands::kSendNode || command == commands::kSendText || command == commands::kSetPresence;
}

void refuse(abi::CommandReply* reply, StatusCode code, std::string_view reason, const std::string& sentence) {
  reply->fail(code, reason, sentence);
  reply->release();
}

}  // namespace

// A command under way: the asker's reply until it is answered, once.
class CommandRouter::Pending : public std::enable_shared_from_this<Pending> {
 public:
  Pending(CommandRouter& router, abi::CommandReply* reply) : router_(router), reply_(reply) {}

  // False when it was answered before.
  bool ok(const abi::DocumentRef& result) {
    abi::CommandReply* reply = take();
    if (!reply) return false;
    reply->ok(result);
    reply->release();
    return true;
  }
  bool fail(StatusCode code, abi::StringRef reason, abi::StringRef sentence) {
    abi::CommandReply* reply = take();
    if (!reply) return false;
    reply->fail(code, reason, sentence);
    reply->release();
    return true;
  }

  // The provider answers later: not for ever.
  void start_deadline() {
    std::lock_guard lock(mutex_);
    if (!reply_) return;
    timer_ = router_.timers_.after(router_.options_.deadline_ms, make_task([self = shared_from_this()] {
      self->fail(StatusCode::deadline_exceeded, "deadline_exceeded",
                 "no answer within " + std::to_string(self->router_.options_.deadline_ms / 1000) + " s");
    }));
  }

 private:
  abi::CommandReply* take() {
    abi::CommandReply* reply = nullptr;
    abi::TimerId timer = 0;
    {
      std::lock_guard lock(mutex_);
      reply = std::exchange(reply_, nullptr);
      timer = std::exchange(timer_, 0);
    }
    if (timer != 0) router_.timers_.cancel(timer);
    return reply;
  }

  CommandRouter& router_;
  std::mutex mutex_;
  abi::CommandReply* reply_;  // guarded by mutex_; null once answered
  abi::TimerId timer_ = 0;    // guarded by mutex_
};

// What the provider gets.
class CommandRouter::Reply final : public abi::CommandReply {
 public:
  Reply(std::shared_ptr<Pending> pending, UnitGuard& guard) : pending_(std::move(pending)), guard_(guard) {}

  void ok(const abi::DocumentRef& result) noexcept override {
    if (first()) pending_->ok(result);
  }
  void fail(StatusCode code, abi::StringRef reason, abi::StringRef sentence) noexcept override {
    if (first()) pending_->fail(code == StatusCode::ok ? StatusCode::internal : code, reason, sentence);
  }
  void release() noexcept override {
    if (!answered_.exchange(true)) {
      guard_.fault("execute", "it released a command's reply without an answer");
      pending_->fail(StatusCode::internal, "internal", "the session gave no answer");
    }
    delete this;
  }

 private:
  bool first() {
    if (!answered_.exchange(true)) return true;
    guard_.fault("execute", "it answered a command twice");
    return false;
  }

  const std::shared_ptr<Pending> pending_;
  UnitGuard& guard_;
  std::atomic<bool> answered_{false};
};

void CommandRouter::execute(const abi::Command& command, abi::CommandReply* reply) noexcept {
  const InstancePtr instance =
      command.instance != 0 ? registry_.find_key(command.instance) : registry_.find(command.instance_name);
  if (!instance) {
    const std::string name = command.instance_name.empty() ? "" : " \"" + command.instance_name.str() + "\"";
    refuse(reply, StatusCode::not_found, "not_found", "there is no instance" + name);
    return;
  }
  if (needs_session(command.name) && instance->state != abi::ConnectionState::open) {
    refuse(reply, StatusCode::failed_precondition, "not_connected",
           "The \"" + instance->name + "\" instance is not connected");
    return;
  }

  abi::Command routed = command;
  routed.size = sizeof(abi::Command);
  routed.instance = instance->key;
  routed.instance_name = instance->name;
  const auto pending = std::make_shared<Pending>(*this, reply);
  const bool found = control_.with_provider(*instance, [&](abi::SessionProvider& provider, UnitGuard& guard) {
    auto* answer = new Reply(pending, guard);
    bool taken = false;
    const bool ran = guard.call("execute", [&] {
      taken = true;
      provider.execute(routed, answer);
    });
    if (!taken) {
      pending->fail(StatusCode::unavailable, "unavailable", "unit \"" + guard.unit() + "\" keeps failing; try again later");
      answer->ok({});  // answered already: only so that its release counts no fault
      answer->release();
    } else if (!ran) {
      pending->fail(StatusCode::internal, "internal", "unit \"" + guard.unit() + "\" failed");
    }
  });
  if (!found) {
    pending->fail(StatusCode::unavailable, "no_provider",
                  "no running unit serves \"" + instance->integration + "\"; see [instances.integrations]");
    return;
  }
  pending->start_deadline();
}

}  // namespace wagate
