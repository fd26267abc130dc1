#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bus_fixture.h"

namespace wagate {
namespace {

using abi::StatusCode;
using abi::Verdict;
using test::BusFixture;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(Intake, RunsFiltersInConfiguredOrder) {
  BusFixture f;
  std::string order;
  for (const char* name : {"one", "two", "three"})
    f.add_filter(name, [&order, name](abi::EventEdit&) { order += name; order += ' '; return Verdict::pass; });
  f.bus.intake().order({"three", "one"});

  f.publish("x");

  EXPECT_EQ(order, "three one two ");
}

TEST(Intake, ShowsLaterFiltersAndEverybodyElseTheEditedEvent) {
  BusFixture f;
  f.add_filter("redact", [](abi::EventEdit& edit) {
    abi::ErrorOut error;
    EXPECT_EQ(edit.set_text("text", std::string("redacted"), error), StatusCode::ok);
    EXPECT_EQ(edit.set_document(abi::DocumentRef(StringRef("{\"redacted\":true}")), error), StatusCode::ok);
    return Verdict::pass;
  });
  std::string later;
  f.add_filter("later", [&](abi::EventEdit& edit) {
    later = event_text(edit.view(), "text").str();
    EXPECT_EQ(edit.audience(), nullptr);
    return Verdict::pass;
  });
  std::string subscriber;
  const auto subscription = f.subscribe([&](const auto& event) { subscriber = event_text(event, "text").str(); });

  f.publish("secret");

  EXPECT_EQ(later, "redacted");
  EXPECT_EQ(subscriber, "redacted");
  EXPECT_EQ(f.sink.seen()[0].document, "{\"redacted\":true}");
}

TEST(Intake, DropsSilently) {
  BusFixture f;
  f.add_filter("dedupe", [](abi::EventEdit&) { return Verdict::drop; });
  f.add_filter("later", [](abi::EventEdit&) { ADD_FAILURE() << "a dropped event went on"; return Verdict::pass; });
  const auto subscription = f.subscribe([](const auto&) { ADD_FAILURE() << "a dropped event was received"; });

  EXPECT_EQ(f.publish("x"), StatusCode::ok);

  EXPECT_THAT(f.sink.seen(), IsEmpty());
  EXPECT_EQ(f.bus.counters().dropped.load(), 1u);
}

TEST(Intake, TellsThePublisherWhoDeniedAndWhy) {
  BusFixture f;
  f.add_filter("spam-guard", [](abi::EventEdit& edit) {
    edit.deny("banned_word", "the text contains a banned word");
    return Verdict::deny;
  });

  EXPECT_EQ(f.publish("you won the lottery"), StatusCode::permission_denied);

  EXPECT_EQ(f.error.view(), "filter \"spam-guard\" denied the event: the text contains a banned word");
  EXPECT_TRUE(f.captured.contains("filter=spam-guard reason=banned_word"));
  EXPECT_FALSE(f.captured.contains("lottery")) << "message text does not go into the log";
  EXPECT_THAT(f.sink.seen(), IsEmpty());
}

struct OnErrorCase {
  OnError on_error;
  StatusCode told;
  std::size_t received;
};
class IntakeOnError : public testing::TestWithParam<OnErrorCase> {};

TEST_P(IntakeOnError, DecidesWhenAFilterReportsAFaultOrAnswersNonsense) {
  for (const Verdict verdict : {Verdict::fault, static_cast<Verdict>(4711), Verdict::hold}) {
    BusFixture f;
    f.add_filter("broken", [=](abi::EventEdit&) { return verdict; }, GetParam().on_error);

    EXPECT_EQ(f.publish("x"), GetParam().told);

    EXPECT_EQ(f.sink.seen().size(), GetParam().received);
    EXPECT_EQ(f.guards[0]->faults(), 1u);
  }
}

INSTANTIATE_TEST_SUITE_P(All, IntakeOnError,
                         testing::Values(OnErrorCase{OnError::pass, StatusCode::ok, 1},
                                         OnErrorCase{OnError::drop, StatusCode::ok, 0},
                                         OnErrorCase{OnError::deny, StatusCode::permission_denied, 0}));

TEST(Intake, GoesAroundAFilterThatKeepsFailing) {
  BusFixture f;
  int calls = 0;
  f.add_filter("broken", [&](abi::EventEdit&) { ++calls; return Verdict::fault; });

  for (int i = 0; i < 10; ++i) f.publish("x");

  EXPECT_EQ(calls, 5);
  EXPECT_EQ(f.sink.seen().size(), 10u);
}

TEST(Intake, AppliesOnErrorWhileAFilterIsNotCalled) {
  BusFixture f;
  f.add_filter("fails closed", [](abi::EventEdit&) { return Verdict::fault; }, OnError::deny);
  for (int i = 0; i < 5; ++i) f.publish("x");

  EXPECT_EQ(f.publish("x"), StatusCode::permission_denied);
}

TEST(Intake, GivesNoTicketToAFilterThatMayNotHold) {
  BusFixture f;
  f.add_filter("greedy", [](abi::EventEdit& edit) {
    EXPECT_EQ(edit.hold(), nullptr);
    return Verdict::pass;
  });

  f.publish("x");

  EXPECT_EQ(f.sink.seen().size(), 1u);
}

}  // namespace
}  // namespace wagate
