#include "kernel/core/state_dir.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace wagate {
namespace {

namespace fs = std::filesystem;

class StateDirTest : public ::testing::Test {
 protected:
  StateDirTest() {
    char name[] = "/tmp/wagate-state-XXXXXX";
    dir_ = mkdtemp(name);
  }
  ~StateDirTest() override { fs::remove_all(dir_); }

  fs::path dir_;
};

TEST_F(StateDirTest, IsMadeForItsOwnerOnly) {
  const auto state = StateDir::open(dir_ / "a/b");

  ASSERT_TRUE(state) << state.error().sentence();
  EXPECT_EQ(fs::status(dir_ / "a/b").permissions(), fs::perms::owner_all);
}

TEST_F(StateDirTest, IsRefusedWhileAnotherGatewayUsesItAndGivenAfterwards) {
  auto first = StateDir::open(dir_);
  ASSERT_TRUE(first);

  const auto second = StateDir::open(dir_);

  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().sentence(), "the state directory " + dir_.string() +
                                           " is used by another running gateway; set [kernel] "
                                           "state_dir or WAGATE_STATE_DIR to a directory of the gateway's own");
  first->reset();
  EXPECT_TRUE(StateDir::open(dir_));
}

TEST_F(StateDirTest, CannotBeBelowAFile) {
  std::ofstream(dir_ / "file") << "x";

  EXPECT_FALSE(StateDir::open(dir_ / "file/state"));
}

}  // namespace
}  // namespace wagate
