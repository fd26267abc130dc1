#include "kernel/access/access_control.h"

#include <gtest/gtest.h>

#include <future>
#include <thread>

#include "../bus/bus_fixture.h"
#include "kernel/core/executor.h"

namespace wagate {
namespace {

using Kind = AuthOutcome::Kind;

class ScriptedAuthenticator final : public abi::Authenticator {
 public:
  using Function = std::function<void(const abi::AuthRequest&, abi::AuthReply*)>;
  explicit ScriptedAuthenticator(Function script) : script_(std::move(script)) {}
  void authenticate(const abi::AuthRequest& request, abi::AuthReply* reply) noexcept override {
    ++asked;
    script_(request, reply);
  }
  int asked = 0;

 private:
  Function script_;
};

struct AccessTest : testing::Test {
  AccessTest()
      : timers(clock), refusals(Logger(&captured), clock, nullptr), access(Logger(&captured), refusals, timers, {}) {}

  ScriptedAuthenticator& add(const char* unit, ScriptedAuthenticator::Function script, bool advisory = false) {
    return add_with(unit, std::move(script), advisory, nullptr);
  }
  // One that does not declare that it never blocks: asked when the test runs the executor.
  ScriptedAuthenticator& add_slow(const char* unit, ScriptedAuthenticator::Function script, bool advisory = false) {
    calls = std::make_shared<UnitCalls>(unit, executor, clock, UnitCalls::Options{.limit = 1, .max_waiting = 2});
    return add_with(unit, std::move(script), advisory, calls);
  }
  ScriptedAuthenticator& add_with(const char* unit, ScriptedAuthenticator::Function script, bool advisory,
                                  std::shared_ptr<UnitCalls> called_through) {
    units.push_back(std::make_unique<ScriptedAuthenticator>(std::move(script)));
    guards.push_back(std::make_unique<UnitGuard>(unit, Logger(&captured), clock));
    access.add(unit, {units.back().get(), guards.back().get(), advisory, std::move(called_through)});
    return *units.back();
  }
  // Asks, and keeps what came back.
  void ask(std::string_view auth_json = "") {
    const abi::NameValue query[] = {{"apikey", "SECRET-KEY"}};
    abi::AuthRequest request;
    request.transport = "transport_socketio";
    request.peer = "10.1.2.3";
    request.query = query;
    request.query_count = 1;
    request.auth_json = auth_json;
    access.authenticate(request, RefusedStep::handshake, [this](const AuthOutcome& outcome) { outcomes.push_back(outcome); });
  }
  static void allow(abi::AuthReply* reply, std::uint32_t permissions = abi::kMayReceive) {
    abi::PrincipalSpec spec;
    spec.permissions = permissions;
    spec.subject = "global key";
    spec.all_instances = 1;
    reply->allow(spec);
    reply->release();
  }

