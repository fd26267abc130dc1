#include "kernel/plugin/unit_metrics.h"

#include <gtest/gtest.h>

#include <string>

namespace wagate {
namespace {

TEST(UnitMetrics, GivesTheSameCounterForTheSameName) {
  UnitMetrics metrics;
  auto* first = metrics.counter("events_total", "Events.");
  ASSERT_NE(first, nullptr);

  first->add(2);
  metrics.counter("events_total", "Events.")->add(3);

  ASSERT_EQ(metrics.samples().size(), 1u);
  EXPECT_EQ(metrics.samples()[0].value, 5u);
}

TEST(UnitMetrics, RefusesMalformedNames) {
  UnitMetrics metrics;
  for (const char* name : {"", "_total", "events", "Events_total", "events-total", "events_total ", "e1_total"}) {
    EXPECT_EQ(metrics.counter(name, ""), nullptr) << name;
  }
}

TEST(UnitMetrics, AreBounded) {
  UnitMetrics metrics;
  const auto name = [](std::size_t i) {
    return std::string{static_cast<char>('a' + i / 26), static_cast<char>('a' + i % 26)} + "_total";
  };
  for (std::size_t i = 0; i < UnitMetrics::kMaxCounters; ++i) ASSERT_NE(metrics.counter(name(i), ""), nullptr);

  EXPECT_EQ(metrics.counter(name(UnitMetrics::kMaxCounters), ""), nullptr);
}

}  // namespace
}  // namespace wagate
