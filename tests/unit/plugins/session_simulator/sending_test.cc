// Every kind of message that a command sends: the records, their order, what follows and what is refused.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "made_media.h"
#include "media.h"
#include "support.h"

namespace wagate::session_simulator {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr const char* kQuietSending = R"({"live":false,"history_chunks":0,"groups":3})";
constexpr const char* kRecipient = "5511970000001@s.whatsapp.net";

// A gateway whose account is open, with nothing happening by itself.
class Sending : public ::testing::Test {
 protected:
  Sending() : gateway(kQuietSending) {
    gateway.pair(1);
    gateway.host.bus().clear();
  }

  std::shared_ptr<CommandAnswer> send(const std::string& command, Json arguments,
                                      const std::vector<std::string>& attachments = {}) {
    if (!arguments.contains("number")) arguments["number"] = kRecipient;
    return gateway.command(1, command, arguments.dump(), attachments);
  }

  // What was sent, with readable attachments. The event has to be the answer.
  Json sent(const std::string& command, const Json& arguments, const std::vector<std::string>& attachments = {}) {
    gateway.host.bus().clear();
    const auto answer = send(command, arguments, attachments);
    EXPECT_TRUE(answer->ok) << answer->sentence;
    const auto events = gateway.events("send.message");
    EXPECT_EQ(events.size(), 1u);
    if (!answer->ok || events.empty()) return Json::object();
    EXPECT_EQ(events[0].document.json, answer->json);
    EXPECT_EQ(events[0].document.attachments, answer->attachments);
    EXPECT_EQ(events[0].texts.at("message_type"), answer->result()["messageType"]);
    return readable(answer->result(), answer->attachments);
  }

  Json sent_media(const std::string& kind, const std::string& bytes, Json more = Json::object()) {
    more["kind"] = kind;
    more["media"] = {{"_placeholder", true}, {"num", 0}};
    return sent("send_media", more, {bytes});
  }

  std::vector<std::string> statuses() {
    std::vector<std::string> out;
    for (const auto& event : gateway.events("messages.update")) out.push_back(event.texts.at("status"));
    return out;
  }

  Gateway gateway;
};

const char* const kContext =
    R"({"mentionedJid":[],"groupMentions":[],"ephemeralSettingTimestamp":"*","disappearingMode":{"initiator":0}})";

Json record_with(const char* type, Json message) {
  Json record = Json::parse(R"({"key":{"remoteJid":"5511970000001@s.whatsapp.net","fromMe":true,"id":"*"},
                                "pushName":"Você","status":"PENDING"})");
  record["message"] = std::move(message);
  record["contextInfo"] = Json::parse(kContext);
  record["messageType"] = type;
  record["messageTimestamp"] = "*";
  record["instanceId"] = "*";
  record["source"] = "web";
  return record;
}

Json with_context(const char* json) {
  Json content = Json::parse(json);
  content.begin()->emplace("contextInfo", Json::parse(kContext));
  return content;
}

TEST_F(Sending, AnImageHasItsRealSizeAndHash) {
  const std::string jpeg = make_jpeg(1, 90, 160);
  const Json record = sent_media("image", jpeg, {{"caption", "look"}});

  const std::string length = std::to_string(jpeg.size());
  const std::string thumbnail = std::to_string(make_jpeg(Prng::derive(0, sha256(jpeg)), 40, 72).size());
  EXPECT_EQ(record.dump(), record_with("imageMessage", with_context((R"({"imageMessage":{"url":"*",
      "mimetype":"image/jpeg","caption":"look","fileSha256":"<32 bytes>",
      "fileLength":{"low":)" + length + R"(,"high":0,"unsigned":true},"height":160,"width":90,
      "mediaKey":"<32 bytes>","fileEncSha256":"<32 bytes>","directPath":"*","mediaKeyTimestamp":"*",
      "jpegThumbnail":"<)" + thumbnail + R"( bytes>"}})")
                                                                        .c_str()))
                               .dump());
  const auto event = gateway.events("send.message").at(0);
  EXPECT_EQ(event.document.attachments.at(0), sha256(jpeg));
  EXPECT_EQ(event.texts.at("text"), "look");
}

