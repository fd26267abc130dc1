#include "kernel/app/command_line.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "kernel/core/exit_code.h"

namespace wagate::app {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Arguments g_last;

int remember(const Arguments& arguments) {
  g_last = arguments;
  return 42;
}

Command greet() {
  Command command;
  command.name = "people greet";
  command.positional = "NAME";
  command.min_positional = command.max_positional = 1;
  command.summary = "greets somebody";
  command.options = {{"language", "CODE", "in which language"}, {"loud", "", "louder"}};
  command.run = remember;
  return command;
}

Command people() {
  Command command;
  command.name = "people";
  command.summary = "lists people";
  command.run = [](const Arguments&) { return 7; };
  return command;
}

CommandTable table() { return CommandTable({greet(), people()}); }

TEST(CommandTable, RunsTheCommandWithTheLongestName) {
  EXPECT_EQ(table().run({"people", "greet", "Ana"}), 42);
  EXPECT_EQ(table().run({"people"}), 7);
}

TEST(CommandTable, GivesOptionsInEveryNotation) {
  table().run({"people", "greet", "--language=pt", "Ana", "--loud"});
  EXPECT_EQ(g_last.text("language"), "pt");
  EXPECT_TRUE(g_last.has("loud"));
  EXPECT_THAT(g_last.positional(), ElementsAre("Ana"));

  table().run({"people", "greet", "--language", "de", "Ana"});
  EXPECT_EQ(g_last.text("language"), "de");
  EXPECT_FALSE(g_last.has("loud"));
  EXPECT_EQ(g_last.text("unheard", "of"), "of");
}

TEST(CommandTable, TakesWordsBehindTwoDashesAsTheyAre) {
  table().run({"people", "greet", "--", "--loud"});
  EXPECT_THAT(g_last.positional(), ElementsAre("--loud"));
}

TEST(CommandTable, RefusesWhatItDoesNotKnow) {
  testing::internal::CaptureStderr();
  EXPECT_EQ(table().run({"peple"}), static_cast<int>(ExitCode::usage));
  EXPECT_EQ(table().run({"people", "greet", "Ana", "--loder"}), static_cast<int>(ExitCode::usage));
  EXPECT_EQ(table().run({"people", "greet"}), static_cast<int>(ExitCode::usage));
  EXPECT_EQ(table().run({"people", "greet", "Ana", "Bia"}), static_cast<int>(ExitCode::usage));
  EXPECT_EQ(table().run({"people", "greet", "Ana", "--language"}), static_cast<int>(ExitCode::usage));
  const std::string said = testing::internal::GetCapturedStderr();
  EXPECT_THAT(said, HasSubstr("there is no command \"peple\""));
  EXPECT_THAT(said, HasSubstr("loder"));
  EXPECT_THAT(said, HasSubstr("NAME is missing"));
  EXPECT_THAT(said, HasSubstr("\"Bia\" is one word too many"));
}

TEST(CommandTable, ExplainsACommandEvenWhenWordsAreMissing) {
  testing::internal::CaptureStdout();
  EXPECT_EQ(table().run({"people", "greet", "--help"}), 0);
  const std::string said = testing::internal::GetCapturedStdout();
  EXPECT_THAT(said, HasSubstr("usage: wagate people greet [OPTION ...] NAME"));
  EXPECT_THAT(said, HasSubstr("--language CODE"));
}

TEST(CommandTable, ListsTheCommandsThatBeginWithTheWordTyped) {
  const CommandTable only_greet({greet()});
  testing::internal::CaptureStdout();
  EXPECT_EQ(only_greet.run({"people"}), static_cast<int>(ExitCode::usage));
  EXPECT_EQ(only_greet.run({"people", "--help"}), 0);
  EXPECT_THAT(testing::internal::GetCapturedStdout(), HasSubstr("greets somebody"));

  testing::internal::CaptureStderr();
  EXPECT_EQ(only_greet.run({"people", "gret"}), static_cast<int>(ExitCode::usage));
  EXPECT_EQ(only_greet.run({"people", "greet", "--langage=pt", "Ana"}), static_cast<int>(ExitCode::usage));
  EXPECT_EQ(only_greet.run({"people", "greet", "Ana", "--language"}), static_cast<int>(ExitCode::usage));
  const std::string said = testing::internal::GetCapturedStderr();
  EXPECT_THAT(said, HasSubstr("there is no command \"people gret\"; did you mean \"people greet\"?"));
  EXPECT_THAT(said, HasSubstr("there is no option \"--langage\"; did you mean \"--language\"?"));
  EXPECT_THAT(said, HasSubstr("--language requires CODE"));
}

TEST(CommandTable, ListsItsCommands) {
  testing::internal::CaptureStdout();
  EXPECT_EQ(table().run({"--help"}), 0);
  EXPECT_THAT(testing::internal::GetCapturedStdout(), HasSubstr("greets somebody"));
}

}  // namespace
}  // namespace wagate::app
