#include "record.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "iso_time.h"
#include "row_id.h"

namespace wagate::archive_sqlite {
namespace {

using Tree = nlohmann::json;

TEST(MessageRecord, TellsWhatFiltersNeed) {
  const auto record = read_message(R"({"key":{"remoteJid":"a@g.us","fromMe":true,"id":"X","participant":"b@lid"},
      "pushName":"Ana","message":{"senderKeyDistributionMessage":{},"imageMessage":{}},"source":"ios",
      "contextInfo":{"stanzaId":"Y"},"messageTimestamp":{"low":1768485802,"high":0,"unsigned":true}})");

  ASSERT_TRUE(record);
  EXPECT_EQ(record->chat, "a@g.us");
  EXPECT_EQ(record->message_id, "X");
  EXPECT_EQ(record->participant, "b@lid");
  EXPECT_EQ(record->type, "imageMessage");
  EXPECT_EQ(record->at, 1768485802);
  EXPECT_TRUE(record->from_me);
  EXPECT_EQ(record->context, R"({"stanzaId":"Y"})");
}

TEST(MessageRecord, ReadsATimeHoweverItIsWritten) {
  for (const char* time : {"1768485802", "\"1768485802\"", "{\"low\":1768485802,\"high\":0}"}) {
    const auto record = read_message(std::string(R"({"key":{"remoteJid":"a","id":"b"},"message":{},"messageTimestamp":)") +
                                     time + "}");
    ASSERT_TRUE(record) << time;
    EXPECT_EQ(record->at, 1768485802) << time;
  }
}

TEST(MessageRecord, IsNothingWhenItHasNotTheShape) {
  for (const char* json : {"", "null", "[]", "{}", "{", R"({"key":{},"message":{}})", R"({"key":{"id":"x"},"message":{}})",
                           R"({"key":{"remoteJid":"a","id":"b"}})", R"({"key":{"remoteJid":"a","id":"b"},"message":"c"})",
                           R"({"key":{"remoteJid":1,"id":"b"},"message":{}})"}) {
    EXPECT_FALSE(read_message(json)) << json;
  }
}

TEST(MessageRecord, IsNothingWhenItIsNestedTooDeep) {
  const std::string deep = std::string(100'000, '[') + std::string(100'000, ']');
  EXPECT_FALSE(read_message(R"({"key":{"remoteJid":"a","id":"b"},"message":{"x":)" + deep + "}}"));
}

TEST(MessageRecord, MendsBytesThatAreNoText) {
  const auto record = read_message("{\"key\":{\"remoteJid\":\"a\",\"id\":\"b\"},\"message\":{\"conversation\":\"\\ud83d\\ude00\"}}");
  ASSERT_TRUE(record);
  EXPECT_EQ(Tree::parse(record->content).at("conversation"), "\xF0\x9F\x98\x80");
}

TEST(EditedContent, OfTextIsTheNewText) {
  const auto content = edited(R"({"conversation":"old","messageContextInfo":{"messageSecret":"eA=="}})",
                              R"({"editedMessage":{"extendedTextMessage":{"text":"new"}}})");

  ASSERT_TRUE(content);
  EXPECT_EQ(content->type, "conversation");
  EXPECT_EQ(Tree::parse(content->content),
            Tree::parse(R"({"conversation":"new","messageContextInfo":{"messageSecret":"eA=="}})"));
}

TEST(EditedContent, OfAPictureChangesItsCaptionAlone) {
  const auto content = edited(R"({"imageMessage":{"caption":"old","mediaKey":"a2V5"}})",
                              R"({"editedMessage":{"imageMessage":{"caption":"new","mediaKey":"b3RoZXI="}}})");

  ASSERT_TRUE(content);
  EXPECT_EQ(Tree::parse(content->content), Tree::parse(R"({"imageMessage":{"caption":"new","mediaKey":"a2V5"}})"));
}

TEST(EditedContent, IsNothingWithoutAnEdit) {
  EXPECT_FALSE(edited(R"({"conversation":"old"})", R"({"type":"EPHEMERAL_SETTING"})"));
  EXPECT_FALSE(edited(R"({"conversation":"old"})", R"({"editedMessage":{"imageMessage":3}})"));
  EXPECT_FALSE(edited("", R"({"editedMessage":{"conversation":"new"}})"));
}

TEST(ChatRecord, HasNoMoreUnreadMessagesThanAPersonCouldHave) {
  EXPECT_EQ(read_chat(R"({"remoteJid":"a","unreadMessages":9223372036854775807})")->unread, 1'000'000'000);
}

TEST(ChatRecord, NamesItsChatByAddressOrByRow) {
  EXPECT_EQ(read_chat(R"({"remoteJid":"a","unreadMessages":-1})")->unread, 0);
  EXPECT_EQ(read_chat(R"({"id":"c0","name":"Ana"})")->row_id, "c0");
  EXPECT_FALSE(read_chat(R"({"name":"Ana"})"));
}

TEST(RowId, IsUniqueAndLooksAsClientsKnowIt) {
  const std::string one = make_row_id(1'768'485'802'518);
  const std::string two = make_row_id(1'768'485'802'518);
  EXPECT_EQ(one.size(), 25u);
  EXPECT_EQ(one[0], 'c');
  EXPECT_EQ(one.find_first_not_of("0123456789abcdefghijklmnopqrstuvwxyz"), std::string::npos);
  EXPECT_EQ(one.substr(0, 9), two.substr(0, 9));
  EXPECT_NE(one, two);
}

TEST(IsoTime, HasMilliseconds) { EXPECT_EQ(iso_time(1'768'485'802'518), "2026-01-15T14:03:22.518Z"); }

}  // namespace
}  // namespace wagate::archive_sqlite