TEST_F(Sending, AVoiceNoteHasItsRealDuration) {
  const std::string opus = make_opus(1, 7);
  const Json record = sent_media("voice", opus);

  EXPECT_EQ(record["message"].dump(), with_context((R"({"audioMessage":{"url":"*",
      "mimetype":"audio/ogg; codecs=opus","fileSha256":"<32 bytes>",
      "fileLength":{"low":)" + std::to_string(opus.size()) +
                                                    R"(,"high":0,"unsigned":true},"seconds":7,"ptt":true,
      "mediaKey":"<32 bytes>","fileEncSha256":"<32 bytes>","directPath":"*","mediaKeyTimestamp":"*",
      "waveform":"<64 bytes>"}})")
                                                       .c_str())
                                          .dump());
  EXPECT_EQ(record["messageType"], "audioMessage");
}

TEST_F(Sending, AnAudioFileIsNoVoiceNote) {
  const Json audio = sent_media("audio", "ID3 and so on", {{"mimetype", "audio/mpeg"}})["message"]["audioMessage"];

  EXPECT_EQ(audio["mimetype"], "audio/mpeg");
  EXPECT_EQ(audio["ptt"], false);
  EXPECT_FALSE(audio.contains("waveform"));
}

TEST_F(Sending, ADocumentHasThreeAttachments) {
  const Json record = sent_media("document", make_pdf(1, 1), {{"fileName", "offer.pdf"}, {"caption", "the offer"}});

  EXPECT_EQ(gateway.events("send.message").at(0).document.attachments.size(), 3u);
  EXPECT_THAT(keys_of(record["message"]["documentMessage"]),
              ElementsAre("url", "mimetype", "fileSha256", "fileLength", "mediaKey", "fileName", "fileEncSha256",
                          "directPath", "mediaKeyTimestamp", "caption", "contextInfo"));
  EXPECT_EQ(record["message"]["documentMessage"]["mimetype"], "application/pdf");
  EXPECT_EQ(record["message"]["documentMessage"]["fileName"], "offer.pdf");
  EXPECT_EQ(record["messageType"], "documentMessage");
}

TEST_F(Sending, AStickerHasTheSizeOfItsPicture) {
  const Json record = sent_media("sticker", make_webp(1, 512, 512));

  EXPECT_EQ(record["message"].dump(),
            with_context((R"({"stickerMessage":{"url":"*","fileSha256":"<32 bytes>",
      "fileEncSha256":"<32 bytes>","mediaKey":"<32 bytes>","mimetype":"image/webp","height":512,"width":512,
      "directPath":"*","fileLength":{"low":)" +
                          std::to_string(make_webp(1, 512, 512).size()) +
                          R"(,"high":0,"unsigned":true},"mediaKeyTimestamp":"*","isAnimated":false}})")
                             .c_str())
                .dump());
}

TEST_F(Sending, VideosAndRoundVideosDifferInTheirNameOnly) {
  const std::string mp4 = make_mp4(1, 96, 160, 12);
  const Json video = sent_media("video", mp4);
  const Json round = sent_media("ptv", mp4);

  EXPECT_EQ(video["messageType"], "videoMessage");
  EXPECT_EQ(round["messageType"], "ptvMessage");
  EXPECT_EQ(video["message"]["videoMessage"], round["message"]["ptvMessage"]);
  EXPECT_EQ(video["message"]["videoMessage"]["seconds"], 12);
  EXPECT_EQ(video["message"]["videoMessage"]["height"], 160);
}

TEST_F(Sending, ALocation) {
  const Json record =
      sent("send_location",
           {{"latitude", -23.5505}, {"longitude", -46.6333}, {"name", "Praça da Sé"}, {"address", "Sé, São Paulo"}});

  EXPECT_EQ(record.dump(), record_with("locationMessage", with_context(R"({"locationMessage":{
      "degreesLatitude":-23.5505,"degreesLongitude":-46.6333,"name":"Praça da Sé","address":"Sé, São Paulo"}})"))
                               .dump());
}

TEST_F(Sending, OneContactAndSeveral) {
  const Json one = {{"displayName", "Ana"}, {"vcard", "BEGIN:VCARD"}};
  const Json single = sent("send_contact", {{"contacts", Json::array({one})}});
  const Json several = sent("send_contact", {{"contacts", Json::array({one, one})}});

  EXPECT_EQ(single.dump(), record_with("contactMessage", with_context(R"({"contactMessage":{"displayName":"Ana",
      "vcard":"BEGIN:VCARD"}})"))
                               .dump());
  EXPECT_EQ(several["message"].dump(), with_context(R"({"contactsArrayMessage":{"displayName":"2 contacts",
      "contacts":[{"displayName":"Ana","vcard":"BEGIN:VCARD"},{"displayName":"Ana","vcard":"BEGIN:VCARD"}]}})")
                                           .dump());
}

