// Contents of records that applications hand back.
#include "message/json_content.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "message/content_writer.h"
#include "proto/message.pb.h"

namespace wagate::session_whatsapp {
namespace {

std::optional<proto::Message> read_back(const std::string& json, const std::vector<std::string>& attachments = {}) {
  const auto wire = JsonContent(attachments).read_message(json);
  proto::Message message;
  if (!wire || !message.ParseFromString(*wire)) return std::nullopt;
  return message;
}

TEST(JsonContent, BytesAreReadInAllTheirForms) {
  const std::string image = R"({"imageMessage":{"mediaKey":)";
  for (const char* bytes : {R"({"_placeholder":true,"num":1})", R"("AP8=")", R"({"0":0,"1":255})"}) {
    const auto message = read_back(image + bytes + "}}", {"first", std::string("\0\xFF", 2)});
    ASSERT_TRUE(message) << bytes;
    EXPECT_EQ(message->image_message().media_key(), std::string("\0\xFF", 2)) << bytes;
  }
  for (const char* nothing : {R"({"_placeholder":true,"num":7})", R"("no base64!")", R"({"0":256})", R"({"1":0})", "5"}) {
    const auto message = read_back(image + nothing + "}}", {"first"});
    ASSERT_TRUE(message) << nothing;
    EXPECT_FALSE(message->image_message().has_media_key()) << nothing;
  }
}

TEST(JsonContent, LongNumbersAreReadInAllTheirForms) {
  for (const char* number : {R"({"low":-1,"high":1,"unsigned":true})", R"("8589934591")", "8589934591"}) {
    const auto message = read_back(std::string(R"({"imageMessage":{"fileLength":)") + number + "}}");
    ASSERT_TRUE(message) << number;
    EXPECT_EQ(message->image_message().file_length(), 8'589'934'591u) << number;
  }
}

TEST(JsonContent, EnumerationsAreReadByNumberAndByName) {
  for (const char* type : {"14", R"("MESSAGE_EDIT")"}) {
    const auto message = read_back(std::string(R"({"protocolMessage":{"type":)") + type + "}}");
    ASSERT_TRUE(message) << type;
    EXPECT_EQ(message->protocol_message().type(), 14) << type;
  }
}

TEST(JsonContent, WhatWasWrittenIsReadAgain) {
  proto::Message message;
  proto::LocationMessage& location = *message.mutable_location_message();
  location.set_degrees_latitude(-23.5);
  location.set_name("Sé");
  location.mutable_context_info()->add_mentioned_jid("1@lid");
  location.mutable_context_info()->mutable_quoted_message()->set_conversation("before");
  Document document;
  JsonWriter json(document.json);
  ASSERT_TRUE(ContentWriter(json, document, ContentStyle::record).write_normalised(message.SerializeAsString()));

  const auto again = read_back(document.json, document.attachments);

  ASSERT_TRUE(again);
  EXPECT_EQ(again->SerializeAsString(), message.SerializeAsString());
}

TEST(JsonContent, WhatIsNoContentIsRefused) {
  for (const char* json : {"", "[]", "5", "{", "\"text\""}) EXPECT_FALSE(read_back(json)) << json;
  EXPECT_TRUE(read_back(R"({"conversation":5,"unknownMessage":{"a":1}})"));
  std::string deep = R"({"conversation":"a"})";
  for (int i = 0; i < 100; ++i) deep = R"({"ephemeralMessage":{"message":)" + deep + "}}";
  EXPECT_FALSE(read_back(deep));
}

}  // namespace
}  // namespace wagate::session_whatsapp
