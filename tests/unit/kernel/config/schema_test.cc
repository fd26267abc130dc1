#include "kernel/config/schema.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "kernel/config/did_you_mean.h"
#include "kernel/config/kernel_settings.h"
#include "kernel/config/schema_check.h"
#include "kernel/config/toml_reader.h"

namespace wagate {
namespace {

using ::testing::HasSubstr;

constexpr char kSchema[] = R"({
  "type": "object", "additionalProperties": false, "required": ["listen"],
  "properties": {
    "listen": { "type": "string", "minLength": 3, "maxLength": 9, "pattern": "^[0-9.:]+$", "description": "Address and port.", "env": "LISTEN" },
    "mode": { "type": "string", "enum": ["http", "https"], "default": "http" },
    "ratio": { "type": "number", "minimum": 0, "maximum": 1, "default": 0.5 },
    "threads": { "type": "integer", "minimum": 1 },
    "names": { "type": "array", "items": { "type": "string" }, "minItems": 1, "maxItems": 2 },
    "tls": { "type": "object", "additionalProperties": false, "properties": { "key": { "type": "string", "default": "k.pem" } } },
    "limits": { "type": "object", "additionalProperties": { "type": "integer" } },
    "secret": { "type": "string", "secret": true, "maxLength": 4 }
  }
})";

class SchemaCheck : public ::testing::Test {
 protected:
  // The rendered problems of a TOML text; the checked value is in value_.
  std::string check_toml(const std::string& toml) {
    auto schema = parse_schema(kSchema);
    EXPECT_TRUE(schema) << schema.error().sentence();
    ConfigProblems problems;
    auto read = read_toml(std::make_shared<const SourceText>(SourceText{"w.toml", toml}), problems);
    if (read) {
      value_ = std::move(*read);
      check(value_, *schema, {"[plugin.config] of \"web\"", "the schema of http 1.0.0"}, problems);
    }
    return render(problems);
  }

  ConfigValue value_;
};

TEST_F(SchemaCheck, FillsInDefaultsAlsoBelow) {
  EXPECT_EQ(check_toml("listen = '1.2:3'\n"), "");

  EXPECT_EQ(value_.to_json(), R"({"listen":"1.2:3","mode":"http","ratio":0.5,"tls":{"key":"k.pem"}})");
}

TEST(BoundText, WritesBoundsAsPeopleDo) {
  EXPECT_EQ(bound_text(600000), "600000");
  EXPECT_EQ(bound_text(1073741824), "1073741824");
  EXPECT_EQ(bound_text(0.01), "0.01");
  EXPECT_EQ(bound_text(-1), "-1");
  EXPECT_EQ(bound_text(1e300), "1e+300");
}

TEST_F(SchemaCheck, PointsAtANumberOutOfRange) {
  EXPECT_EQ(check_toml("listen = '1.2:3'\nratio   = 7\n"),
            "w.toml:2:11: error: [plugin.config] of \"web\": ratio must be between 0 and 1\n"
            "    2 | ratio   = 7\n"
            "      |           ^\n"
            "      = the schema of http 1.0.0 says 0 <= ratio <= 1 (default 0.5)\n\n"
            "1 problem; nothing was started.");
}

TEST_F(SchemaCheck, PointsAtAnUnknownKeyAndGuesses) {
  EXPECT_EQ(check_toml("listen = '1.2:3'\n[tls]\nkex = 1\n"),
            "w.toml:3:1: error: [plugin.config] of \"web\": unknown key \"kex\"\n"
            "    3 | kex = 1\n"
            "      | ^^^\n"
            "      = did you mean \"key\"?\n\n"
            "1 problem; nothing was started.");
}

TEST_F(SchemaCheck, SaysWhereAMissingKeyCouldComeFrom) {
  EXPECT_THAT(check_toml("mode = 'http'\n"), HasSubstr("required key \"listen\" is missing\n"));
  EXPECT_THAT(check_toml("mode = 'http'\n"), HasSubstr("= Address and port. It can also come from LISTEN.\n"));
}