TEST_F(Sending, APollHasOneAttachment) {
  const Json record =
      sent("send_poll", {{"name", "When?"}, {"selectableCount", 1}, {"values", {"Friday", "Saturday"}}});

  EXPECT_EQ(record["message"].dump(),
            R"({"messageContextInfo":{"messageSecret":"<32 bytes>"},"pollCreationMessageV3":{"options":[)"
            R"({"optionName":"Friday"},{"optionName":"Saturday"}],"name":"When?","contextInfo":)" +
                Json::parse(kContext).dump() + R"(,"selectableOptionsCount":1}})");
  EXPECT_EQ(record["messageType"], "pollCreationMessageV3");
  EXPECT_EQ(gateway.events("send.message").at(0).texts.at("text"), "");
  EXPECT_EQ(sent("send_poll", {{"name", "When?"}, {"selectableCount", 2}, {"values", {"a", "b"}}})["messageType"],
            "pollCreationMessage");
}

TEST_F(Sending, AList) {
  const Json record = sent("send_list", Json::parse(R"({"title":"Menu","description":"today","footerText":"bon appetit",
      "buttonText":"Open","sections":[{"title":"Lunch","rows":[{"title":"Soup","description":"hot","rowId":"1"}]}]})"));

  EXPECT_EQ(record.dump(), record_with("listMessage", with_context(R"({"listMessage":{"sections":[{"rows":[
      {"title":"Soup","description":"hot","rowId":"1"}],"title":"Lunch"}],"title":"Menu","description":"today",
      "buttonText":"Open","listType":2,"footerText":"bon appetit"}})"))
                               .dump());
}

TEST_F(Sending, Buttons) {
  const Json record = sent("send_buttons", Json::parse(R"({"title":"Order","description":"Ready?","footer":"Shop",
      "buttons":[{"type":"reply","displayText":"Yes","id":"y"},{"type":"reply","displayText":"No","id":"n"}]})"));

  const Json message = record["message"]["viewOnceMessage"]["message"]["interactiveMessage"];
  EXPECT_EQ(message["body"]["text"], "*Order*\n\nReady?\n");
  EXPECT_EQ(message["footer"]["text"], "Shop");
  EXPECT_FALSE(message.contains("header"));
  const Json& buttons = message["nativeFlowMessage"]["buttons"];
  ASSERT_EQ(buttons.size(), 2u);
  EXPECT_EQ(buttons[0].dump(),
            R"({"name":"quick_reply","buttonParamsJson":"{\"display_text\":\"Yes\",\"id\":\"y\"}"})");
  EXPECT_EQ(record["messageType"], "viewOnceMessage");
  EXPECT_FALSE(record.contains("contextInfo"));
}

TEST_F(Sending, ButtonsOfEveryKind) {
  const Json record = sent("send_buttons", Json::parse(R"({"title":"t","thumbnail":{"_placeholder":true,"num":0},
      "buttons":[{"type":"copy","displayText":"Code","copyCode":"42"},{"type":"url","displayText":"Shop","url":"https://a"},
      {"type":"call","displayText":"Call","phoneNumber":"+55"},
      {"type":"pix","currency":"BRL","name":"Loja","keyType":"random","key":"k"}]})"),
                           {make_jpeg(1, 20, 10)});

  const Json message = record["message"]["viewOnceMessage"]["message"]["interactiveMessage"];
  EXPECT_EQ(message["header"]["hasMediaAttachment"], true);
  EXPECT_EQ(message["header"]["imageMessage"]["width"], 20);
  std::vector<std::string> names;
  std::vector<Json> parameters;
  for (const Json& button : message["nativeFlowMessage"]["buttons"]) {
    names.push_back(button["name"]);
    parameters.push_back(Json::parse(button["buttonParamsJson"].get<std::string>()));
  }
  EXPECT_THAT(names, ElementsAre("cta_copy", "cta_url", "cta_call", "payment_info"));
  EXPECT_EQ(parameters[0]["copy_code"], "42");
  EXPECT_EQ(parameters[1]["merchant_url"], "https://a");
  EXPECT_EQ(parameters[2]["phone_number"], "+55");
  EXPECT_EQ(parameters[3]["payment_settings"][0]["pix_static_code"]["key_type"], "EVP");
}

