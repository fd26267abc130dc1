#include "kernel/route/command_router.h"

#include <algorithm>
#include <atomic>
#include <iterator>
#include <mutex>
#include <string>
#include <utility>

#include "wagate/commands.h"
#include "wagate/document.h"
#include "wagate/task.h"

namespace wagate {

namespace {

using abi::StatusCode;

bool needs_session(std::string_view command) {
  return std::find(std::begin(commands::kOfAnOpenSession), std::end(commands::kOfAnOpenSession), command) !=
         std::end(commands::kOfAnOpenSession);
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
    {
      std::lock_guard lock(mutex_);
      if (!reply_) return;
      timer_ = router_.timers_.after(router_.options_.deadline_ms,
                                     make_task([self = shared_from_this()] { self->deadline(); }));
      if (router_.remember(shared_from_this())) return;
    }
    give_up();
  }

  void give_up() { fail(StatusCode::unavailable, "unavailable", "the gateway is stopping; try again later"); }

  // Around a call on the executor. begin() is false when nobody waits for the answer any more.
  bool begin(UnitGuard& guard) {
    std::lock_guard lock(mutex_);
    if (!reply_) return false;
    inside_ = &guard;
    return true;
  }
  void end() {
    std::lock_guard lock(mutex_);
    inside_ = nullptr;
  }

 private:
  void deadline() {
    const std::string seconds = std::to_string(router_.options_.deadline_ms / 1000) + " s";
    {
      // Under the lock: a call that has not returned keeps its unit, and the guard, alive.
      std::lock_guard lock(mutex_);
      if (inside_ && reply_) inside_->fault("execute", "it has not returned for " + seconds);
    }
    fail(StatusCode::deadline_exceeded, "deadline_exceeded", "no answer within " + seconds);
  }

  abi::CommandReply* take() {
    abi::CommandReply* reply = nullptr;
    abi::TimerId timer = 0;
    {
      std::lock_guard lock(mutex_);
      reply = std::exchange(reply_, nullptr);
      timer = std::exchange(timer_, 0);
    }
    if (timer != 0) {
      router_.timers_.cancel(timer);
      router_.forget(this);
    }
    return reply;
  }

  CommandRouter& router_;
  std::mutex mutex_;
  abi::CommandReply* reply_;     // guarded by mutex_; null once answered
  abi::TimerId timer_ = 0;       // guarded by mutex_; while it is set, the router remembers this object
  UnitGuard* inside_ = nullptr;  // guarded by mutex_; of the unit that is executing on the executor
};

// A command that has left its asker's thread: abi::Command is borrowed for the call.
struct CommandRouter::Copy {
  explicit Copy(const abi::Command& command)
      : name(command.name.str()), instance_name(command.instance_name.str()), arguments(command.arguments),
        view(arguments) {
    borrowed.name = name;
    borrowed.instance = command.instance;
    borrowed.instance_name = instance_name;
    borrowed.arguments = view.ref();
  }
  Copy(const Copy&) = delete;
  Copy& operator=(const Copy&) = delete;

  std::size_t bytes() const {
    std::size_t sum = sizeof(Copy) + name.size() + instance_name.size() + arguments.json.size();
    for (const std::string& attachment : arguments.attachments) sum += attachment.size();
    return sum;
  }

  const std::string name;
  const std::string instance_name;
  const Document arguments;
  const DocumentView view;
  abi::Command borrowed;
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
  const bool found = control_.with_provider(*instance, [&](const ProviderRef& unit) {
    if (unit.calls) {
      call_later(unit, routed, pending);
    } else {
      call(unit, routed, pending, /*in_place=*/true);
      pending->start_deadline();
    }
  });
  if (!found) {
    pending->fail(StatusCode::unavailable, "no_provider",
                  "no running unit serves \"" + instance->integration + "\"; see [instances.integrations]");
  }
}

void CommandRouter::call(const ProviderRef& unit, const abi::Command& command, const std::shared_ptr<Pending>& pending,
                         bool in_place) {
  UnitGuard& guard = *unit.guard;
  auto* answer = new Reply(pending, guard);
  bool taken = false;
  const auto execute = [&] {
    taken = true;
    unit.provider->execute(command, answer);
  };
  const bool ran = in_place ? guard.call("execute", execute) : guard.call_unhurried("execute", execute);
  if (!taken) {
    pending->fail(StatusCode::unavailable, "unavailable", "unit \"" + guard.unit() + "\" keeps failing; try again later");
    answer->ok({});  // answered already: only so that its release counts no fault
    answer->release();
  } else if (!ran) {
    pending->fail(StatusCode::internal, "internal", "unit \"" + guard.unit() + "\" failed");
  }
}

void CommandRouter::call_later(const ProviderRef& unit, const abi::Command& command,
                               const std::shared_ptr<Pending>& pending) {
  pending->start_deadline();
  const auto copy = std::make_shared<const Copy>(command);
  UnitCalls::Call posted;
  posted.what = "execute";
  posted.line = command.instance;
  posted.bytes = copy->bytes();
  posted.hangs_after_ms = options_.deadline_ms;
  posted.run = [callee = ProviderRef{unit.provider, unit.guard}, copy, pending] {
    if (!pending->begin(*callee.guard)) return;
    call(callee, copy->borrowed, pending, /*in_place=*/false);
    pending->end();
  };
  posted.refuse = [pending](std::string_view why) {
    pending->fail(StatusCode::unavailable, "unavailable", std::string(why));
  };
  unit.calls->post(std::move(posted));
}

bool CommandRouter::remember(const std::shared_ptr<Pending>& pending) {
  std::lock_guard lock(mutex_);
  if (stopping_) return false;
  waiting_.emplace(pending.get(), pending);
  return true;
}

void CommandRouter::forget(const Pending* pending) {
  std::lock_guard lock(mutex_);
  waiting_.erase(pending);
}

void CommandRouter::stop() {
  std::unordered_map<const Pending*, std::shared_ptr<Pending>> left;
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
    left.swap(waiting_);
  }
  for (const auto& [key, pending] : left) pending->give_up();
}

}  // namespace wagate
