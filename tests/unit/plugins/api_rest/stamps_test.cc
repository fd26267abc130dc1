#include "stamps.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace wagate::api_rest {
namespace {

TEST(Stamps, WriteTimesInUtcWithMilliseconds) {
  EXPECT_EQ(iso_time(1768485600000), "2026-01-15T14:00:00.000Z");
  EXPECT_EQ(iso_time(1768485802518), "2026-01-15T14:03:22.518Z");
  EXPECT_EQ(iso_time(0), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(iso_time(-1), "1969-12-31T23:59:59.999Z");
}

TEST(Stamps, GiveEveryNewRowItsOwnId) {
  const std::string id = new_row_id();

  EXPECT_THAT(id, ::testing::MatchesRegex("c[a-z0-9]+"));
  EXPECT_EQ(id.size(), 25u);
  EXPECT_NE(id, new_row_id());
}

TEST(Stamps, GiveTheOnlyRowOfAnInstanceTheSameIdEveryTime) {
  EXPECT_EQ(row_id_of("0f5b1a52-6c0e-4a27-9a3c-5a3a8de1d001"), "c0f5b1a526c0e4a279a3c5a3a");
}

TEST(UnixMsOf, ReadsTheFormsThatClientsSend) {
  EXPECT_EQ(unix_ms_of("2026-01-15T14:00:00.000Z"), 1768485600000);
  EXPECT_EQ(unix_ms_of("2026-01-15T14:00:00.5Z"), 1768485600500);
  EXPECT_EQ(unix_ms_of("2026-01-15T11:00:00-03:00"), 1768485600000);
  EXPECT_EQ(unix_ms_of("2026-01-15T19:30:00+0530"), 1768485600000);
  EXPECT_EQ(unix_ms_of("2026-01-15T14:00"), 1768485600000);
  EXPECT_EQ(unix_ms_of("2026-01-15"), 1768435200000);
  EXPECT_EQ(unix_ms_of("1970-01-01T00:00:00.123456Z"), 123);
}

TEST(UnixMsOf, RefusesWhatIsNoTime) {
  for (const char* text : {"", "yesterday", "2026", "2026-13-01", "2026-01-32", "2026-01-15T25:00", "2026-01-15T14:00:00.Z",
                           "2026-01-15T14:00:00Zx", "2026-01-15X14:00", "26-01-15", "2026-1-5"})
    EXPECT_EQ(unix_ms_of(text), std::nullopt) << text;
}

}  // namespace
}  // namespace wagate::api_rest
