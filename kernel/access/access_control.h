#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "kernel/access/auth_request.h"
#include "kernel/access/principal.h"
#include "kernel/access/principal_pool.h"
#include "kernel/guard/unit_calls.h"
#include "kernel/guard/unit_guard.h"
#include "kernel/guard/unit_list.h"
#include "wagate/abi/auth.h"
#include "wagate/abi/host.h"
#include "wagate/log.h"
#include "wagate/refusal_log.h"

namespace wagate {

// How the chain ended.
struct AuthOutcome {
  enum class Kind { allowed, refused, pending };

  Kind kind = Kind::refused;
  PrincipalPtr principal;  // when allowed
  abi::StatusCode code = abi::StatusCode::unauthenticated;  // when refused
  std::string sentence;                                     // when refused: for the client
};

struct AuthStep {
  abi::Authenticator* authenticator = nullptr;
  UnitGuard* guard = nullptr;
  bool advisory = false;  // a failure of this unit counts as abstaining
  std::shared_ptr<UnitCalls> calls = nullptr;  // null: never blocks, called in place
};

// Asks the units that offer wagate.auth/1, one after another in configured order, who a client is.
//
// The first allow or deny decides. When all abstain the client is refused; when a unit fails or does
// not answer within the deadline the client is refused too, unless the unit is advisory. Every question
// gets exactly one outcome, whatever the units do. Refusals are told to the RefusalLog with the reason, the
// transport and the peer; the key never is. Answers are not remembered.
//
// A unit that does not declare that it never blocks is asked on the executor, so the thread of the
// question never waits for it. Questions of different clients do not wait for each other, except for
// the number of calls that one unit may have under way (UnitCalls).
//
// Every member may be called from any thread. No lock is held while a unit is asked.
class AccessControl final : public abi::Access {
 public:
  struct Options {
    std::int64_t deadline_ms = 3'000;
  };

  using Done = std::function<void(const AuthOutcome&)>;

  AccessControl(Logger log, RefusalLog& refusals, abi::Timers& timers, Options options)
      : log_(log), refusals_(refusals), timers_(timers), options_(options) {}
  AccessControl(const AccessControl&) = delete;
  AccessControl& operator=(const AccessControl&) = delete;

  void add(std::string unit, AuthStep step) { chain_.add(std::move(unit), std::move(step)); }
  void order(const std::vector<std::string>& units) { chain_.order(units); }
  std::size_t remove_unit(std::string_view unit) { return chain_.remove(unit); }

  // Calls `done` exactly once, before this returns or later, on any thread. `step` is what the client asks for.
  void authenticate(const abi::AuthRequest& request, RefusedStep step, Done done);

  // wagate.host.access/1. A client that would have to show credentials later is refused: there is no
  // later for a request.
  void authenticate(const abi::AuthRequest& request, abi::AccessReply* reply) noexcept override;

  // The gateway stops: questions that wait for an answer are refused, and so are later ones that would.
  void stop();

 private:
  class Question;
  class Reply;

  bool remember(const std::shared_ptr<Question>& question);  // false once stopping
  void forget(const Question* question);

  const Logger log_;
  RefusalLog& refusals_;
  abi::Timers& timers_;
  const Options options_;
  UnitList<AuthStep> chain_;
  PrincipalPool principals_;

  std::mutex waiting_mutex_;
  std::unordered_map<const Question*, std::shared_ptr<Question>> waiting_;  // guarded by waiting_mutex_
  bool stopping_ = false;                                                   // guarded by waiting_mutex_
};

}  // namespace wagate
