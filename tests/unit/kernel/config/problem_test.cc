#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "kernel/config/config_problem.h"

namespace wagate {
namespace {

ConfigOrigin at(const std::string& text, std::uint32_t line, std::uint32_t column, std::uint32_t width) {
  ConfigOrigin origin;
  origin.layer = ConfigOrigin::Layer::file;
  origin.source = std::make_shared<const SourceText>(SourceText{"w.toml", text});
  origin.line = line;
  origin.column = column;
  origin.width = width;
  return origin;
}

TEST(ConfigProblem, KeepsTheCaretUnderTheValueBehindTabsAndOtherAlphabets) {
  EXPECT_EQ(render({{at("\tnãme = 7\n", 1, 9, 1), "wrong", "", {}, {}}}),
            "w.toml:1:9: error: wrong\n    1 | \tnãme = 7\n      | \t       ^\n\n1 problem; nothing was started.");
}

TEST(ConfigProblem, NeverDrawsTheCaretBeyondTheLine) {
  EXPECT_EQ(render({{at("a = 1\r\n", 1, 5, 400), "wrong", "", {}, {}}}),
            "w.toml:1:5: error: wrong\n    1 | a = 1\n      |     ^\n\n1 problem; nothing was started.");
}

TEST(ConfigProblem, SurvivesAPositionThatIsNotInTheText) {
  EXPECT_NE(render({{at("a = 1\n", 99, 7, 1), "wrong", "", {}, {}}}).find("w.toml:99:7: error: wrong\n"),
            std::string::npos);
}

TEST(ConfigProblem, PutsErrorsBeforeWarningsAndCountsErrorsOnly) {
  const ConfigProblem warning{at("a = 1\n", 1, 1, 1), "odd", "", ConfigProblem::Severity::warning, {}};
  const ConfigProblem error{at("a = 1\n", 1, 1, 1), "wrong", "", {}, {}};

  const std::string text = render({warning, error});

  EXPECT_LT(text.find("error: wrong"), text.find("warning: odd"));
  EXPECT_TRUE(text.ends_with("1 problem; nothing was started."));
  EXPECT_FALSE(has_errors({warning}));
}

TEST(ConfigProblem, MasksALineWhoseKeyLooksSecret) {
  EXPECT_EQ(render({{at("api_key = \"hunter2\n", 1, 11, 1), "not valid TOML", "", {}, {}}}),
            "w.toml:1:11: error: not valid TOML\n    1 | api_key = ***\n\n1 problem; nothing was started.");
}

}  // namespace
}  // namespace wagate
