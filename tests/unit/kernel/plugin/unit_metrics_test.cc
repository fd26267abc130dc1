#include "kernel/plugin/unit_metrics.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace wagate {
namespace {

TEST(UnitMetrics, GivesTheSameCounterForTheSameName) {
  UnitMetrics unit;
  abi::Metrics& metrics = unit;
  auto* first = metrics.counter("events_total", "Events.");
  ASSERT_NE(first, nullptr);

  first->add(2);
  metrics.counter("events_total", "Events.")->add(3);

  ASSERT_EQ(unit.samples().size(), 1u);
  EXPECT_EQ(unit.samples()[0].value, 5u);
}

TEST(UnitMetrics, RefusesMalformedNames) {
  UnitMetrics unit;
  abi::Metrics& metrics = unit;
  for (const char* name : {"", "_total", "events", "Events_total", "events-total", "events_total ", "e1_total"}) {
    EXPECT_EQ(metrics.counter(name, ""), nullptr) << name;
  }
}

TEST(UnitMetrics, AreBounded) {
  UnitMetrics unit;
  abi::Metrics& metrics = unit;
  const auto name = [](std::size_t i) {
    return std::string{static_cast<char>('a' + i / 26), static_cast<char>('a' + i % 26)} + "_total";
  };
  for (std::size_t i = 0; i < UnitMetrics::kMaxFigures; ++i) ASSERT_NE(metrics.counter(name(i), ""), nullptr);

  EXPECT_EQ(metrics.counter(name(UnitMetrics::kMaxFigures), ""), nullptr);
}

TEST(UnitMetrics, TellFiguresOfOneNameApartByTheirLabels) {
  UnitMetrics unit;
  abi::Metrics& metrics = unit;
  const abi::NameValue polling[] = {{"transport", "polling"}};
  const abi::NameValue websocket[] = {{"transport", "websocket"}};

  metrics.gauge("clients", "Clients.", polling, 1)->set(2);
  metrics.gauge("clients", "Clients.", websocket, 1)->add(3);
  metrics.gauge("clients", "Clients.", websocket, 1)->add(-1);

  ASSERT_EQ(unit.samples().size(), 2u);
  EXPECT_EQ(unit.samples()[0].labels, (UnitMetrics::Labels{{"transport", "polling"}}));
  EXPECT_EQ(unit.samples()[0].value, 2);
  EXPECT_EQ(unit.samples()[1].value, 2);
}

TEST(UnitMetrics, CountObservationsUpToEachBound) {
  UnitMetrics unit;
  abi::Metrics& metrics = unit;
  const double bounds[] = {0.1, 1};
  abi::Histogram* seconds = metrics.histogram("delivery_seconds", "Time.", bounds, 2);
  ASSERT_NE(seconds, nullptr);

  for (const double value : {0.05, 0.1, 0.5, 7.0}) seconds->observe(value);

  const UnitMetrics::Sample sample = unit.samples().at(0);
  EXPECT_EQ(sample.bucket_counts, (std::vector<std::uint64_t>{2, 3, 4}));
  EXPECT_DOUBLE_EQ(sample.value, 7.65);
}

TEST(UnitMetrics, RefuseOneNameForTwoKindsAndBoundsThatDoNotAscend) {
  UnitMetrics unit;
  abi::Metrics& metrics = unit;
  const double same[] = {1, 1};
  const double other[] = {1, 2};
  ASSERT_NE(metrics.counter("events_total", "Events."), nullptr);

  EXPECT_EQ(metrics.gauge("events_total", "Events."), nullptr);
  EXPECT_EQ(metrics.histogram("seconds", "", same, 2), nullptr);
  ASSERT_NE(metrics.histogram("seconds", "", other, 2), nullptr);
  EXPECT_EQ(metrics.histogram("seconds", "", other, 1), nullptr);
}

}  // namespace
}  // namespace wagate