  test::CapturedLog captured;
  ManualClock clock;
  Timers timers;
  RefusalLog refusals;
  AccessControl access;
  std::vector<std::unique_ptr<ScriptedAuthenticator>> units;
  std::vector<std::unique_ptr<UnitGuard>> guards;
  std::vector<AuthOutcome> outcomes;
  test::HandExecutor executor;
  std::shared_ptr<UnitCalls> calls;  // of the unit that was added last by add_slow()
};

const auto kAbstain = [](const abi::AuthRequest&, abi::AuthReply* reply) {
  reply->abstain();
  reply->release();
};
const auto kAllow = [](const abi::AuthRequest&, abi::AuthReply* reply) { AccessTest::allow(reply); };

TEST_F(AccessTest, RefusesEverybodyWhenNobodyDecides) {
  ask();
  add("hosts", kAbstain);
  ask();

  ASSERT_EQ(outcomes.size(), 2u);
  EXPECT_EQ(outcomes[0].kind, Kind::refused);
  EXPECT_EQ(outcomes[1].kind, Kind::refused);
  EXPECT_EQ(outcomes[1].sentence, "Unauthorized");
}

TEST_F(AccessTest, AsksInOrderUntilOneDecides) {
  add("hosts", kAbstain);
  add("apikey", kAllow);
  auto& never = add("jwt", kAllow);

  ask();

  ASSERT_EQ(outcomes.size(), 1u);
  EXPECT_EQ(outcomes[0].kind, Kind::allowed);
  EXPECT_EQ(outcomes[0].principal->subject(), "global key");
  EXPECT_EQ(never.asked, 0);
}

TEST_F(AccessTest, LogsWhyAClientWasRefusedWithoutTheKey) {
  add("apikey", [](const abi::AuthRequest& request, abi::AuthReply* reply) {
    EXPECT_EQ(request.query[0].value, "SECRET-KEY");
    reply->deny("Invalid global token", "key unknown");
    reply->release();
  });

  ask();

  EXPECT_EQ(outcomes.at(0).sentence, "Invalid global token");
  EXPECT_TRUE(captured.contains("reason=key unknown unit=apikey transport=transport_socketio peer=10.1.2.3"));
  EXPECT_FALSE(captured.contains("SECRET-KEY"));
}

TEST_F(AccessTest, WaitsForAnAnswerThatComesLater) {
  abi::AuthReply* kept = nullptr;
  std::string key;
  add("ldap", [&](const abi::AuthRequest& request, abi::AuthReply* reply) {
    kept = reply;
    key = request.query[0].value.str();
  });
  ask();
  EXPECT_TRUE(outcomes.empty());

  allow(kept);

  ASSERT_EQ(outcomes.size(), 1u);
  EXPECT_EQ(outcomes[0].kind, Kind::allowed);
  EXPECT_EQ(timers.pending(), 0u);
}

TEST_F(AccessTest, RefusesAfterTheDeadlineAndIgnoresALateAnswer) {
  abi::AuthReply* kept = nullptr;
  add("ldap", [&](const abi::AuthRequest&, abi::AuthReply* reply) { kept = reply; });
  ask();

  clock.advance_ms(2'999);
  EXPECT_TRUE(outcomes.empty());
  clock.advance_ms(1);
  ASSERT_EQ(outcomes.size(), 1u);
  EXPECT_EQ(outcomes[0].kind, Kind::refused);
  EXPECT_EQ(outcomes[0].sentence, "Authentication error");

  allow(kept);
  EXPECT_EQ(outcomes.size(), 1u);
  EXPECT_EQ(guards[0]->faults(), 1u);
}

TEST_F(AccessTest, IgnoresAndCountsASecondAnswer) {
  add("confused", [](const abi::AuthRequest&, abi::AuthReply* reply) {
    reply->deny("no", "first");
    abi::PrincipalSpec all;
    all.all_instances = 1;
    reply->allow(all);
    reply->release();
  });

  ask();

  ASSERT_EQ(outcomes.size(), 1u);
  EXPECT_EQ(outcomes[0].kind, Kind::refused);
  EXPECT_EQ(guards[0]->faults(), 1u);
}

TEST_F(AccessTest, RefusesWhenAUnitFailsOrForgetsToAnswer) {
  add("database", [](const abi::AuthRequest&, abi::AuthReply* reply) {
    reply->fail("database is down");
    reply->release();
  });
  auto& never = add("apikey", kAllow);
  ask();
  EXPECT_EQ(outcomes.at(0).sentence, "Authentication error");

  access.remove_unit("database");
  access.remove_unit("apikey");
  add("forgetful", [](const abi::AuthRequest&, abi::AuthReply* reply) { reply->release(); });
  add("apikey", kAllow);
  ask();
  EXPECT_EQ(outcomes.at(1).kind, Kind::refused);
  EXPECT_EQ(never.asked, 0);
}

TEST_F(AccessTest, GoesOnBehindAnAdvisoryUnitThatFailsOrHangs) {
  abi::AuthReply* kept = nullptr;
  add("flaky", [](const abi::AuthRequest&, abi::AuthReply* reply) { reply->fail("down"); reply->release(); }, true);
  add("hangs", [&](const abi::AuthRequest&, abi::AuthReply* reply) { kept = reply; }, true);
  add("apikey", kAllow);

  ask();
  EXPECT_TRUE(outcomes.empty());
  clock.advance_ms(3'000);

  ASSERT_EQ(outcomes.size(), 1u);
  EXPECT_EQ(outcomes[0].kind, Kind::allowed);
  kept->release();
}

TEST_F(AccessTest, RefusesWhileTheBreakerOfAUnitIsOpen) {
  add("broken", [](const abi::AuthRequest&, abi::AuthReply* reply) { reply->release(); });
  for (int i = 0; i < 6; ++i) ask();

  EXPECT_EQ(units[0]->asked, 5);
  ASSERT_EQ(outcomes.size(), 6u);
  EXPECT_EQ(outcomes[5].kind, Kind::refused);
}

TEST_F(AccessTest, LetsAClientShowItsCredentialsLaterOnce) {
  const auto challenge = [](const abi::AuthRequest&, abi::AuthReply* reply) {
    reply->challenge();
    reply->release();
  };
  add("apikey", challenge);

  ask();
  ask("{\"apikey\":\"x\"}");

  EXPECT_EQ(outcomes.at(0).kind, Kind::pending);
  EXPECT_EQ(outcomes.at(1).kind, Kind::refused) << "with credentials shown there is nothing to wait for";
}

TEST_F(AccessTest, AnswersPluginsThroughTheirInterface) {
  struct Answer final : abi::AccessReply {
    explicit Answer(std::vector<std::string>& to) : out(to) {}
    void allowed(const abi::PrincipalView& view) noexcept override { out.push_back("allowed " + view.subject.str()); }
    void refused(abi::StatusCode, abi::StringRef sentence) noexcept override { out.push_back(sentence.str()); }
    void release() noexcept override { delete this; }
    std::vector<std::string>& out;
  };
  std::vector<std::string> answers;
  abi::Access& interface = access;
  abi::AuthRequest request;
  interface.authenticate(request, new Answer(answers));
  add("apikey", kAllow);
  interface.authenticate(request, new Answer(answers));

  EXPECT_EQ(answers, (std::vector<std::string>{"Unauthorized", "allowed global key"}));
}

TEST_F(AccessTest, GivesEveryQuestionOneOutcomeWhenAnswersAndDeadlinesRace) {
  std::mutex mutex;
  std::vector<abi::AuthReply*> kept;
  add("slow", [&](const abi::AuthRequest&, abi::AuthReply* reply) {
    std::lock_guard lock(mutex);
    kept.push_back(reply);
  });
  std::atomic<int> decided{0};
  std::atomic<bool> done{false};
  std::thread answering([&] {
    while (!done.load()) {
      std::vector<abi::AuthReply*> mine;
      {
        std::lock_guard lock(mutex);
        mine.swap(kept);
      }
      for (abi::AuthReply* reply : mine) AccessTest::allow(reply);
    }
  });
  constexpr int kQuestions = 300;
  for (int i = 0; i < kQuestions; ++i) {
    access.authenticate(abi::AuthRequest(), RefusedStep::handshake, [&](const AuthOutcome&) { ++decided; });
    if (i % 3 == 0) clock.advance_ms(3'000);
  }
  clock.advance_ms(3'000);
  done = true;
  answering.join();
  for (abi::AuthReply* reply : kept) reply->release();

  EXPECT_EQ(decided.load(), kQuestions);
}

TEST_F(AccessTest, AsksAUnitThatMayBlockOnTheExecutor) {
  std::string key;
  auto& slow = add_slow("ldap", [&](const abi::AuthRequest& request, abi::AuthReply* reply) {
    key = request.query[0].value.str();
    AccessTest::allow(reply);
  });

  ask();
  EXPECT_EQ(slow.asked, 0) << "the asker's thread does not enter the unit";
  executor.run_all();

  ASSERT_EQ(outcomes.size(), 1u);
  EXPECT_EQ(outcomes[0].kind, Kind::allowed);
  EXPECT_EQ(key, "SECRET-KEY") << "what the client showed went with the question";
  EXPECT_EQ(timers.pending(), 0u);
}

TEST_F(AccessTest, GoesFromUnitToUnitWhereverTheyAreAsked) {
  add("hosts", kAbstain);
  add_slow("ldap", kAbstain);
  add("apikey", kAllow);

  ask();
  EXPECT_TRUE(outcomes.empty());
  executor.run_all();

  ASSERT_EQ(outcomes.size(), 1u);
  EXPECT_EQ(outcomes[0].kind, Kind::allowed);
}

TEST_F(AccessTest, DoesNotAskForAClientThatHasBeenRefusedMeanwhile) {
  auto& slow = add_slow("ldap", kAllow);
  ask();

  clock.advance_ms(3'000);
  executor.run_all();

  ASSERT_EQ(outcomes.size(), 1u);
  EXPECT_EQ(outcomes[0].kind, Kind::refused);
  EXPECT_EQ(outcomes[0].sentence, "Authentication error");
  EXPECT_EQ(slow.asked, 0);
  EXPECT_EQ(guards[0]->faults(), 0u) << "it was not even asked";
  EXPECT_TRUE(captured.contains("reason=it is busy and could not be asked within 3000 ms unit=ldap"));
}

TEST_F(AccessTest, RefusesAtOnceWhenTooManyWaitForAUnit) {
  add_slow("ldap", kAllow);
  for (int i = 0; i < 3; ++i) ask();

  ASSERT_EQ(outcomes.size(), 1u);
  EXPECT_EQ(outcomes[0].kind, Kind::refused);
  EXPECT_TRUE(captured.contains("reason=unit \"ldap\" is busy: 2 calls wait for it unit=ldap"));
  executor.run_all();
  EXPECT_EQ(outcomes.size(), 3u);
}

TEST_F(AccessTest, PassesOverAnAdvisoryUnitThatIsBusy) {
  add_slow("flaky", kAbstain, /*advisory=*/true);
  add("apikey", kAllow);
  for (int i = 0; i < 3; ++i) ask();

  ASSERT_EQ(outcomes.size(), 1u);
  EXPECT_EQ(outcomes[0].kind, Kind::allowed);
  executor.run_all();
}

TEST_F(AccessTest, RefusesThoseWhoseUnitHangsAndServesTheOthers) {
  // One thread is inside the unit for as long as the test wants; everybody else has a key.
  std::promise<void> entered;
  std::promise<void> door;
  Executor pool(4);
  const auto hanging = std::make_shared<UnitCalls>("ldap", pool, clock, UnitCalls::Options{.limit = 1});
  add("apikey", [](const abi::AuthRequest& request, abi::AuthReply* reply) {
    if (!request.auth_json.empty()) return AccessTest::allow(reply);
    reply->abstain();
    reply->release();
  });
  add_with("ldap", [&](const abi::AuthRequest&, abi::AuthReply* reply) {
    entered.set_value();
    door.get_future().wait();
    AccessTest::allow(reply);
  }, false, hanging);

  ask();
  entered.get_future().wait();
  ask("{\"key\":1}");
  ASSERT_EQ(outcomes.size(), 1u);
  EXPECT_EQ(outcomes[0].kind, Kind::allowed);
  clock.advance_ms(3'000);
  ASSERT_EQ(outcomes.size(), 2u);
  EXPECT_EQ(outcomes[1].kind, Kind::refused);
  EXPECT_EQ(guards[1]->faults(), 1u);

  clock.advance_ms(1);
  ask();  // the next one does not even wait
  ASSERT_EQ(outcomes.size(), 3u);
  EXPECT_EQ(outcomes[2].kind, Kind::refused);
  EXPECT_TRUE(captured.contains("reason=unit \"ldap\" hangs: authenticate() has not returned for 3001 ms unit=ldap"));

  door.set_value();
  EXPECT_TRUE(hanging->close(std::chrono::seconds(30)));
  EXPECT_EQ(outcomes.size(), 3u) << "its late answer opens nothing";
}

TEST_F(AccessTest, AnswersEverybodyWhoWaitsWhenTheGatewayStops) {
  abi::AuthReply* kept = nullptr;
  add("oauth", [&](const abi::AuthRequest&, abi::AuthReply* reply) { kept = reply; });
  ask();

  access.stop();
  ASSERT_EQ(outcomes.size(), 1u);
  EXPECT_EQ(outcomes[0].code, abi::StatusCode::unavailable);
  EXPECT_EQ(outcomes[0].sentence, "the gateway is stopping");
  allow(kept);
  EXPECT_EQ(outcomes.size(), 1u);
  EXPECT_EQ(timers.pending(), 0u);

  ask();
  EXPECT_EQ(outcomes.size(), 2u) << "later questions that would have to wait are refused, too";
  kept->release();
}

TEST(AccessPrincipal, SeesItsInstancesAndNothingElse) {
  const abi::StringRef ids[] = {"id-a", "id-b"};
  abi::PrincipalSpec spec;
  spec.permissions = abi::kMayReceive | abi::kMayCommand | abi::kMaySeeTokens;
  spec.instance_ids = ids;
  spec.instance_count = 2;
  const AccessPrincipal principal(spec);

  EXPECT_TRUE(principal.may_join("id-a"));
  EXPECT_TRUE(principal.may_command("id-b"));
  EXPECT_TRUE(principal.sees_token("id-a"));
  EXPECT_FALSE(principal.may_control("id-a"));
  EXPECT_FALSE(principal.may_join("id-c"));
  EXPECT_FALSE(principal.sees_token("id-c"));
  EXPECT_FALSE(AccessPrincipal().may_join("id-a"));
}

}  // namespace
}  // namespace wagate
