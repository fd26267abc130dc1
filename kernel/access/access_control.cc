#include "kernel/access/access_control.h"

#include <algorithm>
#include <mutex>
#include <utility>

#include "wagate/task.h"

namespace wagate {

namespace {

using abi::StatusCode;

constexpr const char* kUndecided = "Authentication error";  // what a client reads when the gateway could not decide
constexpr const char* kStopping = "the gateway is stopping";

}  // namespace

// One question to the chain, from its copy of the request to the one outcome.
class AccessControl::Question : public std::enable_shared_from_this<Question> {
 public:
  Question(AccessControl& access, const abi::AuthRequest& request, RefusedStep step, Done done)
      : access_(access), request_(request), asked_for_(step), done_(std::move(done)) {}

  void ask_next();

  // An answer of the unit that was asked as number `step`. False when it came too late.
  bool allow(std::size_t step, const abi::PrincipalSpec& spec);
  bool deny(std::size_t step, std::string sentence, std::string reason);
  bool abstain(std::size_t step);
  bool challenge(std::size_t step);
  bool fail(std::size_t step, std::string reason);

  void deadline();
  void give_up();  // the gateway stops

 private:
  using Entry = UnitList<AuthStep>::EntryPtr;

  void ask(std::size_t step, const Entry& entry);
  void ask_later(std::size_t step, const Entry& entry);
  bool begin(std::size_t step);  // false: nobody waits for this unit any more
  bool put_question(std::size_t step, const AuthStep& unit, bool in_place);
  void start_deadline();
  bool take(std::size_t step, bool decides);
  void refuse(std::string sentence, std::string_view unit, std::string_view reason,
              StatusCode code = StatusCode::unauthenticated);
  void finish(const AuthOutcome& outcome);

  AccessControl& access_;
  const AuthRequestCopy request_;
  const RefusedStep asked_for_;
  const Done done_;

  std::mutex mutex_;
  std::size_t step_ = 0;         // guarded by mutex_; number of the unit being asked, from 1
  bool answered_ = true;         // guarded by mutex_; that unit has answered
  bool begun_ = false;           // guarded by mutex_; that unit has been called, not only queued up for
  bool decided_ = false;         // guarded by mutex_
  std::string unit_;             // guarded by mutex_; being asked
  bool advisory_ = false;        // guarded by mutex_
  abi::TimerId timer_ = 0;       // guarded by mutex_
  bool remembered_ = false;      // guarded by mutex_; AccessControl::stop() knows about it
  std::vector<Entry> asked_;  // guarded by mutex_; so that nobody is asked twice

  friend class Reply;
};

// The reply object of one unit: takes the first answer, counts the others.
class AccessControl::Reply final : public abi::AuthReply {
 public:
  Reply(std::shared_ptr<Question> question, std::size_t step, UnitGuard& guard)
      : question_(std::move(question)), step_(step), guard_(guard) {}

  void allow(const abi::PrincipalSpec& principal) noexcept override {
    if (first()) question_->allow(step_, principal);
  }
  void deny(abi::StringRef sentence, abi::StringRef reason) noexcept override {
    if (first()) question_->deny(step_, sentence.str(), reason.str());
  }
  void abstain() noexcept override {
    if (first()) question_->abstain(step_);
  }
  void challenge() noexcept override {
    if (first()) question_->challenge(step_);
  }
  void fail(abi::StringRef reason) noexcept override {
    if (first()) question_->fail(step_, reason.str());
  }
  void release() noexcept override {
    if (!answered_.exchange(true)) {
      guard_.fault("authenticate", "it released its reply without an answer");
      question_->fail(step_, "no answer was given");
    }
    delete this;
  }

 private:
  bool first() {
    if (!answered_.exchange(true)) return true;
    guard_.fault("authenticate", "it answered twice");
    return false;
  }