TEST_F(Sending, AReactionHasATimeAsANumberAndNoContext) {
  const std::string id = send("send_text", {{"text", "Hello"}})->result()["key"]["id"];
  gateway.host.bus().clear();
  const auto answer = gateway.command(
      1, "send_reaction",
      Json({{"key", {{"id", id}, {"remoteJid", kRecipient}, {"fromMe", true}}}, {"reaction", "👍"}}).dump());

  ASSERT_TRUE(answer->ok) << answer->sentence;
  const Json record = answer->result();
  EXPECT_EQ(record["message"].dump(), R"({"reactionMessage":{"key":{"remoteJid":"5511970000001@s.whatsapp.net",)"
                                      R"("fromMe":true,"id":")" +
                                          id + R"("},"text":"👍","senderTimestampMs":)" +
                                          std::to_string(gateway.host.time().unix_ms()) + "}}");
  EXPECT_FALSE(record.contains("contextInfo"));
  EXPECT_EQ(gateway.events("send.message").at(0).texts.at("text"), "");
}

TEST_F(Sending, AStatusGoesToTheBroadcastChatWithoutReceipts) {
  const auto text = gateway.command(1, "send_status", R"({"type":"text","text":"Open today","backgroundColor":"#00ff00",
      "font":1,"allContacts":true})");
  const auto image = gateway.command(1, "send_status",
                                     R"({"type":"image","media":{"_placeholder":true,"num":0},"caption":"new",
      "statusJidList":["5511970000001@s.whatsapp.net"]})",
                                     {make_jpeg(1, 16, 16)});
  gateway.host.time().advance(30'000);

  ASSERT_TRUE(text->ok && image->ok) << text->sentence << image->sentence;
  EXPECT_EQ(text->result()["key"]["remoteJid"], "status@broadcast");
  EXPECT_EQ(text->result()["message"]["conversation"], "Open today");
  EXPECT_EQ(image->result()["message"]["imageMessage"]["caption"], "new");
  EXPECT_THAT(statuses(), IsEmpty());
  EXPECT_EQ(gateway.command(1, "send_status", R"({"type":"text","text":"x","statusJidList":[]})")->sentence,
            "StatusJidList is required");
}

