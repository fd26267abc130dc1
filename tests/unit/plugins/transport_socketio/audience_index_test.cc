#include "wagate/audience_index.h"

#include <gtest/gtest.h>

namespace wagate {

TEST(AudienceIndex, NamesTheLoopsThatHaveMembers) {
  AudienceIndex index;
  index.add(7, 0);
  index.add(7, 3);
  index.add(8, 1);

  EXPECT_EQ(index.loops(7), 0b1001u);
  EXPECT_EQ(index.loops(8), 0b10u);
  EXPECT_EQ(index.loops(9), 0u);
}

TEST(AudienceIndex, ForgetsALoopWithItsLastMember) {
  AudienceIndex index;
  index.add(7, 2);
  index.add(7, 2);

  index.remove(7, 2);
  EXPECT_EQ(index.loops(7), 0b100u);
  index.remove(7, 2);
  EXPECT_EQ(index.loops(7), 0u);
  index.remove(7, 2);
  EXPECT_EQ(index.loops(7), 0u);
}

TEST(AudienceIndex, HoldsTheHighestLoop) {
  AudienceIndex index;
  index.add(1, AudienceIndex::kMaxLoops - 1);

  EXPECT_EQ(index.loops(1), std::uint64_t{1} << 63);
}

TEST(ClientDirectory, FindsAClientUntilItIsRemoved) {
  ClientDirectory directory;
  directory.add(40, 3);

  EXPECT_EQ(directory.loop_of(40), 3u);
  directory.remove(40);
  EXPECT_EQ(directory.loop_of(40), ClientDirectory::kUnknown);
}

}  // namespace wagate
