#include "redactor.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "wagate/document.h"

namespace wagate::filter_rules {
namespace {

using nlohmann::json;
using abi::DocumentRef;
using abi::StringRef;
using ::testing::HasSubstr;
using ::testing::Not;

std::string redact(const std::string& text, std::uint32_t hidden, const Facts& facts = {}) {
  const auto redacted = redact_document(DocumentRef(StringRef(text)), hidden, facts);
  return redacted ? redacted->json : "not readable";
}

Facts incoming(std::string_view chat, std::string_view sender) {
  Facts facts;
  facts.chat = chat;
  facts.sender = sender;
  facts.direction = Direction::in;
  return facts;
}

// A picture with a caption that answers an older message, as a paired phone reports it.
Document picture() {
  Document document;
  const std::string hash = document.attach(std::string(32, 'h'));
  const std::string key = document.attach(std::string(32, 'k'));
  const std::string preview = document.attach(std::string(500, 'p'));
  const std::string secret = document.attach(std::string(32, 's'));
  const std::string quoted = document.attach(std::string(300, 'q'));
  document.json = R"({"key":{"remoteJid":"120363@g.us","fromMe":false,"id":"3EB0","participant":"84110000000001@lid",)"
                  R"("participantAlt":"5511970000001@s.whatsapp.net"},"pushName":"Ana","status":"DELIVERY_ACK",)"
                  R"("message":{"imageMessage":{"url":"https://mmg.example/x","mimetype":"image/jpeg","caption":"receipt",)"
                  R"("fileSha256":)" + hash + R"(,"mediaKey":)" + key + R"(,"jpegThumbnail":)" + preview +
                  R"(,"fileLength":{"low":81920,"high":0,"unsigned":true},"height":1600},)"
                  R"("messageContextInfo":{"messageSecret":)" + secret + R"(}},)"
                  R"("contextInfo":{"stanzaId":"3EB0AA","participant":"5511960000009@s.whatsapp.net",)"
                  R"("mentionedJid":["5511970000001@s.whatsapp.net","5511980000002@s.whatsapp.net"],)"
                  R"("quotedMessage":{"videoMessage":{"caption":"old caption","jpegThumbnail":)" + quoted + R"(}}},)"
                  R"("messageType":"imageMessage","messageTimestamp":1768485802,"source":"web"})";
  return document;
}

TEST(RedactText, HidesTheWordsAndNothingElse) {
  const Document document = picture();
  const DocumentView view(document);

  const auto redacted = redact_document(view, kHideText, Facts());

  ASSERT_TRUE(redacted);
  json expected = json::parse(document.json);
  expected["message"]["imageMessage"]["caption"] = "[redacted]";
  expected["contextInfo"]["quotedMessage"]["videoMessage"]["caption"] = "[redacted]";
  EXPECT_EQ(json::parse(redacted->json), expected);
}

TEST(RedactText, FindsWordsWhereverAMessageKeepsThem) {
  const char* messages[] = {
      R"({"message":{"conversation":"SECRET"}})",
      R"({"message":{"extendedTextMessage":{"text":"SECRET","matchedText":"SECRET","title":"SECRET"}}})",
      R"({"message":{"ephemeralMessage":{"message":{"documentMessage":{"fileName":"SECRET","caption":"SECRET"}}}}})",
      R"({"message":{"locationMessage":{"name":"SECRET","address":"SECRET"}}})",
      R"({"message":{"contactMessage":{"displayName":"SECRET","vcard":"SECRET"}}})",
      R"({"message":{"pollCreationMessage":{"name":"SECRET","options":[{"optionName":"SECRET"}]}}})",
      R"({"message":{"interactiveResponseMessage":{"nativeFlowResponseMessage":{"paramsJson":"SECRET"}}}})",
      R"({"message":{"audioMessage":{},"speechToText":"SECRET"}})",
      R"({"message":{"aKindOfTheFuture":{"words":["SECRET",["SECRET"]]}}})",
      R"({"key":{"id":"1"},"type":"MESSAGE_EDIT","editedMessage":{"conversation":"SECRET"}})",
      R"({"contextInfo":{"quotedMessage":{"conversation":"SECRET"}},"message":{}})",
      R"([{"message":{"conversation":"SECRET"}},{"message":{"conversation":"SECRET"}}])",
      R"({"body":"SECRET"})",
  };
  for (const char* message : messages) EXPECT_THAT(redact(message, kHideText), Not(HasSubstr("SECRET"))) << message;
}

TEST(RedactText, KeepsWhatApplicationsNeedToFindTheirWay) {
  const std::string kept =
      R"({"key":{"remoteJid":"1@s.whatsapp.net","fromMe":false,"id":"A"},"pushName":"Ana","status":"READ",)"
      R"("message":{"reactionMessage":{"key":{"remoteJid":"1@s.whatsapp.net","id":"B"}}},"messageType":"reactionMessage",)"
      R"("messageTimestamp":1768485802,"instanceId":"0f5b","source":"ios"})";

  EXPECT_EQ(redact(kept, kHideText), kept);
}

TEST(RedactPushName, HidesNamesOfSendersInEveryRecord) {
  EXPECT_EQ(redact(R"([{"remoteJid":"1@lid","pushName":"Ana"},{"pushName":"Bea","profilePicUrl":null}])", kHidePushName),
            R"([{"remoteJid":"1@lid","pushName":"[redacted]"},{"pushName":"[redacted]","profilePicUrl":null}])");
}

TEST(RedactSender, HidesTheAuthorInAGroupWhereverItsAddressStands) {
  const Document document = picture();
  const DocumentView view(document);

  const auto redacted = redact_document(view, kHideSender, incoming("120363@g.us", "84110000000001@lid"));

  ASSERT_TRUE(redacted);
  json expected = json::parse(document.json);
  expected["key"]["participant"] = "[redacted]";
  expected["key"]["participantAlt"] = "[redacted]";
  expected["contextInfo"]["participant"] = "[redacted]";
  expected["contextInfo"]["mentionedJid"][0] = "[redacted]";
  EXPECT_EQ(json::parse(redacted->json), expected);
}

TEST(RedactSender, HidesTheAddressOfADirectChatWhichIsTheSenders) {
  const std::string text =
      R"({"key":{"remoteJid":"5511970000001@s.whatsapp.net","remoteJidAlt":"8411@lid","fromMe":false,"id":"A","participant":""},)"
      R"("pushName":"5511970000001"})";

  EXPECT_EQ(redact(text, kHideSender, incoming("5511970000001@s.whatsapp.net", "5511970000001@s.whatsapp.net")),
            R"({"key":{"remoteJid":"[redacted]","remoteJidAlt":"[redacted]","fromMe":false,"id":"A","participant":""},)"
            R"("pushName":"[redacted]"})");
}

TEST(RedactSender, KeepsTheAddressOfADirectChatInWhichTheAccountWrote) {
  const std::string text = R"({"key":{"remoteJid":"5511970000001@s.whatsapp.net","fromMe":true,"id":"A"}})";

  EXPECT_EQ(redact(text, kHideSender), text);
}

TEST(RedactSender, AsksEachRecordOfAHistoryForItself) {
  EXPECT_EQ(redact(R"([{"key":{"remoteJid":"11111@lid","fromMe":false}},{"key":{"remoteJid":"22222@lid","fromMe":true}},)"
                   R"({"key":{"remoteJid":"33333@g.us","fromMe":false,"participant":"44444@lid"}},{"about":"44444@lid"}])",
                   kHideSender),
            R"([{"key":{"remoteJid":"[redacted]","fromMe":false}},{"key":{"remoteJid":"22222@lid","fromMe":true}},)"
            R"({"key":{"remoteJid":"33333@g.us","fromMe":false,"participant":"[redacted]"}},{"about":"44444@lid"}])");
}

TEST(RedactSender, TrustsTheFactsMoreThanTheKeyOfAnEditedMessage) {
  // The author's own view of the message: "from me".
  const std::string text = R"({"key":{"remoteJid":"5511970000001@s.whatsapp.net","fromMe":true,"id":"A"},"type":"MESSAGE_EDIT"})";

  EXPECT_THAT(redact(text, kHideSender, incoming("5511970000001@s.whatsapp.net", "5511970000001@s.whatsapp.net")),
              Not(HasSubstr("5511970000001")));
}

TEST(RedactMedia, EmptiesAttachmentsAndKeepsTheirNumbers) {
  const Document document = picture();
  const DocumentView view(document);

  const auto redacted = redact_document(view, kHideMedia, Facts());

  ASSERT_TRUE(redacted);
  ASSERT_EQ(redacted->attachments.size(), 5u);
  EXPECT_EQ(redacted->attachments[0].size, 0u);  // hash
  EXPECT_EQ(redacted->attachments[1].size, 0u);  // key
  EXPECT_EQ(redacted->attachments[2].size, 0u);  // preview
  EXPECT_EQ(redacted->attachments[3].size, 32u); // the protocol's, not the medium's
  EXPECT_EQ(redacted->attachments[4].size, 0u);  // preview in the quote
  json expected = json::parse(document.json);    // placeholders stay where and what they were
  expected["message"]["imageMessage"]["url"] = "[redacted]";
  EXPECT_EQ(json::parse(redacted->json), expected);
  EXPECT_EQ(document.attachments[0].size(), 32u);
}

TEST(RedactMedia, HidesBytesThatAreWrittenAsText) {
  EXPECT_EQ(redact(R"({"message":{"imageMessage":{"mediaKey":"qrvM","jpegThumbnail":"AAAA"},"base64":"iVBO","mediaUrl":"http://s3/x"}})",
                   kHideMedia),
            R"({"message":{"imageMessage":{"mediaKey":"","jpegThumbnail":""},"base64":"[redacted]","mediaUrl":"[redacted]"}})");
}

TEST(RedactMedia, IsNotConfusedByPlaceholdersThatPointNowhere) {
  const char* texts[] = {
      R"({"message":{"x":{"_placeholder":true,"num":99999999999}}})",
      R"({"message":{"x":{"num":0,"_placeholder":false}}})",
      R"({"message":{"x":{"_placeholder":true,"num":-1}}})",
      R"({"message":{"x":{"_placeholder":true}}})",
  };
  for (const char* text : texts) EXPECT_EQ(redact(text, kHideMedia), text);
}

TEST(Redact, KeepsNumbersNullAndOrderAsTheyWere) {
  const std::string text =
      R"({"z":1,"a":-5,"big":12345678901234567890123,"e":1.50e10,"n":null,"t":[true,false],"message":{"degreesLatitude":-23.5505}})";

  EXPECT_EQ(redact(text, kHideText | kHideMedia | kHidePushName | kHideSender), text);
}

TEST(Redact, TellsWhetherItChangedAnything) {
  EXPECT_FALSE(redact_document(DocumentRef("null"), kHideText, Facts())->changed);
  EXPECT_FALSE(redact_document(DocumentRef(R"({"message":{"conversation":""}})"), kHideText, Facts())->changed);
  EXPECT_TRUE(redact_document(DocumentRef(R"({"message":{"conversation":"x"}})"), kHideText, Facts())->changed);
}

TEST(Redact, RefusesWhatIsNotJsonOrNestsTooDeep) {
  EXPECT_EQ(redact("", kHideText), "not readable");
  EXPECT_EQ(redact("{", kHideText), "not readable");
  EXPECT_EQ(redact("{\"message\":{\"conversation\":\"\xff\"}}", kHideText), "not readable");
  const std::size_t deep = kMaxNesting + 1;
  EXPECT_EQ(redact(std::string(deep, '[') + std::string(deep, ']'), kHideText), "not readable");
  EXPECT_EQ(redact(std::string(deep, '[') + std::string(deep, ']'), kHideSender), "not readable");
  EXPECT_NE(redact(std::string(kMaxNesting, '[') + std::string(kMaxNesting, ']'), kHideText), "not readable");
}

}  // namespace
}  // namespace wagate::filter_rules