  const std::shared_ptr<Question> question_;
  const std::size_t step_;
  UnitGuard& guard_;
  std::atomic<bool> answered_{false};
};

void AccessControl::Question::ask_next() {
  auto chain = access_.chain_.visit();
  Entry next;
  std::size_t step = 0;
  {
    std::lock_guard lock(mutex_);
    if (decided_) return;
    for (const auto& entry : chain) {
      if (!entry->active() || std::find(asked_.begin(), asked_.end(), entry) != asked_.end()) continue;
      next = entry;
      break;
    }
    if (next) {
      asked_.push_back(next);
      step = ++step_;
      answered_ = false;
      begun_ = false;
      unit_ = next->unit;
      advisory_ = next->value.advisory;
    } else {
      decided_ = true;
    }
  }
  if (!next) {
    refuse("Unauthorized", "", access_.chain_.empty() ? "no unit offers authentication" : "no unit knows the client");
  } else if (next->value.calls) {
    ask_later(step, next);
  } else {
    ask(step, next);
  }
}

// In place: by far most answers are there when the call returns, so the deadline starts behind it.
void AccessControl::Question::ask(std::size_t step, const Entry& entry) {
  if (begin(step) && put_question(step, entry->value, /*in_place=*/true)) start_deadline();
}

void AccessControl::Question::ask_later(std::size_t step, const Entry& entry) {
  start_deadline();
  UnitCalls::Call call;
  call.what = "authenticate";
  call.bytes = request_.bytes();
  call.hangs_after_ms = access_.options_.deadline_ms;
  call.run = [self = shared_from_this(), step, entry] {
    if (self->begin(step)) self->put_question(step, entry->value, /*in_place=*/false);
  };
  call.refuse = [self = shared_from_this(), step](std::string_view why) { self->fail(step, std::string(why)); };
  entry->value.calls->post(std::move(call));
}

bool AccessControl::Question::begin(std::size_t step) {
  std::lock_guard lock(mutex_);
  if (decided_ || answered_ || step != step_) return false;
  begun_ = true;
  return true;
}

// Answers whether the unit has been asked and may still answer.
bool AccessControl::Question::put_question(std::size_t step, const AuthStep& unit, bool in_place) {
  abi::AuthReply* reply = new Reply(shared_from_this(), step, *unit.guard);
  bool taken = false;
  const auto put = [&] {
    taken = true;
    unit.authenticator->authenticate(request_.get(), reply);
  };
  const bool ran = in_place ? unit.guard->call("authenticate", put) : unit.guard->call_unhurried("authenticate", put);
  if (ran) return true;
  if (!taken) reply->release();  // the breaker is open: a failure, fail closed
  else fail(step, "it threw");
  return false;
}

void AccessControl::Question::start_deadline() {
  {
    std::lock_guard lock(mutex_);
    if (decided_ || answered_ || timer_ != 0) return;
    timer_ = access_.timers_.after(access_.options_.deadline_ms,
                                   make_task([self = shared_from_this()] { self->deadline(); }));
    remembered_ = remembered_ || access_.remember(shared_from_this());
    if (remembered_) return;
  }
  give_up();
}

bool AccessControl::Question::take(std::size_t step, bool decides) {
  std::lock_guard lock(mutex_);
  if (decided_ || step != step_ || answered_) return false;
  answered_ = true;
  decided_ = decides;
  return true;
}

bool AccessControl::Question::allow(std::size_t step, const abi::PrincipalSpec& spec) {
  if (!take(step, true)) return false;
  AuthOutcome outcome;
  outcome.kind = AuthOutcome::Kind::allowed;
  outcome.code = StatusCode::ok;
  outcome.principal = access_.principals_.share(spec);
  finish(outcome);
  return true;
}

bool AccessControl::Question::deny(std::size_t step, std::string sentence, std::string reason) {
  if (!take(step, true)) return false;
  refuse(sentence.empty() ? "Unauthorized" : std::move(sentence), unit_, reason);
  return true;
}

bool AccessControl::Question::abstain(std::size_t step) {
  if (!take(step, false)) return false;
  ask_next();
  return true;
}

bool AccessControl::Question::challenge(std::size_t step) {
  if (!request_.get().auth_json.empty()) return abstain(step);  // it has shown what it has
  if (!take(step, true)) return false;
  AuthOutcome outcome;
  outcome.kind = AuthOutcome::Kind::pending;
  outcome.code = StatusCode::ok;
  finish(outcome);
  return true;
}

bool AccessControl::Question::fail(std::size_t step, std::string reason) {
  bool advisory = false;
  {
    std::lock_guard lock(mutex_);
    advisory = advisory_;
  }
  if (!take(step, !advisory)) return false;
  if (advisory) {
    access_.log_.warn("skipped an advisory unit that could not decide", {{"unit", unit_}, {"reason", reason}});
    ask_next();
  } else {
    refuse(kUndecided, unit_, reason);
  }
  return true;
}

void AccessControl::Question::deadline() {
  Entry late;
  bool begun = false;
  {
    std::lock_guard lock(mutex_);
    timer_ = 0;
    if (decided_ || answered_) return;
    answered_ = true;
    decided_ = !advisory_;
    begun = begun_;
    late = asked_.back();
  }
  const std::string within = " within " + std::to_string(access_.options_.deadline_ms) + " ms";
  const std::string reason = (begun ? "no answer" : "it is busy and could not be asked") + within;
  if (begun) late->value.guard->fault("authenticate", reason);
  if (late->value.advisory) {
    access_.log_.warn("skipped an advisory unit that could not decide", {{"unit", late->unit}, {"reason", reason}});
    ask_next();
  } else {
    refuse(kUndecided, late->unit, reason);
  }
}

void AccessControl::Question::give_up() {
  {
    std::lock_guard lock(mutex_);
    if (decided_) return;
    decided_ = true;
    answered_ = true;
  }
  refuse(kStopping, "", kStopping, StatusCode::unavailable);
}

void AccessControl::Question::refuse(std::string sentence, std::string_view unit, std::string_view reason,
                                     StatusCode code) {
  const abi::AuthRequest& request = request_.get();
  RefusalDetails details;
  details.transport = request.transport.view();
  details.unit = unit;
  access_.refusals_.note(asked_for_, reason, sentence, request.peer.view(), details);
  AuthOutcome outcome;
  outcome.code = code;
  outcome.sentence = std::move(sentence);
  finish(outcome);
}

void AccessControl::Question::finish(const AuthOutcome& outcome) {
  abi::TimerId timer = 0;
  bool remembered = false;
  {
    std::lock_guard lock(mutex_);
    timer = std::exchange(timer_, 0);
    remembered = remembered_;
  }
  if (timer != 0) access_.timers_.cancel(timer);
  if (remembered) access_.forget(this);
  done_(outcome);
}

bool AccessControl::remember(const std::shared_ptr<Question>& question) {
  std::lock_guard lock(waiting_mutex_);
  if (stopping_) return false;
  waiting_.emplace(question.get(), question);
  return true;
}

void AccessControl::forget(const Question* question) {
  std::lock_guard lock(waiting_mutex_);
  waiting_.erase(question);
}

void AccessControl::stop() {
  std::unordered_map<const Question*, std::shared_ptr<Question>> left;
  {
    std::lock_guard lock(waiting_mutex_);
    stopping_ = true;
    left.swap(waiting_);
  }
  for (const auto& [key, question] : left) question->give_up();
}

void AccessControl::authenticate(const abi::AuthRequest& request, RefusedStep step, Done done) {
  std::make_shared<Question>(*this, request, step, std::move(done))->ask_next();
}

void AccessControl::authenticate(const abi::AuthRequest& request, abi::AccessReply* reply) noexcept {
  authenticate(request, RefusedStep::request, [reply](const AuthOutcome& outcome) {
    switch (outcome.kind) {
      case AuthOutcome::Kind::allowed: {
        const AccessPrincipal& principal = *outcome.principal;
        const std::vector<abi::StringRef> ids(principal.instance_ids().begin(), principal.instance_ids().end());
        abi::PrincipalView view;
        view.permissions = principal.permissions();
        view.all_instances = principal.all_instances() ? 1 : 0;
        view.subject = principal.subject();
        view.instance_ids = ids.data();
        view.instance_count = ids.size();
        reply->allowed(view);
        break;
      }
      case AuthOutcome::Kind::refused: reply->refused(outcome.code, outcome.sentence); break;
      case AuthOutcome::Kind::pending: reply->refused(StatusCode::unauthenticated, "Unauthorized"); break;
    }
    reply->release();
  });
}

}  // namespace wagate
