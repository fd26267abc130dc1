#include "kernel/plugin/start_order.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace wagate {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

StartCandidate unit(std::string name, std::vector<std::string> offers, std::vector<std::string> needs, int rank = 2) {
  StartCandidate candidate;
  candidate.name = std::move(name);
  candidate.offers = std::move(offers);
  for (std::string& need : needs) candidate.needs.push_back({std::move(need), true});
  candidate.rank = rank;
  return candidate;
}

std::vector<std::string> names(const std::vector<StartCandidate>& candidates, const StartPlan& plan) {
  std::vector<std::string> out;
  for (const std::size_t i : plan.order) out.push_back(candidates[i].name);
  return out;
}

TEST(StartOrder, StartsWhatIsNeededFirst) {
  const std::vector<StartCandidate> units = {unit("rest", {}, {"x.http/1"}), unit("http", {"x.http/1"}, {"x.tls/1"}),
                                             unit("tls", {"x.tls/1"}, {})};

  EXPECT_THAT(names(units, plan_start(units, {})), ElementsAre("tls", "http", "rest"));
}

TEST(StartOrder, BreaksTiesByRankAndThenByTheConfiguration) {
  const std::vector<StartCandidate> units = {unit("transport", {}, {}, 5), unit("b", {}, {}), unit("a", {}, {}),
                                             unit("store", {}, {}, 0)};

  EXPECT_THAT(names(units, plan_start(units, {})), ElementsAre("store", "b", "a", "transport"));
}

TEST(StartOrder, TellsWhoNeedsWhatAndWhichPluginsHaveIt) {
  const std::vector<StartCandidate> units = {unit("api_rest", {}, {"x.http/1"})};

  const auto plan = plan_start(units, [](const std::string&) {
    return std::vector<std::string>{"http_server", "http_two"};
  });

  EXPECT_THAT(plan.problems,
              ElementsAre("\"api_rest\" needs x.http/1, which no unit offers; add a [[plugin]] block with id = "
                          "\"http_server\" (plugins that offer it: http_server, http_two)"));
}

TEST(StartOrder, PrintsACycleAsTheFullLoop) {
  const std::vector<StartCandidate> units = {unit("outsider", {}, {"x.a/1"}),
                                             unit("auth-cache", {"x.a/1"}, {"x.store/1"}),
                                             unit("store-sql", {"x.store/1"}, {"x.a/1"})};

  EXPECT_THAT(
      plan_start(units, {}).problems,
      ElementsAre("cannot start: auth-cache needs x.store/1, store-sql needs x.a/1, and both wait for each other "
                  "(auth-cache -> store-sql -> auth-cache); bind one of them to another unit"));
}

TEST(StartOrder, NamesBothUnitsWhenOneMustBeChosen) {
  const std::vector<StartCandidate> units = {unit("http", {"x.http/1"}, {}), unit("http-two", {"x.http/1"}, {}),
                                             unit("rest", {}, {"x.http/1"})};

  EXPECT_THAT(plan_start(units, {}).problems,
              ElementsAre("\"http\" and \"http-two\" both offer x.http/1, and \"rest\" needs one; choose with bind = { "
                          "\"x.http/1\" = \"http\" } in its [[plugin]] block"));
}

TEST(StartOrder, FollowsABinding) {
  std::vector<StartCandidate> units = {unit("http", {"x.http/1"}, {}), unit("http-two", {"x.http/1"}, {}),
                                       unit("rest", {}, {"x.http/1"})};
  units[2].binds["x.http/1"] = "http-two";

  const auto plan = plan_start(units, {});

  EXPECT_THAT(plan.problems, IsEmpty());
  EXPECT_EQ(plan.serving[2].at("x.http/1"), 1u);
}

TEST(StartOrder, RefusesABindingToAUnitThatDoesNotOfferTheService) {
  std::vector<StartCandidate> units = {unit("http", {"x.http/1"}, {}), unit("other", {}, {}),
                                       unit("rest", {}, {"x.http/1"})};
  units[2].binds["x.http/1"] = "other";

  EXPECT_THAT(plan_start(units, {}).problems,
              ElementsAre("\"rest\" is bound to \"other\" for x.http/1, which does not offer it or "
                          "does not run; units that offer it: http"));
}

TEST(StartOrder, LeavesOutWhatIsNotRequiredAndThoseThatNeedIt) {
  std::vector<StartCandidate> units = {unit("broken", {"x.b/1"}, {"x.nowhere/1"}), unit("dependent", {}, {"x.b/1"}),
                                       unit("fine", {}, {})};
  units[0].required = units[1].required = false;

  const auto plan = plan_start(units, {});

  EXPECT_THAT(plan.problems, IsEmpty());
  EXPECT_THAT(names(units, plan), ElementsAre("fine"));
  EXPECT_TRUE(plan.left_out[0] && plan.left_out[1]);
}

TEST(StartOrder, HonoursAnOptionalNeedUnlessItWouldMakeALoop) {
  std::vector<StartCandidate> units = {unit("a", {"x.a/1"}, {}), unit("b", {"x.b/1"}, {})};
  units[0].needs.push_back({"x.b/1", false});
  EXPECT_THAT(names(units, plan_start(units, {})), ElementsAre("b", "a"));

  units[1].needs.push_back({"x.a/1", false});
  EXPECT_THAT(names(units, plan_start(units, {})), ElementsAre("a", "b"));
}

TEST(StartOrder, LetsAnyNumberOfUnitsOfferACollectiveService) {
  const std::vector<StartCandidate> units = {unit("one", {"wagate.auth/1"}, {}), unit("two", {"wagate.auth/1"}, {}),
                                             unit("asker", {}, {"wagate.auth/1"}, 0)};

  const auto plan = plan_start(units, {});

  EXPECT_THAT(plan.problems, IsEmpty());
  EXPECT_THAT(names(units, plan), ElementsAre("one", "two", "asker"));
}

TEST(StartOrder, AsksForABindingWhenTwoStoresCouldServeTheGateway) {
  const std::vector<StartCandidate> units = {unit("main", {"wagate.store/1"}, {}),
                                             unit("spare", {"wagate.store/1"}, {})};
  const auto plan = plan_start(units, {});
  std::vector<std::string> problems;

  EXPECT_EQ(unit_for_kernel(units, plan, "wagate.store/1", {{"wagate.store/1", "spare"}}, problems), 1u);
  EXPECT_THAT(problems, IsEmpty());
  unit_for_kernel(units, plan, "wagate.store/1", {}, problems);
  EXPECT_THAT(problems,
              ElementsAre("\"main\" and \"spare\" both offer wagate.store/1, and the gateway needs one; choose with "
                          "\"wagate.store/1\" = \"main\" in [bind]"));
}

}  // namespace
}  // namespace wagate
