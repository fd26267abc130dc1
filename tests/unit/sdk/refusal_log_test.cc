#include "wagate/refusal_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "wagate/testing/fake_host.h"

namespace wagate {
namespace {

using testing::FakeHost;
using testing::LoggedLine;
using ::testing::ElementsAre;
using ::testing::Pair;

constexpr std::int64_t kSecondMs = 1'000;

struct Refusals : ::testing::Test {
  void knock(std::string_view peer, int times = 1) {
    for (int i = 0; i < times; ++i) log.note(RefusedStep::handshake, "key unknown", "Invalid global token", peer);
  }
  std::vector<LoggedLine> lines() { return host.log().lines(); }

  FakeHost host;
  RefusalLog log{Logger(&host.log()), host.time(), &host.metrics(), "transport_socketio"};
};

TEST_F(Refusals, SayWhichStepAndWhyAndLeaveOutWhatIsNotKnown) {
  log.note(RefusedStep::handshake, "origin not listed", "Origin not allowed", "10.1.2.3");
  log.note(RefusedStep::join, "Invalid namespace", "Invalid namespace", "10.1.2.3", {"transport_sse", {}, "/nobody", "global key", 7});

  ASSERT_EQ(lines().size(), 2u);
  EXPECT_EQ(lines()[0].message, "handshake refused");
  EXPECT_THAT(lines()[0].fields, ElementsAre(Pair("peer", "10.1.2.3"), Pair("reason", "origin not listed"),
                                             Pair("transport", "transport_socketio")));
  EXPECT_EQ(lines()[1].message, "join refused");
  EXPECT_THAT(lines()[1].fields,
              ElementsAre(Pair("as", "global key"), Pair("channel", "/nobody"), Pair("client", "7"), Pair("peer", "10.1.2.3"),
                          Pair("reason", "Invalid namespace"), Pair("transport", "transport_sse")));
}

TEST_F(Refusals, OfOneAddressFillFewLinesAndTheNextOneSaysHowManyWereLeftOut) {
  knock("10.1.2.3", 100);
  EXPECT_EQ(lines().size(), RefusalLog::kLinesPerPeer);

  host.time().advance(kSecondMs);
  knock("10.1.2.3");

  ASSERT_EQ(lines().size(), RefusalLog::kLinesPerPeer + 1);
  EXPECT_EQ(lines().back().fields["left_out"], std::to_string(100 - RefusalLog::kLinesPerPeer));
}

TEST_F(Refusals, OfOneAddressDoNotSilenceAnother) {
  knock("10.1.2.3", 100);

  knock("10.9.9.9");

  EXPECT_EQ(lines().back().fields["peer"], "10.9.9.9");
}

TEST_F(Refusals, OfManyAddressesFillFewLinesToo) {
  for (int i = 0; i < 1000; ++i) knock("2001:db8::" + std::to_string(i));

  EXPECT_EQ(lines().size(), RefusalLog::kLinesInAll);
}

TEST_F(Refusals, AreAllCountedByWhatTheClientWasTold) {
  knock("10.1.2.3", 100);
  for (int i = 0; i < 100; ++i) log.note(RefusedStep::join, "no", "reason " + std::to_string(i), "10.1.2.3");

  const auto counted = [&](const std::string& figure, const std::string& reason) {
    return host.metrics().value(figure + "{transport=transport_socketio,reason=" + reason + "}");
  };
  EXPECT_EQ(counted("handshakes_refused_total", "Invalid global token"), 100u);
  EXPECT_EQ(counted("joins_refused_total", "reason 0"), 1u);
  EXPECT_EQ(counted("joins_refused_total", "other"), 100 - (RefusalLog::kMaxReasons - 1))
      << "a label costs memory for ever, so there are not many";
}

}  // namespace
}  // namespace wagate
