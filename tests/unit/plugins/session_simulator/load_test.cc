#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <map>
#include <thread>

#include "support.h"

namespace wagate::session_simulator {
namespace {

constexpr const char* kOnlyLoad = R"({"live":false,"history_chunks":0,"groups":0})";
constexpr std::int64_t kSecond = 1'000'000'000;

// Waits until the load has ended; only a hang makes this take long.
Json wait_for_end(Gateway& gateway, const std::string& target) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  for (;;) {
    const Json report = gateway.request("GET", target, "load").json();
    if (report["running"] == false || std::chrono::steady_clock::now() > deadline) return report;
    std::this_thread::yield();
  }
}

TEST(Load, NumbersEventsPerInstanceAndFillsThemToTheirSize) {
  Gateway gateway(kOnlyLoad);
  gateway.pair(1);
  gateway.host.bus().clear();

  EXPECT_EQ(
      gateway.request("POST", "shop-01", "load", R"({"event":"messages.upsert","rate":0,"size":300,"count":500})").body,
      R"({"started":true})");

  EXPECT_EQ(wait_for_end(gateway, "shop-01"), Json::parse(R"({"published":500,"running":false})"));
  const auto events = gateway.events("messages.upsert");
  ASSERT_EQ(events.size(), 500u);
  for (std::size_t i = 0; i < events.size(); ++i) {
    EXPECT_EQ(events[i].document.json.size(), 300u);
    const Json data = data_of(events[i]);
    EXPECT_EQ(data["seq"], std::to_string(i + 1));
    EXPECT_EQ(data["ts"], std::to_string(gateway.host.time().monotonic_ns()));
    EXPECT_EQ(events[i].texts.at("message_id"), "LOAD" + std::to_string(i + 1));
  }
}

TEST(Load, KeepsTheSmallestSize) {
  Gateway gateway(kOnlyLoad);
  gateway.pair(1);
  gateway.host.bus().clear();

  gateway.request("POST", "shop-01", "load", R"({"event":"presence.update","size":64,"count":3})");
  wait_for_end(gateway, "shop-01");

  ASSERT_EQ(gateway.count("presence.update"), 3u);
  EXPECT_EQ(gateway.events("presence.update")[2].document.json.size(), 64u);
}

TEST(Load, TakesAllOpenInstancesInTurn) {
  Gateway gateway(kOnlyLoad);
  gateway.pair(1, "shop-01");
  gateway.pair(2, "shop-02");
  gateway.open(3, "not-open-yet");
  gateway.host.bus().clear();

  gateway.request("POST", "*", "load", R"({"count":100})");
  wait_for_end(gateway, "*");

  std::map<abi::InstanceKey, std::vector<std::string>> sequences;
  for (const auto& event : gateway.events("messages.upsert"))
    sequences[event.instance].push_back(data_of(event)["seq"]);
  ASSERT_EQ(sequences.size(), 2u);
  for (const auto& [instance, numbers] : sequences) {
    ASSERT_EQ(numbers.size(), 50u);
    for (std::size_t i = 0; i < numbers.size(); ++i) EXPECT_EQ(numbers[i], std::to_string(i + 1));
  }
}

TEST(Load, PublishesWhatIsDueAndWaitsForTheRest) {
  Gateway gateway(kOnlyLoad);
  gateway.pair(1);
  gateway.host.bus().clear();

  gateway.request("POST", "shop-01", "load", R"({"rate":10,"count":20})");
  gateway.host.time().advance(10'000);

  EXPECT_EQ(wait_for_end(gateway, "shop-01")["published"], 20);
}

TEST(Load, StopsOnRequest) {
  Gateway gateway(kOnlyLoad);
  gateway.pair(1);
  gateway.request("POST", "shop-01", "load", R"({"rate":1,"seconds":600})");

  EXPECT_EQ(gateway.request("DELETE", "shop-01", "load").body, R"({"stopped":true})");

  EXPECT_EQ(gateway.request("GET", "shop-01", "load").json()["running"], false);
  EXPECT_EQ(gateway.request("DELETE", "shop-01", "load").body, R"({"stopped":false})");
}

TEST(Load, TriesAgainWhenTheBusIsFull) {
  Gateway gateway(kOnlyLoad);
  gateway.pair(1);
  gateway.host.bus().clear();
  gateway.host.bus().answer(abi::StatusCode::resource_exhausted);
  gateway.request("POST", "shop-01", "load", R"({"count":50})");
  EXPECT_EQ(gateway.request("GET", "shop-01", "load").json()["published"], 0);

  gateway.host.bus().answer(abi::StatusCode::ok);
  for (int i = 0; i < 1'000 && gateway.request("GET", "shop-01", "load").json()["running"] == true; ++i) {
    gateway.host.time().advance(20);
    std::this_thread::yield();
  }

  EXPECT_EQ(wait_for_end(gateway, "shop-01")["published"], 50);
  EXPECT_EQ(data_of(gateway.events("messages.upsert").back())["seq"], "50");
}

TEST(Load, NeedsAnOpenInstance) {
  Gateway gateway(R"({"scan_after_ms":0})");
  gateway.open(1);

  EXPECT_EQ(gateway.request("POST", "shop-01", "load", R"({"count":1})").status, 400u);
}

TEST(Load, EndsWithTheUnit) {
  Gateway gateway(kOnlyLoad);
  gateway.pair(1);
  gateway.request("POST", "shop-01", "load", R"({"count":10000000})");

  gateway.stop();
  gateway.host.bus().clear();
  gateway.host.time().advance(10'000);

  EXPECT_TRUE(gateway.host.bus().names().empty());
}

TEST(Load, PublishesNothingForASessionThatWasClosed) {
  Gateway gateway(kOnlyLoad);
  gateway.pair(1);
  gateway.request("POST", "shop-01", "load", R"({"count":10000000,"size":64})");

  gateway.simulator->close(1, abi::CloseMode::suspend);
  gateway.host.bus().clear();
  gateway.host.time().advance(10'000);

  EXPECT_TRUE(gateway.host.bus().names().empty());
  EXPECT_EQ(gateway.request("GET", "shop-01", "load").json()["running"], true);  // it waits for the next session
}

TEST(LoadPlan, IsDueAtItsRate) {
  LoadRequest request;
  request.rate = 100;
  request.count = 1'000;
  LoadPlan plan(request, 5 * kSecond);

  EXPECT_EQ(plan.due(5 * kSecond), 1u);
  EXPECT_EQ(plan.due(5 * kSecond + kSecond / 2), 51u);
  for (int i = 0; i < 51; ++i) plan.count_published();
  EXPECT_EQ(plan.due(5 * kSecond + kSecond / 2), 0u);
  EXPECT_EQ(plan.next_due_ns(), 5 * kSecond + 510'000'000);
}

TEST(LoadPlan, EndsAfterItsTime) {
  LoadRequest request;
  request.rate = 100;
  request.seconds = 2;
  const LoadPlan plan(request, 0);

  EXPECT_FALSE(plan.done(2 * kSecond - 1));
  EXPECT_TRUE(plan.done(2 * kSecond));
  EXPECT_EQ(plan.due(2 * kSecond), 0u);
}

TEST(LoadPlan, EndsAfterTenMinutesAtTheLatest) {
  LoadRequest request;
  request.count = 10'000'000;
  const LoadPlan plan(request, 0);

  EXPECT_FALSE(plan.done(600 * kSecond - 1));
  EXPECT_TRUE(plan.done(600 * kSecond));
}

TEST(LoadPlan, EndsAfterItsCount) {
  LoadRequest request;
  request.count = 2;
  LoadPlan plan(request, 0);
  EXPECT_EQ(plan.due(0), 2u);
  plan.count_published();
  plan.count_published();

  EXPECT_TRUE(plan.done(0));
}

}  // namespace
}  // namespace wagate::session_simulator
