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

// A filter that holds every event whose text begins with "hold".
struct HeldEventTest : testing::Test {
  HeldEventTest() {
    f.bus.open_line(2, "shop-02", "id-of-shop-02");
    add_holder(f, OnError::drop);
  }

  void add_holder(BusFixture& fixture, OnError on_error) {
    fixture.add_filter("holder", [this](abi::EventEdit& edit) {
      if (event_text(edit.view(), "text").view().substr(0, 4) != "hold") return Verdict::pass;
      tickets.emplace_back(edit.hold());
      return Verdict::hold;
    }, on_error, /*may_hold=*/true);
  }

  BusFixture f;
  std::vector<Owned<abi::HeldEvent>> tickets;  // given back before the bus goes
};

TEST_F(HeldEventTest, StopsItsOwnLineOnly) {
  EXPECT_EQ(f.publish("hold it"), StatusCode::ok);
  EXPECT_EQ(f.publish("behind"), StatusCode::ok);
  EXPECT_EQ(f.publish("elsewhere", 2), StatusCode::ok);

  EXPECT_THAT(f.texts(), ElementsAre("elsewhere"));
}

TEST_F(HeldEventTest, GoesOnInOrderWhenItIsPassed) {
  f.publish("hold one");
  f.publish("two");
  f.publish("hold three");
  f.publish("four");

  tickets[0]->decide(Verdict::pass);
  f.executor.run_all();
  EXPECT_THAT(f.texts(), ElementsAre("hold one", "two"));

  tickets[1]->decide(Verdict::pass);
  f.executor.run_all();
  EXPECT_THAT(f.texts(), ElementsAre("hold one", "two", "hold three", "four"));
  EXPECT_EQ(f.timers.pending(), 0u) << "deadlines are cancelled";
}

TEST_F(HeldEventTest, CanBeDroppedOrDeniedLater) {
  f.publish("hold one");
  tickets[0]->decide(Verdict::drop);
  f.publish("hold two");
  f.executor.run_all();
  tickets[1]->edit().deny("spam", "looks like spam");
  tickets[1]->decide(Verdict::deny);
  f.executor.run_all();
  f.publish("after");

  EXPECT_THAT(f.texts(), ElementsAre("after"));
  EXPECT_TRUE(f.captured.contains("reason=spam"));
}

TEST_F(HeldEventTest, OutlivesThePublishersMemoryAndCanBeEdited) {
  {
    std::string text = "hold this text";
    std::string json = "{\"n\":1}";
    f.publish(text, BusFixture::kShop, json);
    text.assign(text.size(), 'x');
    json.assign(json.size(), 'x');
  }
  EXPECT_EQ(event_text(tickets[0]->edit().view(), "text"), "hold this text");
  abi::ErrorOut error;
  EXPECT_EQ(tickets[0]->edit().set_text("text", std::string("edited"), error), StatusCode::ok);

  tickets[0]->decide(Verdict::pass);
  f.executor.run_all();

  EXPECT_THAT(f.texts(), ElementsAre("edited"));
  EXPECT_EQ(f.sink.seen()[0].document, "{\"n\":1}");
  EXPECT_EQ(f.sink.seen()[0].publisher, "session_simulator");
}

TEST_F(HeldEventTest, RunsTheFiltersBehindTheOneThatHeldIt) {
  int later = 0;
  f.add_filter("later", [&](abi::EventEdit&) { ++later; return Verdict::pass; });
  f.publish("hold");
  EXPECT_EQ(later, 0);

  tickets[0]->decide(Verdict::pass);
  f.executor.run_all();

  EXPECT_EQ(later, 1);
  EXPECT_EQ(tickets.size(), 1u) << "the holder is not asked again";
}

TEST_F(HeldEventTest, IsDecidedByOnErrorWhenTheDeadlinePasses) {
  f.publish("hold");
  f.publish("behind");

  f.clock.advance_ms(4'999);
  f.executor.run_all();
  EXPECT_THAT(f.texts(), IsEmpty());
  f.clock.advance_ms(1);
  f.executor.run_all();

  EXPECT_THAT(f.texts(), ElementsAre("behind"));
  EXPECT_EQ(f.guards[0]->faults(), 1u);
  EXPECT_TRUE(f.captured.contains("past the deadline"));
}

TEST_F(HeldEventTest, IgnoresADecisionAfterTheDeadline) {
  f.publish("hold");
  f.clock.advance_ms(5'000);
  f.executor.run_all();

  abi::ErrorOut error;
  EXPECT_EQ(tickets[0]->edit().set_text("text", "late", error), StatusCode::failed_precondition);
  tickets[0]->decide(Verdict::pass);
  f.executor.run_all();

  EXPECT_THAT(f.texts(), IsEmpty());
}

TEST_F(HeldEventTest, IgnoresAndCountsASecondDecision) {
  f.publish("hold");

  tickets[0]->decide(Verdict::pass);
  tickets[0]->decide(Verdict::drop);
  f.executor.run_all();

  EXPECT_THAT(f.texts(), ElementsAre("hold"));
  EXPECT_EQ(f.guards[0]->faults(), 1u);
}

TEST_F(HeldEventTest, CountsATicketThatIsGivenBackUndecided) {
  f.publish("hold");

  tickets.clear();
  f.executor.run_all();

  EXPECT_THAT(f.texts(), IsEmpty()) << "on_error of the filter is drop";
  EXPECT_EQ(f.guards[0]->faults(), 1u);
}

TEST_F(HeldEventTest, MayBeDecidedBeforeTheFilterHasReturned) {
  f.add_filter("quick", [&](abi::EventEdit& edit) {
    Owned<abi::HeldEvent> ticket(edit.hold());
    abi::ErrorOut error;
    ticket->edit().set_text("text", std::string("quick"), error);
    ticket->decide(Verdict::pass);
    return Verdict::hold;
  }, OnError::drop, /*may_hold=*/true);

  EXPECT_EQ(f.publish("x"), StatusCode::ok);

  EXPECT_THAT(f.texts(), ElementsAre("quick")) << "without a detour over the executor";
}

TEST_F(HeldEventTest, FollowsTheAnswerWhenAFilterTakesATicketAndPasses) {
  f.add_filter("undecided", [&](abi::EventEdit& edit) {
    tickets.emplace_back(edit.hold());
    return Verdict::pass;
  }, OnError::drop, /*may_hold=*/true);

  f.publish("x");
  EXPECT_THAT(f.texts(), ElementsAre("x"));

  tickets[0]->decide(Verdict::pass);
  f.executor.run_all();
  EXPECT_THAT(f.texts(), ElementsAre("x"));
}

TEST_F(HeldEventTest, HoldsEventsWithoutAnInstanceOneByOne) {
  f.publish("hold", 0);
  f.publish("free", 0);
  EXPECT_THAT(f.texts(), ElementsAre("free"));

  tickets[0]->decide(Verdict::pass);
  f.executor.run_all();

  EXPECT_THAT(f.texts(), ElementsAre("free", "hold"));
}

TEST_F(HeldEventTest, GoesOnAlthoughItsFilterHasLeftTheChain) {
  int later = 0;
  f.add_filter("later", [&](abi::EventEdit&) { ++later; return Verdict::pass; });
  f.publish("hold");

  f.bus.remove_unit("holder");
  tickets[0]->decide(Verdict::pass);
  f.executor.run_all();

  EXPECT_EQ(later, 1);
  EXPECT_THAT(f.texts(), ElementsAre("hold"));
}

}  // namespace
}  // namespace wagate
