#include "kernel/config/environment.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "kernel/config/schema.h"

namespace wagate {
namespace {

Schema schema(const std::string& json) {
  auto parsed = parse_schema(json);
  EXPECT_TRUE(parsed) << parsed.error().sentence();
  return std::move(*parsed);
}

// What a variable makes of the key "k" with this schema, as JSON; "unset" when it leaves it alone.
std::string effect(const std::string& key_schema, const std::string& name, const std::string& text) {
  const Schema whole = schema("{\"type\":\"object\",\"properties\":{\"k\":" + key_schema + "}}");
  ConfigValue table;
  apply_environment(table, whole, Environment(Environment::Map{{name, text}}));
  const ConfigValue* value = table.find("k");
  return value ? value->to_json() : "unset";
}

TEST(EnvironmentValue, TakesOnlyTheExactTextTrueForTrue) {
  const std::string flag = R"({"type":"boolean","env":"FLAG"})";
  EXPECT_EQ(effect(flag, "FLAG", "true"), "true");
  for (const char* other : {"TRUE", "1", "yes", "false", "", " true"})
    EXPECT_EQ(effect(flag, "FLAG", other), "false") << other;
}

TEST(EnvironmentValue, ReadsTheDigitsAtTheStartOfANumber) {
  const std::string port = R"({"type":"integer","env":"SERVER_PORT"})";
  EXPECT_EQ(effect(port, "SERVER_PORT", "9090"), "9090");
  EXPECT_EQ(effect(port, "SERVER_PORT", "9090abc"), "9090");
  EXPECT_EQ(effect(port, "SERVER_PORT", "abc"), "unset");
  EXPECT_EQ(effect(port, "SERVER_PORT", "0"), "unset");
  EXPECT_EQ(effect(port, "SERVER_PORT", ""), "unset");
}

TEST(EnvironmentValue, ReadsOurOwnNumbersStrictly) {
  const std::string threads = R"({"type":"integer","env":"WAGATE_THREADS"})";
  EXPECT_EQ(effect(threads, "WAGATE_THREADS", "0"), "0");
  EXPECT_EQ(effect(threads, "WAGATE_THREADS", "4x"), "\"4x\"") << "a text, which the schema refuses";
}

TEST(EnvironmentValue, SplitsAListAtCommasAndTrims) {
  const std::string hosts = R"({"type":"array","items":{"type":"string"},"env":"HOSTS"})";
  EXPECT_EQ(effect(hosts, "HOSTS", "127.0.0.1, ::1 ,,10.0.0.0/8"), R"(["127.0.0.1","::1","10.0.0.0/8"])");
  EXPECT_EQ(effect(hosts, "HOSTS", ""), "unset");
  EXPECT_EQ(effect(R"({"type":"array","items":{"type":"integer"},"env":"CODES"})", "CODES", "400,401"), "[400,401]");
}

TEST(EnvironmentValue, LeavesTextAsItIsUnlessItIsEmpty) {
  EXPECT_EQ(effect(R"({"type":"string","env":"NAME"})", "NAME", " a, b "), "\" a, b \"");
  EXPECT_EQ(effect(R"({"type":"string","env":"NAME"})", "NAME", ""), "unset");
}

TEST(EnvironmentValue, ReachesKeysOfInnerTables) {
  const Schema whole = schema(
      R"({"type":"object","properties":{"tls":{"type":"object","properties":{"key":{"type":"string","env":"TLS_KEY"}}}}})");
  ConfigValue table;

  apply_environment(table, whole, Environment(Environment::Map{{"TLS_KEY", "/k.pem"}}));

  ASSERT_TRUE(table.at("tls.key"));
  EXPECT_EQ(describe(table.at("tls.key")->origin()), "environment variable TLS_KEY");
}

class Dotenv : public ::testing::Test {
 protected:
  void read(const std::string& text) {
    environment_.add_dotenv(std::make_shared<const SourceText>(SourceText{".env", text}), problems_);
  }
  std::string value(const std::string& name) const {
    const auto* variable = environment_.find(name);
    return variable ? variable->text : "unset";
  }

  Environment environment_{Environment::Map{{"PORT", "1"}}};
  ConfigProblems problems_;
};

TEST_F(Dotenv, ReadsQuotesCommentsAndExports) {
  read(
      "# a comment\n\nA=plain # why\nexport B = \"two words # kept\"\nC='$as \\n is'\r\nD=\"line\\nbreak "
      "\\\"q\\\"\"\nE=\nF=a#b\n");

  EXPECT_TRUE(problems_.empty());
  EXPECT_EQ(value("A"), "plain");
  EXPECT_EQ(value("B"), "two words # kept");
  EXPECT_EQ(value("C"), "$as \\n is");
  EXPECT_EQ(value("D"), "line\nbreak \"q\"");
  EXPECT_EQ(value("E"), "");
  EXPECT_EQ(value("F"), "a#b");
}

TEST_F(Dotenv, StaysBelowTheRealEnvironment) {
  read("PORT=2\nHOST=h\n");

  EXPECT_EQ(value("PORT"), "1");
  EXPECT_EQ(describe(environment_.find("HOST")->origin), ".env:2 (HOST)");
}

TEST_F(Dotenv, TakesTheLastOfSeveralLines) {
  read("A=1\nA=2\n");

  EXPECT_EQ(value("A"), "2");
}

TEST_F(Dotenv, ReportsLinesThatAreNoVariablesWithoutShowingThem) {
  read("hunter2\nA=\"open\n");

  ASSERT_EQ(problems_.size(), 2u);
  EXPECT_EQ(
      render(problems_),
      ".env:1:1: error: this line is not NAME=value\n      = write a comment with # at its start\n\n"
      ".env:2:1: error: the value of A has an opening quote and no closing one\n      = close it on the same line\n\n"
      "2 problems; nothing was started.");
}

}  // namespace
}  // namespace wagate
