// The commands that send: what leaves, what is published and answered, and what is refused.
#include "sending/sending_part.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "../chat/part_fixture.h"
#include "message/chat_timer.h"
#include "picture/decode.h"
#include "picture/jpeg.h"
#include "preview/link_previews.h"
#include "sending/media_fetch.h"
#include "wagate/base64.h"
#include "wagate/commands.h"
#include "wagate/testing/fake_http_client.h"

namespace wagate::session_whatsapp {
namespace {

using testing::CommandOutcome;
using testing::Json;

// Puts files nowhere: takes what it is given and answers as it is told.
class FakeTransfer final : public MediaTransfer {
 public:
  void download(const MediaReference& reference, OnFile on_file) override {
    references.push_back(reference);
    on_file(failure, MediaFile::of(failure == MediaFailure::none ? "the file" : ""));
  }
  void upload(MediaKind kind, std::string file, OnUploaded on_uploaded) override {
    kinds.push_back(kind);
    UploadedMedia media;
    media.direct_path = "/v/file?oh=1";
    media.url = "https://mmg.whatsapp.net/v/file?oh=1";
    media.facts.file_length = file.size();
    on_uploaded(failure, media);
  }

  MediaFailure failure = MediaFailure::none;
  std::vector<MediaReference> references;
  std::vector<MediaKind> kinds;
};

class Sending : public testing::PartTest {
 protected:
  static constexpr const char* kAda = "4915100@s.whatsapp.net";

  Sending() { place.media = &transfer; }

  // Sends, and answers what is asked on the way: nobody has a device but the own one, so nothing has to be encrypted.
  std::shared_ptr<CommandOutcome> send(std::string_view name, const Json& arguments,
                                       std::vector<std::string> attachments = {}) {
    const auto outcome = execute(part, name, arguments, std::move(attachments));
    answer_questions();
    return outcome;
  }
  void answer_questions() {
    while (!wire.waiting.empty()) {
      const Node& asked = wire.asked.back();
      const Node* accounts = asked.find({"usync", "list"});
      if (!accounts) {
        ADD_FAILURE() << "something else than devices was asked for";
        break;
      }
      Node usync("usync");
      Node& list = usync.add(Node("list"));
      for (const Node& each : accounts->children()) {
        const bool is_own = each.attribute("jid").starts_with("49151@");
        Node& user = list.add(Node("user", {{"jid", std::string(each.attribute("jid"))}}));
        Node& known = user.add(Node("devices")).add(Node("device-list").set_children({}));
        if (is_own) known.add(Node("device", {{"id", "7"}}));
      }
      wire.answer(Answer::Kind::result, {usync});
      settle();
    }
  }
  // What left under the id of a record.
  proto::Message sent_as(const Json& record) {
    Transaction work(*store);
    proto::Message kept;
    const std::string id = record["key"]["id"];
    EXPECT_TRUE(kept.ParseFromString(work.sent(kAda, id).value_or("?")));
    return kept;
  }
  static Json with(Json arguments) {
    arguments["number"] = kAda;
    return arguments;
  }
  static Json bytes() { return Json{{"_placeholder", true}, {"num", 0}}; }

  const Node& sent() const { return wire.sent.back(); }

