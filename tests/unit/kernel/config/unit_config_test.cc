#include "kernel/config/unit_config.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "kernel/config/toml_reader.h"

namespace wagate {
namespace {

UnitConfig config(const std::string& toml) {
  ConfigProblems problems;
  auto value = read_toml(std::make_shared<const SourceText>(SourceText{"w.toml", toml}), problems);
  EXPECT_TRUE(value.has_value());
  return UnitConfig(std::move(*value));
}

TEST(UnitConfig, AnswersByDottedPath) {
  UnitConfig unit =
      config("text = 'a'\nnumber = 2\nreal = 1.5\nflag = true\n[[rules]]\nevent = 'x'\n[[rules]]\nevent = 'y'\n");

  EXPECT_EQ(unit.text("text", "-"), "a");
  EXPECT_EQ(unit.integer("number", 9), 2);
  EXPECT_EQ(unit.number("real", 9), 1.5);
  EXPECT_EQ(unit.number("number", 9), 2);
  EXPECT_TRUE(unit.boolean("flag", false));
  EXPECT_EQ(unit.length("rules"), 2u);
  EXPECT_EQ(unit.text("rules.1.event", "-"), "y");
  EXPECT_EQ(unit.key("rules.0", 0), "event");
  EXPECT_EQ(unit.json("rules"), R"([{"event":"x"},{"event":"y"}])");
  EXPECT_EQ(unit.json(""), unit.whole_json());
}

TEST(UnitConfig, AnswersTheFallbackWhereNothingFits) {
  UnitConfig unit = config("text = 'a'\nlist = [1]\n");

  EXPECT_EQ(unit.text("nowhere", "-"), "-");
  EXPECT_EQ(unit.integer("text", 9), 9);
  EXPECT_EQ(unit.text("list.1", "-"), "-");
  EXPECT_EQ(unit.text("list.x", "-"), "-");
  EXPECT_EQ(unit.text("text.deeper", "-"), "-");
  EXPECT_FALSE(unit.has("list.1"));
  EXPECT_TRUE(unit.has("list.0"));
  EXPECT_EQ(unit.length("text"), 0u);
  EXPECT_TRUE(unit.json("nowhere").empty());
  EXPECT_TRUE(unit.key("list", 0).empty());
}

}  // namespace
}  // namespace wagate
