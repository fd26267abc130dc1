#include "kernel/log/log_line.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "kernel/core/clock.h"

namespace wagate {
namespace {

using Fields = std::vector<abi::LogField>;

LogLine line(std::string_view message, const Fields& fields) {
  return {ManualClock::kDefaultStartMs, abi::LogLevel::warn, "spam-guard", message, fields.data(), fields.size()};
}

TEST(TextLine, HasTimeLevelUnitMessageAndFields) {
  const Fields fields = {{"instance", "shop-01"}, {"rule", "banned words"}, {"empty", ""}};

  EXPECT_EQ(text_log_line(line("denied a message", fields), false),
            "2026-03-02T14:11:07.412Z warn  spam-guard          denied a message  instance=shop-01 rule=\"banned "
            "words\" empty=\"\"");
}

TEST(TextLine, MasksPersonalFieldsUnlessTheOperatorOptsIn) {
  const Fields fields = {{"number", "5511999990001", abi::kLogPersonal}};

  EXPECT_EQ(text_log_line(line("sent", fields), false).find("5511"), std::string::npos);
  EXPECT_TRUE(text_log_line(line("sent", fields), false).ends_with("number=***"));
  EXPECT_TRUE(text_log_line(line("sent", fields), true).ends_with("number=5511999990001"));
}

TEST(TextLine, CannotBeBrokenOrForgedThroughAValue) {
  const Fields fields = {{"name", "a\n2026-03-02T14:11:07.412Z error kernel forged"},
                         {"escape", "\x1b[31mred\x7f"},
                         {"quote", "say \"hi\" \\"},
                         {"c1", "x\xc2\x9by"},
                         {"bytes", "\xff\xc0"}};
  const std::string text = text_log_line(line("joined", fields), false);

  EXPECT_EQ(text.find('\n'), std::string::npos);
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
  EXPECT_NE(text.find("name=\"a\\n2026"), std::string::npos) << text;
  EXPECT_NE(text.find("escape=\"\\x1b[31mred\\x7f\""), std::string::npos) << text;
  EXPECT_NE(text.find("quote=\"say \\\"hi\\\" \\\\\""), std::string::npos) << text;
  EXPECT_NE(text.find("c1=\"x\\x9by\""), std::string::npos) << text;
  EXPECT_NE(text.find("bytes=\"\\xff\\xc0\""), std::string::npos) << text;
}

TEST(TextLine, KeepsOtherAlphabets) {
  EXPECT_TRUE(text_log_line(line("joined", {{"name", "Ação 日本"}}), false).ends_with("name=\"Ação 日本\""));
}

TEST(TextLine, CutsALongValueAtAWholeCharacter) {
  const std::string value = std::string(kMaxLogValue - 1, 'x') + "é";

  EXPECT_TRUE(text_log_line(line("got", {{"text", value}}), false).ends_with("x...\"") ||
              text_log_line(line("got", {{"text", value}}), false).ends_with("x..."));
}

TEST(JsonLine, HasTheSameFactsAsOneObject) {
  const Fields fields = {{"rule", "a \"b\""}, {"number", "5511", abi::kLogPersonal}, {"control", "\x01\n"}};

  EXPECT_EQ(json_log_line(line("denied", fields), false),
            "{\"time\":\"2026-03-02T14:11:07.412Z\",\"level\":\"warn\",\"unit\":\"spam-guard\",\"message\":\"denied\","
            "\"fields\":"
            "{\"rule\":\"a \\\"b\\\"\",\"number\":\"***\",\"control\":\"\\u0001\\n\"}}");
}

TEST(LogLevelList, IsReadAsItsMostVerboseWord) {
  EXPECT_EQ(log_level_from_list("ERROR,WARN,DEBUG,INFO,LOG,VERBOSE,DARK,WEBHOOKS,WEBSOCKET"), abi::LogLevel::debug);
  EXPECT_EQ(log_level_from_list("ERROR, WARN"), abi::LogLevel::warn);
  EXPECT_EQ(log_level_from_list("LOG"), abi::LogLevel::info);
  EXPECT_EQ(log_level_from_list("trace"), abi::LogLevel::trace);
  EXPECT_EQ(log_level_from_list("ERROR"), abi::LogLevel::error);
  EXPECT_EQ(log_level_from_list("loud"), std::nullopt);
}

}  // namespace
}  // namespace wagate
