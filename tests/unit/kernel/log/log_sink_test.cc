#include "kernel/log/log_sink.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "kernel/core/clock.h"
#include "wagate/log.h"

namespace wagate {
namespace {

class LogSinkTest : public ::testing::Test {
 protected:
  ManualClock clock_;
  std::vector<std::string> lines_;
  LogSink sink_{clock_, [this](abi::LogLevel, std::string_view line) { lines_.emplace_back(line); }};
};

TEST_F(LogSinkTest, GivesEachUnitItsLevel) {
  LogSettings settings;
  settings.level = abi::LogLevel::warn;
  settings.unit_levels["chatty"] = abi::LogLevel::debug;
  Logger quiet(&sink_.log("quiet"));  // made before the levels are known
  sink_.configure(settings);
  Logger chatty(&sink_.log("chatty"));

  quiet.info("not seen");
  quiet.warn("seen");
  chatty.debug("seen, too");

  ASSERT_EQ(lines_.size(), 2u);
  EXPECT_NE(lines_[0].find("quiet"), std::string::npos);
  EXPECT_NE(lines_[1].find("chatty"), std::string::npos);
}

TEST_F(LogSinkTest, WritesJsonWhenAskedTo) {
  LogSettings settings;
  settings.format = LogFormat::json;
  sink_.configure(settings);

  Logger(&sink_.log("kernel")).info("started", {{"units", 3}});

  ASSERT_EQ(lines_.size(), 1u);
  EXPECT_TRUE(lines_[0].starts_with("{\"time\":")) << lines_[0];
}

TEST_F(LogSinkTest, WritesIntoAFileAsWell) {
  char name[] = "/tmp/wagate-log-XXXXXX";
  const std::filesystem::path dir = mkdtemp(name);
  ASSERT_TRUE(sink_.add_file((dir / "wagate.log").string(), 65536, 2).ok());

  Logger(&sink_.log("kernel")).info("started");
  sink_.flush();

  std::ifstream file(dir / "wagate.log");
  std::string line;
  std::getline(file, line);
  EXPECT_EQ(line, lines_.at(0));
  std::filesystem::remove_all(dir);
}

TEST_F(LogSinkTest, SaysWhichFileCannotBeWritten) {
  const Status status = sink_.add_file("/proc/nowhere/wagate.log", 65536, 2);

  ASSERT_FALSE(status.ok());
  EXPECT_TRUE(status.sentence().starts_with("the log cannot be written to \"/proc/nowhere/wagate.log\": "))
      << status.sentence();
}

}  // namespace
}  // namespace wagate
