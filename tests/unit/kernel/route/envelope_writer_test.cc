#include "kernel/route/envelope_writer.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <ctime>

namespace wagate {
namespace {

abi::EventMeta meta() {
  abi::EventMeta out;
  out.at_ms = 1'768'485'802'518;  // 2026-01-15T14:03:22.518Z
  out.instance_name = "shop-01";
  return out;
}

TEST(EnvelopeWriter, WritesTheFieldsInTheirOrder) {
  const EnvelopeWriter writer({.server_url = "https://wa.example.org"});
  abi::EventMeta full = meta();
  full.sender = "5511960000009@s.whatsapp.net";
  std::string out = "what was there before";

  writer.write(out, "presence.update", full, "{\"id\":1}", "TOKEN");

  EXPECT_EQ(out,
            "{\"event\":\"presence.update\",\"instance\":\"shop-01\",\"data\":{\"id\":1},"
            "\"server_url\":\"https://wa.example.org\",\"date_time\":\"2026-01-15T14:03:22.518Z\","
            "\"sender\":\"5511960000009@s.whatsapp.net\",\"apikey\":\"TOKEN\"}");
}

TEST(EnvelopeWriter, LeavesOutWhatIsNotKnown) {
  const EnvelopeWriter writer({});
  std::string out;

  writer.write(out, "remove.instance", meta(), "", "");

  EXPECT_EQ(out, "{\"event\":\"remove.instance\",\"instance\":\"shop-01\",\"data\":null,"
                 "\"date_time\":\"2026-01-15T14:03:22.518Z\",\"apikey\":null}");
}

TEST(EnvelopeWriter, EscapesNames) {
  const EnvelopeWriter writer({.server_url = "http://a/\"b\""});
  abi::EventMeta quoted = meta();
  quoted.instance_name = "a \"b\" \\ c";
  std::string out;

  writer.write(out, "call", quoted, "[]", "");

  EXPECT_NE(out.find("\"instance\":\"a \\\"b\\\" \\\\ c\""), std::string::npos);
  EXPECT_NE(out.find("\"server_url\":\"http://a/\\\"b\\\"\""), std::string::npos);
}

TEST(EnvelopeWriter, WritesTheMachinesTimeWhenAsked) {
  const char* const before = std::getenv("TZ");
  const std::string zone = before ? before : "";
  ::setenv("TZ", "ELSEWHERE+3", 1);  // three hours behind UTC, whatever the machine knows of the world
  ::tzset();
  std::string out;

  EnvelopeWriter({.server_url = {}, .local_date_time = true}).write(out, "call", meta(), "[]", "");

  before ? ::setenv("TZ", zone.c_str(), 1) : ::unsetenv("TZ");
  ::tzset();
  EXPECT_NE(out.find("\"date_time\":\"2026-01-15T11:03:22.518Z\""), std::string::npos) << out;
}

TEST(EnvelopeWriter, WritesEveryMillisecondOfAndAcrossSeconds) {
  const EnvelopeWriter writer({});
  const auto time_at = [&](std::int64_t ms) {
    abi::EventMeta at = meta();
    at.at_ms = ms;
    std::string out;
    writer.write(out, "call", at, "[]", "");
    const std::size_t start = out.find("date_time\":\"") + 12;
    return out.substr(start, 24);
  };

  EXPECT_EQ(time_at(1'768'485'802'000), "2026-01-15T14:03:22.000Z");
  EXPECT_EQ(time_at(1'768'485'802'007), "2026-01-15T14:03:22.007Z");
  EXPECT_EQ(time_at(1'768'485'802'999), "2026-01-15T14:03:22.999Z");
  EXPECT_EQ(time_at(1'768'485'803'010), "2026-01-15T14:03:23.010Z");
  EXPECT_EQ(time_at(1'768'485'802'100), "2026-01-15T14:03:22.100Z");
  EXPECT_EQ(time_at(0), "1970-01-01T00:00:00.000Z");
}

}  // namespace
}  // namespace wagate
