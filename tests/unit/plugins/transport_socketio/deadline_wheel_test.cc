#include "engine/deadline_wheel.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace wagate::transport_socketio {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

struct Named : DeadlineWheel::Node {
  explicit Named(std::string text) : name(std::move(text)) {}
  std::string name;
};

std::vector<std::string> fired(DeadlineWheel& wheel, std::int64_t now) {
  std::vector<std::string> names;
  wheel.advance(now, [&](DeadlineWheel::Node& node) { names.push_back(static_cast<Named&>(node).name); });
  return names;
}

TEST(DeadlineWheel, FiresOnceWhenTheDeadlineHasCome) {
  DeadlineWheel wheel(10, 0);
  Named a("a");
  wheel.schedule(a, 55);

  EXPECT_THAT(fired(wheel, 54), IsEmpty());
  EXPECT_THAT(fired(wheel, 55), ElementsAre("a"));
  EXPECT_THAT(fired(wheel, 1000), IsEmpty());
}

TEST(DeadlineWheel, FollowsADeadlineThatMovesLaterOrEarlier) {
  DeadlineWheel wheel(10, 0);
  Named later("later"), earlier("earlier");
  wheel.schedule(later, 50);
  wheel.schedule(later, 200);
  wheel.schedule(earlier, 200);
  wheel.schedule(earlier, 50);

  EXPECT_THAT(fired(wheel, 60), ElementsAre("earlier"));
  EXPECT_THAT(fired(wheel, 199), IsEmpty());
  EXPECT_THAT(fired(wheel, 200), ElementsAre("later"));
}

TEST(DeadlineWheel, ReachesBeyondOneRound) {
  DeadlineWheel wheel(10, 0);
  Named far("far");
  wheel.schedule(far, 10 * 256 * 3 + 5);

  for (std::int64_t now = 10; now <= 10 * 256 * 3; now += 10) ASSERT_THAT(fired(wheel, now), IsEmpty()) << now;
  EXPECT_THAT(fired(wheel, 10 * 256 * 3 + 5), ElementsAre("far"));
}

TEST(DeadlineWheel, MissesNothingInALongSleep) {
  DeadlineWheel wheel(10, 0);
  Named a("a"), b("b");
  wheel.schedule(a, 300);
  wheel.schedule(b, 10 * 256 * 2);

  EXPECT_THAT(fired(wheel, 10 * 256 * 5), ::testing::UnorderedElementsAre("a", "b"));
}

TEST(DeadlineWheel, CancelledNodesStaySilent) {
  DeadlineWheel wheel(10, 0);
  Named a("a");
  wheel.schedule(a, 50);
  wheel.cancel(a);
  wheel.cancel(a);

  EXPECT_THAT(fired(wheel, 100), IsEmpty());
}

TEST(DeadlineWheel, LetsTheCallbackScheduleItselfAndCancelItsNeighbour) {
  DeadlineWheel wheel(10, 0);
  Named a("a"), b("b");
  wheel.schedule(a, 50);
  wheel.schedule(b, 50);
  std::vector<std::string> names;

  wheel.advance(70, [&](DeadlineWheel::Node& node) {
    names.push_back(static_cast<Named&>(node).name);
    wheel.cancel(b);
    wheel.schedule(node, 90);
  });

  EXPECT_THAT(names, ElementsAre("a"));
  EXPECT_THAT(fired(wheel, 89), IsEmpty());
  EXPECT_THAT(fired(wheel, 90), ElementsAre("a"));
}

}  // namespace
}  // namespace wagate::transport_socketio
