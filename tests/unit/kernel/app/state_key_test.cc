#include "kernel/app/state_key.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace wagate::app {
namespace {

class GeneratedKeyFile : public testing::Test {
 protected:
  GeneratedKeyFile() : directory_(testing::TempDir() + "/state-" + std::to_string(getpid())) {}
  ~GeneratedKeyFile() override { std::filesystem::remove_all(directory_); }

  void write(const std::filesystem::path& file) {
    std::filesystem::create_directories((directory_ / file).parent_path());
    std::ofstream(directory_ / file) << "key\n";
  }

  const std::filesystem::path directory_;
};

TEST_F(GeneratedKeyFile, IsFoundBelowTheStateDirectory) {
  write("units/gatekeeper/api_key");
  EXPECT_EQ(generated_key_file(directory_), directory_ / "units/gatekeeper/api_key");
}

TEST_F(GeneratedKeyFile, IsNotLookedForFarBelow) {
  write("a/b/c/api_key");
  EXPECT_EQ(generated_key_file(directory_), "");
}

TEST_F(GeneratedKeyFile, MayBeMissingWithTheWholeDirectory) { EXPECT_EQ(generated_key_file(directory_ / "nowhere"), ""); }

}  // namespace
}  // namespace wagate::app
