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

}  // namespace
}  // namespace wagate::api_rest
