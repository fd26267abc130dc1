#include "kernel/app/event_line.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace wagate::app {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string envelope(const std::string& event, const std::string& data) {
  return R"({"event":")" + event + R"(","instance":"shop-01","data":)" + data + R"(,"date_time":"2026-01-15T14:03:22.518Z","apikey":null})";
}

std::string line(const std::string& event, const std::string& data) { return event_line(envelope(event, data), false); }

TEST(EventLine, ShowsTimeInstanceAndEvent) {
  EXPECT_EQ(line("call", "[]"), "14:03:22.518  shop-01  call                       0 entries");
}

TEST(EventLine, ShowsWhoWroteWhat) {
  EXPECT_THAT(line("messages.upsert", R"({"key":{"remoteJid":"5511970000001@s.whatsapp.net","fromMe":false},"pushName":"Ana",)"
                                      R"("message":{"conversation":"Good morning"},"messageType":"conversation"})"),
              HasSubstr("Ana 5511970000001: Good morning"));
  EXPECT_THAT(line("messages.upsert", R"({"key":{"remoteJid":"1@g.us","fromMe":true},"messageType":"imageMessage",)"
                                      R"("message":{"imageMessage":{"caption":"receipt"}}})"),
              HasSubstr("me \u2192 1@g.us: [imageMessage] receipt"));
}

TEST(EventLine, ShowsTheStateOfAConnection) {
  EXPECT_THAT(line("connection.update", R"({"instance":"shop-01","wuid":"55@s.whatsapp.net","state":"open","statusReason":200})"),
              HasSubstr("open (200) as 55"));
}

TEST(EventLine, SurvivesDataOfAnyShape) {
  for (const char* data : {"null", "[]", "{}", "7", "\"text\"", R"({"key":null,"message":7})", R"({"presences":[1]})"}) {
    for (const char* event : {"messages.upsert", "presence.update", "qrcode.updated", "connection.update", "messages.update", "unheard.of"}) {
      EXPECT_THAT(line(event, data), HasSubstr("shop-01")) << event << " " << data;
    }
  }
  EXPECT_EQ(event_line("no json", false), "no json");
}

TEST(EventLine, LetsNoControlCharacterReachTheTerminal) {
  const std::string said = line("messages.upsert", R"({"key":{"remoteJid":"a"},"message":{"conversation":"\u001b[31mred\r\n\u009b2J"}})");
  EXPECT_THAT(said, Not(HasSubstr("\x1b")));
  EXPECT_THAT(said, Not(HasSubstr("\n")));
  EXPECT_THAT(said, Not(HasSubstr("\u009b")));
}

TEST(EventLine, UsesColoursOnlyWhenAsked) { EXPECT_THAT(event_line(envelope("call", "{}"), true), HasSubstr("\x1b[")); }

}  // namespace
}  // namespace wagate::app
