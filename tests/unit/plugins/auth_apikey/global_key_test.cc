#include "global_key.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <fstream>

#include "secret.h"
#include "wagate/plugin.h"

namespace wagate::auth_apikey {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class GlobalKeyTest : public ::testing::Test {
 protected:
  GlobalKeyTest() {
    std::string pattern = (std::filesystem::temp_directory_path() / "wagate-key-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
    file_ = folder_ / "api_key";
  }
  ~GlobalKeyTest() override { std::filesystem::remove_all(folder_); }

  std::string refusal(const std::string& configured) {
    try {
      find_global_key(configured, file_);
    } catch (const PluginError& error) {
      return error.what();
    }
    return "(accepted)";
  }

  std::filesystem::path folder_;
  std::filesystem::path file_;
};

TEST_F(GlobalKeyTest, IsTheConfiguredOneAndThenNothingIsStored) {
  const GlobalKey key = find_global_key("a configured key", file_);

  EXPECT_EQ(key.text, "a configured key");
  EXPECT_EQ(key.source, KeySource::configured);
  EXPECT_FALSE(std::filesystem::exists(file_));
}

TEST_F(GlobalKeyTest, IsGeneratedOnceAndStaysTheSameAfterwards) {
  const GlobalKey first = find_global_key("", file_);
  const GlobalKey second = find_global_key("", file_);

  EXPECT_EQ(first.source, KeySource::generated);
  EXPECT_EQ(first.text.size(), 32u);
  EXPECT_EQ(second.source, KeySource::stored);
  EXPECT_EQ(second.text, first.text);
}

TEST_F(GlobalKeyTest, IsKeptInAFileOnlyTheOwnerCanRead) {
  find_global_key("", file_);
  struct stat facts {};
  ASSERT_EQ(::stat(file_.c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 0777, 0600u);

  ::chmod(file_.c_str(), 0644);
  find_global_key("", file_);

  ::stat(file_.c_str(), &facts);
  EXPECT_EQ(facts.st_mode & 0777, 0600u);
}

TEST_F(GlobalKeyTest, IsNeverOneOfASampleFile) {
  for (const char* sample : {"BQYHJGJHJ", "429683C4C977415CAAFCCE10F7D57E11"}) {
    EXPECT_THAT(refusal(sample), AllOf(HasSubstr("public sample file"), HasSubstr("AUTHENTICATION_API_KEY"),
                                       Not(HasSubstr(sample))));
    std::ofstream(file_) << sample << "\n";
    EXPECT_THAT(refusal(""), AllOf(HasSubstr("public sample file"), Not(HasSubstr(sample))));
  }
}

TEST_F(GlobalKeyTest, IsNeverOneThatNoHeaderCanCarry) {
  for (const char* key : {" leading", "trailing ", "tab\tinside", "line\nbreak"})
    EXPECT_THAT(refusal(key), AllOf(HasSubstr("no request header can carry"), Not(HasSubstr(key)))) << key;
  EXPECT_EQ(refusal("blank inside"), "(accepted)");
}

TEST_F(GlobalKeyTest, IsNotReplacedBehindAnEmptyFile) {
  std::ofstream{file_};

  EXPECT_THAT(refusal(""), AllOf(HasSubstr(file_.string()), HasSubstr("remove it to have a new key generated")));
}

TEST_F(GlobalKeyTest, SaysWhichFileCouldNotBeWritten) {
  std::filesystem::remove_all(folder_);

  EXPECT_THAT(refusal(""), AllOf(HasSubstr(file_.string()), HasSubstr("No such file or directory"),
                                 HasSubstr("set AUTHENTICATION_API_KEY")));
}

TEST(WeakKey, HasFewerThanEightCharacters) {
  EXPECT_TRUE(is_weak("1234567"));
  EXPECT_FALSE(is_weak("12345678"));
}

TEST(Secret, MatchesItselfAndNothingElse) {
  const Secret secret("the key");

  EXPECT_TRUE(secret.matches("the key"));
  for (const char* guess : {"", "the ke", "the key ", "The key", "the keY"})
    EXPECT_FALSE(secret.matches(guess)) << guess;
}

TEST(Secret, IsNewEachTimeItIsGenerated) { EXPECT_NE(random_key(), random_key()); }

}  // namespace
}  // namespace wagate::auth_apikey
