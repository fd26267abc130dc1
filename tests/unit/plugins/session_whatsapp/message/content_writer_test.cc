#include "message/content_writer.h"

#include <gtest/gtest.h>

#include "message/message_record.h"
#include "proto/message.pb.h"

namespace wagate::session_whatsapp {
namespace {

std::string varint(std::uint64_t value) {
  std::string out;
  while (value >= 0x80) {
    out += static_cast<char>(value | 0x80);
    value >>= 7;
  }
  return out + static_cast<char>(value);
}

std::string bytes_of(std::uint32_t field, const std::string& bytes) {
  return varint(field << 3 | 2) + varint(bytes.size()) + bytes;
}

std::string number_of(std::uint32_t field, std::uint64_t value) { return varint(field << 3) + varint(value); }

struct Written {
  bool good = false;
  std::string json;
  std::vector<std::string> attachments;
};

Written write(const std::string& wire, const ContentType& type, ContentStyle style = ContentStyle::record) {
  Document document;
  JsonWriter json(document.json);
  Written out;
  out.good = ContentWriter(json, document, style).write(wire, type);
  out.json = document.json;
  out.attachments = document.attachments;
  return out;
}

TEST(ContentWriter, WritesFieldsInTheOrderTheyCame) {
  const std::string image = bytes_of(2, "image/jpeg") + bytes_of(1, "https://x") + number_of(6, 1600);

  const Written out = write(bytes_of(3, image), content::kMessage);

  EXPECT_EQ(out.json,
            R"({"imageMessage":{"interactiveAnnotations":[],"scanLengths":[],"annotations":[],)"
            R"("mimetype":"image/jpeg","url":"https://x","height":1600}})");
}

TEST(ContentWriter, BytesBecomeAttachmentsInOrderOfAppearance) {
  const std::string image = bytes_of(4, "hash") + bytes_of(8, "key");

  const Written out = write(bytes_of(3, image), content::kMessage);

  EXPECT_NE(out.json.find(R"("fileSha256":{"_placeholder":true,"num":0},"mediaKey":{"_placeholder":true,"num":1})"),
            std::string::npos)
      << out.json;
  EXPECT_EQ(out.attachments, (std::vector<std::string>{"hash", "key"}));
}

TEST(ContentWriter, BigNumbersAreWrittenInHalves) {
  const std::string reaction = number_of(4, 1768485802518) + bytes_of(2, "x");

  EXPECT_EQ(write(bytes_of(46, reaction), content::kMessage).json,
            R"({"reactionMessage":{"senderTimestampMs":{"low":-1040723434,"high":411,"unsigned":false},"text":"x"}})");
}

TEST(ContentWriter, NegativeEnumerationsAndListsOfNumbersAreRead) {
  const std::string metadata = bytes_of(3, varint(1) + varint(300)) + number_of(10, 7);
  const std::string context = bytes_of(1, metadata) + number_of(2, 2);

  EXPECT_EQ(write(bytes_of(35, context), content::kMessage).json,
            R"({"messageContextInfo":{"deviceListMetadata":{"senderKeyIndexes":[1,300],"recipientKeyIndexes":[7]},)"
            R"("deviceListMetadataVersion":2}})");
}

TEST(ContentWriter, OfAFieldThatCameTwiceTheLastCounts) {
  EXPECT_EQ(write(bytes_of(1, "first") + bytes_of(1, "second"), content::kMessage).json,
            R"({"conversation":"second"})");
}

TEST(ContentWriter, SenderKeysAndUnknownFieldsNeverAppear) {
  EXPECT_EQ(write(bytes_of(2, bytes_of(2, "secret")) + bytes_of(9999, "new") + bytes_of(1, "text"), content::kMessage).json,
            R"({"conversation":"text"})");
  EXPECT_EQ(write(bytes_of(7, bytes_of(1, "keys")), content::kProtocolMessage).json, "{}");
}

TEST(ContentWriter, EditsUseNamesTextAndBase64InTheOrderOfNumbers) {
  const std::string edit = number_of(15, 1768485902518) + bytes_of(14, bytes_of(1, "Good morning")) +
                           number_of(2, 14) + bytes_of(1, bytes_of(3, "3EB0") + number_of(2, 0));

  EXPECT_EQ(write(edit, content::kProtocolMessage, ContentStyle::protobuf_json).json,
            R"({"key":{"fromMe":false,"id":"3EB0"},"type":"MESSAGE_EDIT",)"
            R"("editedMessage":{"conversation":"Good morning"},"timestampMs":"1768485902518"})");
}

TEST(ContentWriter, NumbersLookAsInJavaScript) {
  EXPECT_EQ(number_text(-23.5505), "-23.5505");
  EXPECT_EQ(number_text(0.1), "0.1");
  EXPECT_EQ(number_text(-0.0), "0");
  EXPECT_EQ(number_text(1e21), "1e+21");
  EXPECT_EQ(number_text(1e-7), "1e-7");
  EXPECT_EQ(number_text(100), "100");
  EXPECT_EQ(number_text(1.0 / 0.0), "null");
}

TEST(ContentWriter, RefusesWhatIsNestedTooDeeply) {
  std::string message = bytes_of(1, "deep");
  for (int i = 0; i < 15; ++i) message = bytes_of(40, bytes_of(1, message));
  EXPECT_TRUE(write(message, content::kMessage).good);

  for (int i = 0; i < 15; ++i) message = bytes_of(40, bytes_of(1, message));
  EXPECT_FALSE(write(message, content::kMessage).good);
}

TEST(ContentWriter, RefusesMoreValuesThanAnyMessageHas) {
  std::string context;
  for (std::size_t i = 0; i <= ContentWriter::kMaxValues; ++i) context += bytes_of(15, "");

  EXPECT_FALSE(write(context, content::kContextInfo).good);
}

TEST(ContentWriter, RefusesWhatIsCutAnywhere) {
  const std::string message = bytes_of(3, bytes_of(1, "https://x") + number_of(6, 1600)) + bytes_of(1, "x");
  for (std::size_t cut = 1; cut < message.size(); ++cut) {
    const Written out = write(message.substr(0, cut), content::kMessage);
    EXPECT_EQ(out.good, cut == message.size() - 3) << cut;  // between the two fields
  }
}

std::string record_json(const proto::Message& message) {
  MessageRecord record;
  record.key.chat = "5511970000001@s.whatsapp.net";
  record.key.id = "3A5F0C1D2E3B4A596877";
  record.push_name = "Ana";
  record.status = "DELIVERY_ACK";
  record.message = message.SerializeAsString();
  record.at = 1768485802;
  Document document;
  EXPECT_TRUE(write_record(document.json, document, record, "0f5b"));
  return document.json;
}

TEST(MessageRecord, ATextHasNoContextAtAll) {
  proto::Message message;
  message.set_conversation("Good morning");

  EXPECT_EQ(record_json(message),
            R"({"key":{"remoteJid":"5511970000001@s.whatsapp.net","fromMe":false,"id":"3A5F0C1D2E3B4A596877"},)"
            R"("pushName":"Ana","status":"DELIVERY_ACK","message":{"conversation":"Good morning"},)"
            R"("messageType":"conversation","messageTimestamp":1768485802,"instanceId":"0f5b","source":"ios"})");
}

TEST(MessageRecord, ATextWithContextBecomesAConversationAndKeepsItsContextBeside) {
  proto::Message message;
  auto& text = *message.mutable_extended_text_message();
  text.set_text("yes");
  text.mutable_context_info()->set_stanza_id("3EB0AA");
  text.mutable_context_info()->mutable_quoted_message()->mutable_extended_text_message()->set_text("really?");
  message.mutable_message_context_info()->set_device_list_metadata_version(2);

  const std::string json = record_json(message);

  EXPECT_NE(json.find(R"("message":{"messageContextInfo":{"deviceListMetadataVersion":2},"conversation":"yes"})"),
            std::string::npos)
      << json;
  EXPECT_NE(json.find(R"("contextInfo":{"mentionedJid":[],"groupMentions":[],"stanzaId":"3EB0AA",)"
                      R"("quotedMessage":{"conversation":"really?"}})"),
            std::string::npos)
      << json;
  EXPECT_NE(json.find(R"("messageType":"conversation")"), std::string::npos);
}

TEST(MessageRecord, ADocumentWithCaptionIsADocument) {
  proto::Message inner;
  inner.mutable_document_message()->set_caption("the bill");
  proto::Message message;
  message.ParseFromString(bytes_of(53, bytes_of(1, inner.SerializeAsString())));

  const std::string json = record_json(message);

  EXPECT_NE(json.find(R"("message":{"documentMessage":{"caption":"the bill"}},"contextInfo":null,)"
                      R"("messageType":"documentMessage")"),
            std::string::npos)
      << json;
  EXPECT_EQ(facts_of(message.SerializeAsString()).text, "the bill");
}

TEST(MessageRecord, AWrappedMessageKeepsItsWrapperAndTellsItsText) {
  proto::Message message;
  message.mutable_ephemeral_message()->mutable_message()->mutable_image_message()->set_caption("gone tomorrow");

  const ContentFacts facts = facts_of(message.SerializeAsString());

  EXPECT_EQ(facts.type, "ephemeralMessage");
  EXPECT_EQ(facts.text, "gone tomorrow");
}

TEST(MessageRecord, WhatIsNoMessageLeavesNothingBehind) {
  MessageRecord record;
  record.message = "\x0A\xFF";
  Document document;
  document.json = "[";

  EXPECT_FALSE(write_record(document.json, document, record, "0f5b"));
  EXPECT_EQ(document.json, "[");
}

TEST(MessageRecord, TheSourceIsGuessedFromTheId) {
  EXPECT_EQ(source_of("3A5F0C1D2E3B4A596877"), "ios");
  EXPECT_EQ(source_of("3EB0C0FFEE001122334455"), "web");
  EXPECT_EQ(source_of("AC5F0C1D2E3B4A5968775F0C1D2E3B4A"), "android");
  EXPECT_EQ(source_of("3F0C1D2E3B4A596877"), "desktop");
  EXPECT_EQ(source_of(""), "unknown");
}

}  // namespace
}  // namespace wagate::session_whatsapp
