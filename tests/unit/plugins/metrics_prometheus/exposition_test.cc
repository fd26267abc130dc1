#include "exposition.h"

#include <gtest/gtest.h>

namespace wagate::metrics_prometheus {
namespace {

using abi::MetricKind;

TEST(Exposition, KeepsTheLinesOfOneNameTogether) {
  Exposition out;
  out.add(MetricKind::gauge, "b", "B.", {{"x", "1"}}, 1);
  out.add(MetricKind::counter, "a_total", "A.", {}, 2.5);
  out.add(MetricKind::gauge, "b", "B.", {{"x", "2"}}, -3);
  EXPECT_EQ(out.text(),
            "# HELP a_total A.\n# TYPE a_total counter\na_total 2.5\n"
            "# HELP b B.\n# TYPE b gauge\nb{x=\"1\"} 1\nb{x=\"2\"} -3\n");
}

TEST(Exposition, EscapesLabelsAndHelp) {
  Exposition out;
  out.add(MetricKind::gauge, "a", "one\ntwo\\", {{"l", "a\"b\\c\nd"}}, 0);
  EXPECT_EQ(out.text(), "# HELP a one\\ntwo\\\\\n# TYPE a gauge\na{l=\"a\\\"b\\\\c\\nd\"} 0\n");
}

TEST(Exposition, WritesHistogramsOfUnits) {
  const double bounds[] = {0.5, 1};
  const std::uint64_t counts[] = {1, 2, 4};
  abi::MetricSample sample;
  sample.kind = MetricKind::histogram;
  sample.unit = "http_server";
  sample.name = "request_seconds";
  sample.help = "Time.";
  sample.bounds = bounds;
  sample.bucket_counts = counts;
  sample.bound_count = 2;
  sample.value = 7.25;
  Exposition out;
  out.add(sample);
  EXPECT_EQ(out.text(),
            "# HELP wagate_request_seconds Time.\n# TYPE wagate_request_seconds histogram\n"
            "wagate_request_seconds_bucket{unit=\"http_server\",le=\"0.5\"} 1\n"
            "wagate_request_seconds_bucket{unit=\"http_server\",le=\"1\"} 2\n"
            "wagate_request_seconds_bucket{unit=\"http_server\",le=\"+Inf\"} 4\n"
            "wagate_request_seconds_sum{unit=\"http_server\"} 7.25\n"
            "wagate_request_seconds_count{unit=\"http_server\"} 4\n");
}

TEST(Exposition, LeavesOutAFigureWhoseNameMeansSomethingElseAlready) {
  abi::MetricSample sample;
  sample.unit = "one";
  sample.name = "things_total";
  Exposition out;
  out.add(sample);
  sample.unit = "two";
  sample.kind = MetricKind::gauge;
  out.add(sample);
  EXPECT_EQ(out.text(), "# HELP wagate_things_total \n# TYPE wagate_things_total counter\nwagate_things_total{unit=\"one\"} 0\n");
}

}  // namespace
}  // namespace wagate::metrics_prometheus
