#include "sending/chat_turns.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>

namespace wagate::session_whatsapp {
namespace {

class Turns : public ::testing::Test {
 protected:
  ChatTurns::Work note(const std::string& what) {
    return [this, what] { done += what; };
  }

  ChatTurns turns;
  std::string done;
};

TEST_F(Turns, NothingWaitsWhereNothingIsHeld) {
  turns.in_turn("a", note("1"));
  EXPECT_EQ(done, "1");
  EXPECT_EQ(turns.waiting(), 0u);
}

TEST_F(Turns, WhatComesLaterWaitsForWhatIsHeldInItsChatOnly) {
  const auto turn = turns.hold("a");
  turns.in_turn("a", note("2"));
  turns.in_turn("b", note("x"));
  EXPECT_EQ(done, "x");
  EXPECT_EQ(turns.waiting(), 2u);

  turns.give("a", turn, note("1"));

  EXPECT_EQ(done, "x12");
  EXPECT_EQ(turns.waiting(), 0u);
}

TEST_F(Turns, TurnsThatAreGivenInAnotherOrderAreTakenInTheirs) {
  const auto first = turns.hold("a");
  const auto second = turns.hold("a");
  turns.in_turn("a", note("3"));

  turns.give("a", second, note("2"));
  EXPECT_EQ(done, "");
  turns.give("a", first, note("1"));

  EXPECT_EQ(done, "123");
}

TEST_F(Turns, WhatIsDoneMayAddToItsChat) {
  const auto turn = turns.hold("a");
  turns.in_turn("a", note("2"));

  turns.give("a", turn, [this] {
    done += "1";
    turns.in_turn("a", note("3"));
  });

  EXPECT_EQ(done, "123");
  turns.in_turn("a", note("4"));
  EXPECT_EQ(done, "1234");
}

}  // namespace
}  // namespace wagate::session_whatsapp
