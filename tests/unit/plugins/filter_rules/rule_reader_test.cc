#include "rule_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "wagate/plugin.h"

namespace wagate::filter_rules {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

std::string refusal_of_rules(const std::string& config) {
  try {
    read_rules(config);
  } catch (const PluginError& error) {
    return error.what();
  }
  return "accepted";
}

TEST(ReadRules, TriesTheListInItsOrderThenTheShortFormsStrictestFirst) {
  const RuleSet set = read_rules(R"({
    "keep":   [{"chat": "1@s.whatsapp.net"}],
    "redact": [{"redact": ["text"]}],
    "drop":   [{"event": "call"}],
    "deny":   [{"event": "call", "reason": "no calls"}],
    "rules":  [{"action": "keep", "event": "call"}, {"action": "drop", "event": "presence.update"}]})");

  std::string order;
  for (const Rule& rule : set.rules)
    order += rule.list + " " + std::to_string(rule.entry) + " " + std::string(name_of(rule.action)) + "; ";
  EXPECT_EQ(order, "rules 1 keep; rules 2 drop; deny 1 deny; drop 1 drop; redact 1 redact; keep 1 keep; ");
}

TEST(ReadRules, AcceptsAnEmptyConfiguration) {
  const RuleSet set = read_rules("{}");

  EXPECT_TRUE(set.rules.empty());
  EXPECT_FALSE(set.drop_unmatched);
  EXPECT_EQ(set.max_text_bytes, 65536u);
}

TEST(ReadRules, LimitsARedactRuleForEverythingToWhatCanBeRedacted) {
  const RuleSet set = read_rules(R"({"redact": [{"redact": ["text", "media"]}]})");

  EXPECT_EQ(set.rules[0].events.mask() & (std::uint64_t{1} << static_cast<int>(CatalogEvent::chats_update)), 0u);
  EXPECT_NE(set.rules[0].events.mask() & (std::uint64_t{1} << static_cast<int>(CatalogEvent::messages_set)), 0u);
  EXPECT_FALSE(set.rules[0].events.has_foreign());
}

TEST(ReadRules, SaysWhichRuleIsWrongAndHow) {
  struct Row {
    const char* config;
    const char* place;
    const char* sentence;
  };
  const Row rows[] = {
      {R"({"drop": [{"event": "call"}, {"event": "mesages.upsert"}]})", "entry 2 of \"drop\"",
       "there is no event \"mesages.upsert\"; did you mean \"messages.upsert\"?"},
      {R"({"rules": [{"event": "call"}]})", "entry 1 of \"rules\"", "no action"},
      {R"({"rules": [{"action": "block", "event": "call"}]})", "entry 1 of \"rules\"", "there is no action \"block\""},
      {R"({"drop": [{"action": "drop", "event": "call"}]})", "entry 1 of \"drop\"", "action belongs into \"rules\""},
      {R"({"drop": [{"event": "messages.upsert", "text_matches": "(abc"}]})", "entry 1 of \"drop\"", "missing )"},
      {R"({"drop": [{"event": "messages.upsert", "text_matches": ""}]})", "entry 1 of \"drop\"", "empty"},
      {R"({"drop": [{}]})", "entry 1 of \"drop\"", "would stop every event"},
      {R"({"deny": [{"reason": "no"}]})", "entry 1 of \"deny\"", "would stop every event"},
      {R"({"drop": [{"event": []}]})", "entry 1 of \"drop\"", "event is an empty list"},
      {R"({"drop": [{"event": 7}]})", "entry 1 of \"drop\"", "event must be a text or a list of texts"},
      {R"({"drop": [{"event": ["call", 7]}]})", "entry 1 of \"drop\"", "event must be a text or a list of texts"},
      {R"({"drop": [{"chat": ""}]})", "entry 1 of \"drop\"", "chat has an empty text"},
      {R"({"drop": [{"from": "x"}]})", "entry 1 of \"drop\"", "there is no condition \"from\""},
      {R"({"drop": [{"direction": "up"}]})", "entry 1 of \"drop\"", "directions are in and out"},
      {R"({"drop": ["call"]})", "entry 1 of \"drop\"", "a rule is a table"},
      {R"({"drop": {"event": "call"}})", "\"drop\"", "must be a list"},
      {R"({"drop": [{"event": "call", "reason": "x"}]})", "entry 1 of \"drop\"", "reason is for deny"},
      {R"({"drop": [{"event": "call", "redact": ["text"]}]})", "entry 1 of \"drop\"", "redact is for the action redact"},
      {R"({"redact": [{"event": "messages.upsert"}]})", "entry 1 of \"redact\"", "it redacts nothing"},
      {R"({"redact": [{"redact": ["texts"]}]})", "entry 1 of \"redact\"", "nothing to redact called \"texts\""},
      {R"({"redact": [{"event": "chats.update", "redact": ["text"]}]})", "entry 1 of \"redact\"",
       "cannot redact chats.update"},
      {R"({"redact": [{"event": "com.example.order/1", "redact": ["text"]}]})", "entry 1 of \"redact\"",
       "cannot redact an event of another plugin"},
      {R"({"drop": [{"event": "connection.update", "text_contains": "x"}]})", "entry 1 of \"drop\"",
       "text_contains never holds"},
      {R"({"drop": [{"event": "chats.*", "direction": "in"}]})", "entry 1 of \"drop\"", "direction never holds"},
      {R"({"default": "drop"})", "default", "would stop every event"},
      {R"({"default": "deny"})", "default", "it is pass or drop"},
      {R"({"max_text_bytes": 0})", "max_text_bytes", "from 1 to"},
      {R"([])", "configuration", "not a table"},
  };
  for (const Row& row : rows)
    EXPECT_THAT(refusal_of_rules(row.config), AllOf(HasSubstr(row.place), HasSubstr(row.sentence))) << row.config;
}

TEST(ReadRules, LimitsWhatItReads) {
  std::string many = R"({"event": "call"})";
  for (int i = 0; i < 1000; ++i) many += R"(,{"event": "call"})";
  EXPECT_THAT(refusal_of_rules("{\"drop\": [" + many + "]}"), HasSubstr("more than 1000 rules"));
  EXPECT_THAT(refusal_of_rules(R"({"drop": [{"chat": ")" + std::string(256, '1') + R"("}]})"), HasSubstr("the limit is 255"));
  EXPECT_THAT(refusal_of_rules(R"({"deny": [{"event": "call", "reason": ")" + std::string(501, 'x') + R"("}]})"),
              HasSubstr("the limit is 500"));
}

}  // namespace
}  // namespace wagate::filter_rules