TEST_F(SchemaCheck, RefusesEachKindOfWrongValue) {
  const std::pair<const char*, const char*> rows[] = {
      {"listen = 8080", "listen must be a text, not a whole number"},
      {"listen = '1'", "listen must have 3 to 9 characters, not 1"},
      {"listen = 'abc:1'", "listen does not have the expected form"},
      {"mode = 'httpz'", "mode must be one of \"http\", \"https\"\n"},
      {"ratio = true", "ratio must be a number, not true or false"},
      {"threads = 1.5", "threads must be a whole number, not a number"},
      {"threads = 0", "threads must be 1 or more"},
      {"names = []", "names must have 1 to 2 entries, not 0"},
      {"names = ['a', 3]", "names.1 must be a text, not a whole number"},
      {"tls = 'x'", "tls must be a table, not a text"},
      {"limits = { a = 'x' }", "limits.a must be a whole number, not a text"},
  };
  for (const auto& [line, sentence] : rows) {
    const std::string listen = std::string(line).starts_with("listen") ? "" : "listen = '1.2:3'\n";
    EXPECT_THAT(check_toml(listen + line + "\n"), HasSubstr(sentence)) << line;
  }
}

TEST_F(SchemaCheck, AcceptsAWholeNumberWhereANumberIsWanted) {
  EXPECT_EQ(check_toml("listen = '1.2:3'\nratio = 1\n"), "");
}

TEST_F(SchemaCheck, NeverQuotesASecret) {
  const std::string text = check_toml("listen = '1.2:3'\nsecret = 'hunter2'\n");

  EXPECT_THAT(text, HasSubstr("secret must have 4 or fewer characters, not 7\n    2 | secret = ***\n"));
  EXPECT_EQ(text.find("hunter2"), std::string::npos);
  EXPECT_EQ(value_.find("secret")->to_toml(), "\"***\"");
}

TEST_F(SchemaCheck, DoesNotQuoteTheValueOfAMisspeltSecret) {
  EXPECT_EQ(check_toml("listen = '1.2:3'\nsecrt = 'hunter2'\n").find("hunter2"), std::string::npos);
  EXPECT_EQ(check_toml("listen = '1.2:3'\npasswd = 'hunter2'\n").find("hunter2"), std::string::npos);
}

TEST_F(SchemaCheck, ReportsASyntaxErrorWithItsPlace) {
  EXPECT_THAT(check_toml("listen = \n"), HasSubstr("w.toml:1:10: error: not valid TOML: "));
}

TEST(Schema, RefusesWhatItWouldNotCheck) {
  const std::pair<const char*, const char*> rows[] = {
      {"{", "not JSON"},
      {"[]", "a schema must be an object"},
      {R"({"type":"string"})", "the whole must be of type \"object\""},
      {R"({"type":"object","properties":{"a":{"type":"strin"}}})", "properties.a: unknown type \"strin\""},
      {R"({"type":"object","properties":{"a":{"oneOf":[]}}})", "properties.a: unknown keyword \"oneOf\"; "},
      {R"({"type":"object","required":["b"]})", "\"b\" is required but not a property"},
      {R"({"type":"object","properties":{"a":{"type":"object","env":"A"}}})", "properties.a: \"env\" needs a type"},
      {R"({"type":"object","properties":{"a":{"enabled_env":"A"}}})", "\"enabled_env\" belongs to the whole"},
      {R"({"type":"object","properties":{"a":{"minLength":-1}}})", "\"minLength\" must be a whole number, 0 or more"},
      {R"({"type":"object","properties":{"a":{"enum":[]}}})", "\"enum\" must be a list of values"},
      {R"({"type":"object","properties":{"a":{"default":null}}})", "null is not a value that TOML can hold"},
  };
  for (const auto& [text, sentence] : rows) {
    const auto schema = parse_schema(text);
    ASSERT_FALSE(schema) << text;
    EXPECT_THAT(schema.error().sentence(), HasSubstr(sentence)) << text;
  }
}

TEST(Schema, OfTheGatewayItselfIsValid) {
  const auto schema = parse_schema(kernel_schema_json());

  ASSERT_TRUE(schema) << schema.error().sentence();
  for (const auto& [section, table] : schema->properties) {
    EXPECT_FALSE(table.description.empty()) << section;
    for (const auto& [key, property] : table.properties)
      EXPECT_FALSE(property.description.empty()) << section << "." << key;
  }
}

TEST(DidYouMean, FindsTheNearestWordOrListsAll) {
  EXPECT_EQ(did_you_mean("banned_wrods", {"banned_words", "bans"}, "known keys"), "did you mean \"banned_words\"?");
  EXPECT_EQ(did_you_mean("zebra", {"listen", "mode"}, "known keys"), "known keys: listen, mode");
  EXPECT_EQ(did_you_mean("zebra", {}, "known keys"), "known keys: none");
}

}  // namespace
}  // namespace wagate