  FakeTransfer transfer;
  DeviceDirectory devices{wire, *store, host.time(), [](const std::string&, const std::string&) {}};
  GroupDirectory groups{wire, host.time(), [](const std::string&, const std::string&) {}};
  MessageSender sender{place, devices, groups};
  SendingPart part{place, sender};
};

TEST_F(Sending, ATextIsPublishedAndItsRecordIsTheAnswer) {
  const auto outcome = send(commands::kSendText, with({{"text", "hello"}}));

  ASSERT_TRUE(outcome->is_ok()) << outcome->reason;
  const Json& record = outcome->result;
  EXPECT_EQ(record["key"]["remoteJid"], kAda);
  EXPECT_EQ(record["key"]["fromMe"], true);
  EXPECT_EQ(record["pushName"], "Você");
  EXPECT_EQ(record["status"], "PENDING");
  EXPECT_EQ(record["messageType"], "conversation");
  EXPECT_EQ(record["message"]["conversation"], "hello");
  const std::int64_t two_days_ago = record["messageTimestamp"].get<std::int64_t>() - 172'800;
  EXPECT_EQ(record["contextInfo"], (Json{{"mentionedJid", Json::array()},
                                         {"groupMentions", Json::array()},
                                         {"ephemeralSettingTimestamp", {{"low", two_days_ago}, {"high", 0}, {"unsigned", false}}},
                                         {"disappearingMode", {{"initiator", 0}}}}));
  EXPECT_EQ(documents("send.message"), std::vector<Json>{record});
  EXPECT_EQ(sent().attribute("type"), "text");
  EXPECT_EQ(sent().attribute("to"), kAda);
}

TEST_F(Sending, AMessageDisappearsAsTheOthersOfItsChatDo) {
  {
    Transaction work(*store);
    ChatTimer{604'800, 1'700'000'000}.remember(work, kAda);
    work.commit();
  }

  const auto outcome = send(commands::kSendText, with({{"text", "hello"}}));

  EXPECT_EQ(outcome->result["contextInfo"]["expiration"], 604'800);
  EXPECT_EQ(outcome->result["contextInfo"]["ephemeralSettingTimestamp"]["low"], 1'700'000'000);
}

TEST_F(Sending, AQuoteCarriesTheContentOfAnyMessage) {
  const Json picture{{"imageMessage", {{"caption", "look"}, {"mimetype", "image/png"}, {"mediaKey", base64::encode("key")},
                                       {"fileLength", {{"low", 7}, {"high", 0}, {"unsigned", true}}},
                                       {"contextInfo", {{"stanzaId", "OLDER"}}}}},
                     {"messageContextInfo", {{"messageSecret", base64::encode("secret")}}}};

  const auto outcome = send(commands::kSendText, with({{"text", "nice"}, {"quoted", {{"key", {{"id", "3EB0"}, {"fromMe", true}}}, {"message", picture}}}}));

  const Json& context = outcome->result["contextInfo"];
  EXPECT_EQ(context["stanzaId"], "3EB0");
  EXPECT_EQ(context["participant"], "49151@s.whatsapp.net") << "an own message was quoted";
  const Json& quoted = context["quotedMessage"];
  EXPECT_EQ(quoted["imageMessage"]["caption"], "look");
  EXPECT_EQ(quoted["imageMessage"]["fileLength"]["low"], 7);
  EXPECT_FALSE(quoted["imageMessage"].contains("contextInfo")) << "not what it quotes itself";
  EXPECT_FALSE(quoted.contains("messageContextInfo")) << "nor its secrets";
}

TEST_F(Sending, EachKindOfFileIsAMessageOfItsOwn) {
  struct Case {
    const char* kind;
    const char* type;
    const char* mark;
    MediaKind keys;
  };
  const std::string webp("RIFF\0\0\0\0WEBPVP8X\x0A\0\0\0\x02\0\0\0\xFF\x01\0\x7F\0\0", 30);
  for (const Case& each : {Case{"image", "imageMessage", "image", MediaKind::image},
                           Case{"video", "videoMessage", "video", MediaKind::video},
                           Case{"ptv", "ptvMessage", "ptv", MediaKind::video},
                           Case{"audio", "audioMessage", "audio", MediaKind::audio},
                           Case{"voice", "audioMessage", "ptt", MediaKind::audio},
                           Case{"document", "documentMessage", "document", MediaKind::document},
                           Case{"sticker", "stickerMessage", "sticker", MediaKind::sticker}}) {
    const auto outcome = send(commands::kSendMedia, with({{"kind", each.kind}, {"media", bytes()}, {"fileName", "a.webp"}}), {webp});

    ASSERT_TRUE(outcome->is_ok()) << each.kind << outcome->reason;
    EXPECT_EQ(outcome->result["messageType"], each.type);
    const Json& content = outcome->result["message"][each.type];
    EXPECT_EQ(content["directPath"], "/v/file?oh=1") << each.kind;
    EXPECT_EQ(content["fileLength"]["low"], 30) << each.kind;
    EXPECT_EQ(transfer.kinds.back(), each.keys) << each.kind;
    EXPECT_EQ(sent().attribute("type"), "media") << each.kind;
    const std::string id = outcome->result["key"]["id"];
    Transaction work(*store);
    proto::Message kept;
    ASSERT_TRUE(kept.ParseFromString(work.sent(kAda, id).value_or("?")));
    EXPECT_EQ(marks_of(kept).media, each.mark);
  }
}

TEST_F(Sending, WhatTheBytesSayIsInTheMessage) {
  const std::string png("\x89PNG\r\n\x1A\n\0\0\0\x0DIHDR\0\0\x02\x80\0\0\x01\xE0", 24);

  const auto outcome = send(commands::kSendMedia, with({{"kind", "image"}, {"media", bytes()}, {"caption", "look"}}), {png});

  const Json& image = outcome->result["message"]["imageMessage"];
  EXPECT_EQ(image["mimetype"], "image/png");
  EXPECT_EQ(image["width"], 640);
  EXPECT_EQ(image["height"], 480);
  EXPECT_EQ(image["caption"], "look");
}

std::string grey_picture(std::uint32_t width, std::uint32_t height) {
  Picture picture{width, height, {}, width, height};
  picture.pixels.assign(std::size_t{width} * height * 3, 128);
  return encode_jpeg(picture, 80);
}

TEST_F(Sending, AnImageShowsAThumbnailUntilItIsThere) {
  const auto outcome = send(commands::kSendMedia, with({{"kind", "image"}, {"media", bytes()}}), {grey_picture(640, 480)});

  const proto::ImageMessage image = sent_as(outcome->result).image_message();
  const Picture small = decode_picture(image.jpeg_thumbnail()).picture;
  EXPECT_EQ(small.width, 32u);
  EXPECT_EQ(small.height, 24u);
  EXPECT_EQ(image.width(), 640u);
  EXPECT_EQ(image.height(), 480u);
}

TEST_F(Sending, APictureOnButtonsHasAThumbnailAndOneOnADocumentHasNone) {
  send(commands::kSendButtons, with({{"title", "Choose"}, {"thumbnail", bytes()}, {"buttons", {{{"type", "reply"}, {"displayText", "Yes"}, {"id", "y"}}}}}), {grey_picture(64, 64)});
  const auto buttons = documents("send.message").back();
  const Json& header = buttons["message"]["viewOnceMessage"]["message"]["interactiveMessage"]["header"];
  EXPECT_TRUE(header["imageMessage"].contains("jpegThumbnail")) << header.dump();

  const auto outcome = send(commands::kSendMedia, with({{"kind", "document"}, {"media", bytes()}}), {grey_picture(64, 64)});
  EXPECT_FALSE(sent_as(outcome->result).document_message().has_jpeg_thumbnail());
}

TEST_F(Sending, AnImageThatCannotBeReadGoesWithoutThumbnail) {
  const auto outcome = send(commands::kSendMedia, with({{"kind", "image"}, {"media", bytes()}}), {"no picture"});

  ASSERT_TRUE(outcome->is_ok()) << outcome->reason;
  EXPECT_FALSE(sent_as(outcome->result).image_message().has_jpeg_thumbnail());
}

class SendingLinks : public Sending {
 protected:
  SendingLinks() { place.previews = &previews; }

  std::vector<std::string> texts_sent() {
    std::vector<std::string> out;
    for (const Json& record : documents("send.message")) out.push_back(record["message"].value("conversation", "other"));
    return out;
  }

  wagate::testing::FakeHttpClient http;
  PreviewAccess access{&http, {}};
  LinkPreviews previews{place.session.place, access, "", pictures};
};

TEST_F(SendingLinks, ATextShowsAPreviewOfItsLink) {
  const auto outcome = send(commands::kSendText, with({{"text", "look: https://example.com/a."}}));
  EXPECT_FALSE(outcome->is_answered);
  http.answer({200, {}, "<title>Bread</title><meta name=description content=fresh><meta property=og:image content=b.jpg>"});
  settle();
  http.answer({200, {}, grey_picture(400, 200)});
  settle();
  answer_questions();

  ASSERT_TRUE(outcome->is_ok()) << outcome->reason;
  const proto::ExtendedTextMessage text = sent_as(outcome->result).extended_text_message();
  EXPECT_EQ(text.text(), "look: https://example.com/a.");
  EXPECT_EQ(text.matched_text(), "https://example.com/a");
  EXPECT_EQ(text.title(), "Bread");
  EXPECT_EQ(text.description(), "fresh");
  EXPECT_EQ(text.preview_type(), 0);
  EXPECT_TRUE(text.has_context_info());
  EXPECT_EQ(decode_picture(text.jpeg_thumbnail()).picture.width, 192u);
  EXPECT_EQ(sent().attribute("type"), "media");
  EXPECT_EQ(outcome->result["messageType"], "conversation");
}

TEST_F(SendingLinks, ATextThatWaitsIsNotOvertakenInItsChat) {
  send(commands::kSendText, with({{"text", "https://example.com/1"}}));
  send(commands::kSendText, with({{"text", "second"}}));
  send(commands::kSendLocation, with({{"latitude", 1}, {"longitude", 1}}));
  send(commands::kSendText, with({{"text", "https://example.com/2"}}));
  send(commands::kSendText, {{"number", "4915200@s.whatsapp.net"}, {"text", "elsewhere"}});
  EXPECT_EQ(texts_sent(), std::vector<std::string>{"elsewhere"});

  http.answer(200, "https://example.com/2");
  settle();
  answer_questions();
  EXPECT_EQ(texts_sent(), std::vector<std::string>{"elsewhere"}) << "its turn has not come";
  http.answer(404, "https://example.com/1");
  settle();
  answer_questions();

  EXPECT_EQ(texts_sent(), (std::vector<std::string>{"elsewhere", "https://example.com/1", "second", "other", "https://example.com/2"}));
}

TEST_F(SendingLinks, NoPageIsFetchedWhenNobodyWantsAPreview) {
  const auto outcome = send(commands::kSendText, with({{"text", "https://example.com"}, {"linkPreview", false}}));

  EXPECT_TRUE(outcome->is_ok());
  EXPECT_TRUE(http.requests().empty());
  EXPECT_EQ(sent().attribute("type"), "text");
  EXPECT_EQ(execute(part, commands::kSendText, with({{"text", "a"}, {"linkPreview", "no"}}))->reason, "bad_request");
}

TEST_F(Sending, ADocumentWithACaptionIsShownAsADocument) {
  const auto outcome = send(commands::kSendMedia, with({{"kind", "document"}, {"media", bytes()}, {"caption", "read it"}, {"fileName", "a.pdf"}}), {"%PDF-1.7"});

  EXPECT_EQ(outcome->result["messageType"], "documentMessage");
  EXPECT_EQ(outcome->result["message"]["documentMessage"]["fileName"], "a.pdf");
  EXPECT_EQ(outcome->result["message"]["documentMessage"]["caption"], "read it");
}

TEST_F(Sending, AFileThatCouldNotBePutUpIsNotSent) {
  transfer.failure = MediaFailure::no_client;

  const auto outcome = execute(part, commands::kSendMedia, with({{"kind", "image"}, {"media", bytes()}}), {"bytes"});

  EXPECT_EQ(outcome->reason, "no_http_client");
  EXPECT_TRUE(wire.sent.empty());
}

TEST_F(Sending, PlacesCardsPollsAndListsAreRecords) {
  const auto message = [](const std::shared_ptr<CommandOutcome>& outcome) { return outcome->result["message"]; };
  const Json place_ = message(send(commands::kSendLocation, with({{"latitude", -23.5}, {"longitude", 46.25}, {"name", "Sé"}, {"address", "here"}})));
  EXPECT_EQ(place_["locationMessage"]["degreesLatitude"], -23.5);
  const Json card = message(send(commands::kSendContact, with({{"contacts", {{{"displayName", "Ben"}, {"vcard", "BEGIN:VCARD"}}}}})));
  EXPECT_EQ(card["contactMessage"]["displayName"], "Ben");
  const Json poll = message(send(commands::kSendPoll, with({{"name", "When?"}, {"selectableCount", 1}, {"values", {"now", "later"}}})));
  EXPECT_EQ(poll["pollCreationMessageV3"]["options"][1]["optionName"], "later");
  EXPECT_EQ(sent().attribute("type"), "poll");
  const Json several = message(send(commands::kSendPoll, with({{"name", "When?"}, {"selectableCount", 0}, {"values", {"now", "later"}}})));
  EXPECT_TRUE(several.contains("pollCreationMessage"));
  const Json list = message(send(commands::kSendList, with({{"title", "Menu"}, {"footerText", "f"}, {"buttonText", "open"}, {"sections", {{{"title", "Soups"}, {"rows", {{{"title", "Tomato"}, {"rowId", "1"}}}}}}}})));
  EXPECT_EQ(list["listMessage"]["sections"][0]["rows"][0]["rowId"], "1");
  EXPECT_TRUE(sent().find({"biz", "list"}));
  const Json buttons = message(send(commands::kSendButtons, with({{"title", "Choose"}, {"buttons", {{{"type", "reply"}, {"displayText", "Yes"}, {"id", "y"}}}}})));
  const Json& flow = buttons["viewOnceMessage"]["message"]["interactiveMessage"]["nativeFlowMessage"];
  EXPECT_EQ(flow["buttons"][0]["name"], "quick_reply");
  EXPECT_EQ(Json::parse(flow["buttons"][0]["buttonParamsJson"].get<std::string>()), (Json{{"display_text", "Yes"}, {"id", "y"}}));
}

TEST_F(Sending, AReactionNamesItsMessage) {
  const Json key{{"id", "3EB0"}, {"remoteJid", kAda}, {"fromMe", false}};

  const auto outcome = send(commands::kSendReaction, {{"key", key}, {"reaction", "👍"}});

  EXPECT_EQ(outcome->result["messageType"], "reactionMessage");
  EXPECT_EQ(outcome->result["message"]["reactionMessage"]["key"]["id"], "3EB0");
  EXPECT_TRUE(outcome->result["message"]["reactionMessage"]["senderTimestampMs"].is_number());
  EXPECT_EQ(sent().attribute("type"), "reaction");
  send(commands::kSendReaction, {{"key", key}, {"reaction", ""}});
  EXPECT_EQ(sent().attribute("edit"), "7") << "taken back";
}

TEST_F(Sending, AnOwnMessageIsEdited) {
  const Json key{{"id", "3EB0"}, {"remoteJid", kAda}, {"fromMe", true}};

  const auto outcome = send(commands::kUpdateMessage, with({{"key", key}, {"text", "better"}}));

  ASSERT_TRUE(outcome->is_ok()) << outcome->reason;
  const Json& protocol = outcome->result["message"]["protocolMessage"];
  EXPECT_EQ(protocol["type"], "MESSAGE_EDIT");
  EXPECT_EQ(protocol["editedMessage"]["extendedTextMessage"]["text"], "better");
  EXPECT_TRUE(outcome->result["messageTimestamp"].is_string());
  EXPECT_EQ(sent().attribute("edit"), "1");
  const auto told = documents("send.message.update");
  ASSERT_EQ(told.size(), 1u);
  EXPECT_EQ(told[0]["type"], 14);
  EXPECT_EQ(told[0]["key"]["id"], "3EB0");
  EXPECT_EQ(told[0]["timestampMs"], std::stoll(protocol["timestampMs"].get<std::string>()));
}

TEST_F(Sending, AMessageIsTakenBack) {
  const Json key{{"id", "3EB0"}, {"remoteJid", kAda}, {"fromMe", true}};

  const auto outcome = send(commands::kDeleteMessage, {{"key", key}});
  send(commands::kDeleteMessage, {{"key", key}, {"row", {{"id", "row-1"}}}});

  EXPECT_EQ(outcome->result["message"]["protocolMessage"]["type"], "REVOKE");
  EXPECT_EQ(sent().attribute("edit"), "7");
  const auto told = documents("messages.delete");
  ASSERT_EQ(told.size(), 2u);
  EXPECT_EQ(told[0], (Json{{"remoteJid", kAda}, {"fromMe", true}, {"id", "3EB0"}}));
  EXPECT_EQ(told[1], (Json{{"id", "row-1"}}));
}

TEST_F(Sending, WhatOthersWroteIsNeitherEditedNorTakenBackInADirectChat) {
  const Json key{{"id", "3EB0"}, {"remoteJid", kAda}, {"fromMe", false}};
  EXPECT_EQ(execute(part, commands::kDeleteMessage, {{"key", key}})->reason, "not_authorized");
  EXPECT_EQ(execute(part, commands::kUpdateMessage, with({{"key", key}, {"text", "x"}}))->reason, "not_authorized");
  EXPECT_TRUE(wire.sent.empty());
}

TEST_F(Sending, AStoryGoesToThoseItNames) {
  const auto outcome = send(commands::kSendStatus, {{"type", "text"}, {"text", "hello"}, {"backgroundColor", "#123456"}, {"font", 2}, {"statusJidList", {kAda, kAda}}});

  ASSERT_TRUE(outcome->is_ok()) << outcome->reason;
  EXPECT_EQ(outcome->result["key"]["remoteJid"], "status@broadcast");
  EXPECT_EQ(outcome->result["message"]["conversation"], "hello");
  EXPECT_EQ(wire.asked.back().find({"usync", "list"})->children().size(), 2u) << "the reader once, and the own account";
  EXPECT_FALSE(sent().has_attribute("addressing_mode"));
}

TEST_F(Sending, BadArgumentsAreRefusedBeforeAnythingLeaves) {
  const auto refused = [&](std::string_view name, const Json& arguments, std::vector<std::string> attachments = {}) {
    const auto outcome = execute(part, name, arguments, std::move(attachments));
    EXPECT_TRUE(wire.sent.empty() && wire.asked.empty() && transfer.kinds.empty()) << name << arguments.dump();
    return outcome->reason;
  };
  EXPECT_EQ(refused(commands::kSendText, Json::array()), "bad_request");
  EXPECT_EQ(refused(commands::kSendText, {{"number", "49151"}, {"text", "a"}}), "bad_request");
  EXPECT_EQ(refused(commands::kSendText, {{"number", "@g.us"}, {"text", "a"}}), "bad_request");
  EXPECT_EQ(refused(commands::kSendText, with({{"text", ""}})), "bad_request");
  EXPECT_EQ(refused(commands::kSendText, with({{"text", 5}})), "bad_request");
  EXPECT_EQ(refused(commands::kSendText, with({{"text", std::string(70'000, 'x')}})), "bad_request");
  EXPECT_EQ(refused(commands::kSendText, {{"number", "1@newsletter"}, {"text", "a"}}), "unimplemented");
  EXPECT_EQ(refused(commands::kSendMedia, with({{"kind", "smell"}, {"media", bytes()}}), {"x"}), "bad_request");
  EXPECT_EQ(refused(commands::kSendMedia, with({{"kind", "image"}, {"media", bytes()}})), "bad_request") << "no attachment";
  EXPECT_EQ(refused(commands::kSendMedia, with({{"kind", "image"}, {"media", bytes()}}), {""}), "bad_request");
  EXPECT_EQ(refused(commands::kSendMedia, with({{"kind", "sticker"}, {"media", bytes()}}), {"no picture"}), "bad_request");
  EXPECT_EQ(refused(commands::kSendLocation, with({{"latitude", 91}, {"longitude", 0}})), "bad_request");
  EXPECT_EQ(refused(commands::kSendContact, with({{"contacts", Json::array()}})), "bad_request");
  EXPECT_EQ(refused(commands::kSendPoll, with({{"name", "q"}, {"selectableCount", 1}, {"values", {"a", "a"}}})), "bad_request");
  EXPECT_EQ(refused(commands::kSendPoll, with({{"name", "q"}, {"selectableCount", 3}, {"values", {"a", "b"}}})), "bad_request");
  EXPECT_EQ(refused(commands::kSendButtons, with({{"buttons", Json::array()}})), "bad_request");
  EXPECT_EQ(refused(commands::kSendStatus, {{"type", "text"}, {"text", "a"}, {"statusJidList", Json::array()}}), "bad_request");
  EXPECT_EQ(refused(commands::kSendStatus, {{"type", "text"}, {"text", "a"}, {"allContacts", true}}), "contacts_unknown");
  EXPECT_EQ(refused(commands::kSendStatus, {{"type", "text"}, {"text", "a"}, {"backgroundColor", "red"}, {"statusJidList", {kAda}}}), "bad_request");
  EXPECT_EQ(refused(commands::kSendTemplate, with({{"name", "a"}})), "unimplemented");
}

class Fetching : public testing::PartTest {
 protected:
  Fetching() { place.media = &transfer; }

  std::shared_ptr<CommandOutcome> fetch(const Json& message) {
    return execute(part, commands::kFetchMedia, {{"key", {{"id", "3EB0"}, {"remoteJid", "1@s.whatsapp.net"}, {"fromMe", false}}}, {"message", message}});
  }
  static Json picture() {
    return {{"imageMessage", {{"mimetype", "image/png"}, {"directPath", "/v/file"}, {"mediaKey", base64::encode(std::string(32, 'k'))}, {"fileSha256", base64::encode(std::string(32, 's'))}}}};
  }

  FakeTransfer transfer;
  MediaFetch part{place};
};

TEST_F(Fetching, GivesTheFileOfARecord) {
  const auto outcome = fetch({{"viewOnceMessageV2", {{"message", picture()}}}});

  ASSERT_TRUE(outcome->is_ok()) << outcome->reason;
  EXPECT_EQ(outcome->result["mimetype"], "image/png");
  ASSERT_EQ(transfer.references.size(), 1u);
  EXPECT_EQ(transfer.references[0].direct_path, "/v/file");
  EXPECT_EQ(transfer.references[0].media_key.expose(), std::string(32, 'k'));
  EXPECT_EQ(transfer.references[0].file_sha256->view(), std::string(32, 's'));
}

TEST_F(Fetching, TakesOnlyThePathOfAnAddress) {
  Json message = picture();
  message["imageMessage"].erase("directPath");
  message["imageMessage"]["url"] = "https://evil.example/v/file?x=1";

  fetch(message);

  EXPECT_EQ(transfer.references.at(0).direct_path, "/v/file?x=1");
}

TEST_F(Fetching, RefusesARecordWithoutAFile) {
  Json no_key = picture();
  no_key["imageMessage"].erase("mediaKey");
  for (const Json& message : {Json::object(), Json{{"conversation", "a"}}, no_key})
    EXPECT_EQ(fetch(message)->reason, "bad_request") << message.dump();
}

TEST_F(Fetching, AsksThePhoneForAFileThatIsGoneAndGivesItHalfAMinute) {
  transfer.failure = MediaFailure::gone;

  const auto outcome = fetch(picture());

  EXPECT_FALSE(outcome->is_answered);
  ASSERT_EQ(wire.sent.size(), 1u);
  EXPECT_EQ(words(wire.sent[0]), (Json{{"type", "server-error"}, {"id", "3EB0"}, {"to", "49151@s.whatsapp.net"}}));
  EXPECT_EQ(wire.sent[0].child("rmr")->attribute("jid"), "1@s.whatsapp.net");
  host.time().advance(MediaFetch::kPhonePatienceMs);
  settle();
  EXPECT_EQ(outcome->reason, "media_gone");
}

TEST_F(Fetching, BelievesThePhoneThatTheFileIsGone) {
  transfer.failure = MediaFailure::gone;
  const auto outcome = fetch(picture());
  Node answer("notification", {{"type", "mediaretry"}, {"id", "3EB0"}, {"from", "49151@s.whatsapp.net"}});
  answer.add(Node("error", {{"code", "2"}}));

  EXPECT_TRUE(part.take(answer));
  settle();

  EXPECT_EQ(outcome->reason, "media_gone");
  EXPECT_TRUE(wire.sent.back().is("ack"));
}

}  // namespace
}  // namespace wagate::session_whatsapp