TEST_F(Sending, AVoiceNoteIsPlayed) {
  sent_media("voice", make_opus(1, 1));
  gateway.host.time().advance(30'000);

  EXPECT_THAT(statuses(), ElementsAre("SERVER_ACK", "DELIVERY_ACK", "READ", "PLAYED"));
}

TEST_F(Sending, APictureIsReadButNotPlayed) {
  sent_media("image", make_jpeg(1, 8, 8));
  gateway.host.time().advance(30'000);

  EXPECT_THAT(statuses(), ElementsAre("SERVER_ACK", "DELIVERY_ACK", "READ"));
}

TEST_F(Sending, AVoiceNoteShowsThatSomebodyRecords) {
  const auto answer =
      send("send_media", {{"kind", "voice"}, {"delay", 500}, {"media", {{"_placeholder", true}, {"num", 0}}}},
           {make_opus(1, 1)});
  gateway.host.time().advance(499);
  EXPECT_FALSE(answer->answered);
  gateway.host.time().advance(1);

  EXPECT_TRUE(answer->ok);
  const Json stanza = gateway.request("GET", "shop-01", "stanzas").json()[0];
  EXPECT_EQ(stanza["content"][0].dump(), R"({"tag":"composing","attrs":{"media":"audio"}})");
}

TEST_F(Sending, MediaMayQuoteAndMention) {
  const Json quoted = {{"key", {{"id", "3EB0AA"}}}, {"message", {{"conversation", "send it"}}}};
  const Json record = sent_media("image", make_jpeg(1, 8, 8), {{"quoted", quoted}});

  EXPECT_EQ(record["contextInfo"]["stanzaId"], "3EB0AA");
  EXPECT_EQ(record["message"]["imageMessage"]["contextInfo"]["quotedMessage"]["conversation"], "send it");
}

TEST_F(Sending, IsTheSameUnderTheSameSeed) {
  Gateway other(kQuietSending);
  other.pair(1);
  const std::string arguments =
      Json({{"number", kRecipient}, {"kind", "image"}, {"media", {{"_placeholder", true}, {"num", 0}}}}).dump();

  const auto first = gateway.command(1, "send_media", arguments, {make_jpeg(1, 8, 8)});
  const auto second = other.command(1, "send_media", arguments, {make_jpeg(1, 8, 8)});

  EXPECT_EQ(first->json, second->json);
  EXPECT_EQ(first->attachments, second->attachments);
}

TEST_F(Sending, RefusesChatsThatWhatsAppRefuses) {
  for (const char* command : {"send_location", "send_poll"}) {
    Json arguments = {{"latitude", 1},  {"longitude", 1},       {"name", "n"},
                      {"address", "a"}, {"selectableCount", 1}, {"values", {"a", "b"}}};
    arguments["number"] = "5511970000000@s.whatsapp.net";
    EXPECT_EQ(send(command, arguments)->reason, "not_on_whatsapp");
    arguments["number"] = "120363000000000001@g.us";
    const auto answer = send(command, arguments);
    EXPECT_EQ(answer->reason, "group_not_found");
    EXPECT_EQ(answer->code, abi::StatusCode::not_found);
  }
  EXPECT_TRUE(gateway.command(1, "block_contact", Json({{"jid", kRecipient}, {"block", true}}).dump())->ok);
  EXPECT_EQ(send("send_text", {{"text", "x"}})->reason, "not_authorized");
  EXPECT_TRUE(gateway.command(1, "block_contact", Json({{"jid", kRecipient}, {"block", false}}).dump())->ok);
  EXPECT_TRUE(send("send_text", {{"text", "x"}})->ok);
}

TEST_F(Sending, IsRefusedWhenTheGroupWasLeftDuringTheDelay) {
  const std::string group =
      gateway.command(1, "group_create", R"({"subject":"Team","participants":[]})")->result()["id"];
  const auto answer = send("send_text", {{"number", group}, {"text", "late"}, {"delay", 1'000}});
  gateway.command(1, "group_leave", Json({{"group", group}}).dump());
  gateway.host.time().advance(1'000);

  EXPECT_EQ(answer->reason, "group_not_found");
  EXPECT_EQ(answer->answers, 1);
}

TEST_F(Sending, SaysWhatIsWrong) {
  const Json media = {{"_placeholder", true}, {"num", 0}};
  const std::vector<std::pair<std::pair<const char*, Json>, const char*>> cases = {
      {{"send_media", {{"kind", "hologram"}, {"media", media}}}, "kind is not one of enum values: image,video"},
      {{"send_media", {{"kind", "image"}}}, "media is not a binary attachment"},
      {{"send_media", {{"kind", "image"}, {"media", "AAAA"}}}, "media is not a binary attachment"},
      {{"send_media", {{"kind", "image"}, {"media", {{"_placeholder", true}, {"num", 1}}}}}, "did not come with it"},
      {{"send_location", {{"latitude", 91}, {"longitude", 0}, {"name", ""}, {"address", ""}}},
       "latitude has to be a number from -90 to 90"},
      {{"send_contact", {{"contacts", Json::array()}}}, "contacts is an empty list"},
      {{"send_contact", {{"contacts", {1}}}}, "contacts is not a list of objects"},
      {{"send_poll", {{"name", "n"}, {"selectableCount", 1}, {"values", {"a"}}}}, "values has fewer than 2 entries"},
      {{"send_poll", {{"name", "n"}, {"selectableCount", 1}, {"values", {"a", "a"}}}}, "values has an entry twice"},
      {{"send_poll", {{"name", "n"}, {"selectableCount", -1}, {"values", {"a", "b"}}}},
       "selectableCount has to be a whole number from 0 to 12"},
      {{"send_list", {{"title", "t"}, {"buttonText", "b"}, {"sections", Json::array()}}}, "sections is an empty list"},
      {{"send_buttons", {{"title", "t"}, {"buttons", Json::array()}}}, "At least one button is required"},
      {{"send_buttons", {{"title", "t"}, {"buttons", {{{"type", "lever"}}}}}}, "type is not one of enum values: reply"},
      {{"send_reaction", {{"reaction", "x"}}}, "key is not an object"},
  };
  for (const auto& [request, sentence] : cases) {
    const auto answer = send(request.first, request.second, {"bytes"});
    EXPECT_EQ(answer->code, abi::StatusCode::invalid_argument);
    EXPECT_EQ(answer->reason, "bad_request");
    EXPECT_THAT(answer->sentence, HasSubstr(sentence));
  }
  EXPECT_THAT(gateway.host.bus().names(), IsEmpty());
}

TEST_F(Sending, TemplatesBelongToAnotherKindOfAccount) {
  for (const char* command : {"send_template", "create_template", "fetch_templates"}) {
    const auto answer = gateway.command(1, command, "{}");
    EXPECT_EQ(answer->code, abi::StatusCode::unimplemented);
    EXPECT_THAT(answer->sentence, HasSubstr("Business API"));
  }
  EXPECT_EQ(gateway.command(99, "fetch_templates", "{}")->code, abi::StatusCode::unimplemented);
}

}  // namespace
}  // namespace wagate::session_simulator
