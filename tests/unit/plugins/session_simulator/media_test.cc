// Files: what is recognised of them, those that are made, and fetching them again.
#include "media.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "made_media.h"
#include "support.h"
#include "wagate/base64.h"
#include "wagate/text_document.h"

namespace wagate::session_simulator {
namespace {

TEST(LookAt, KnowsTheFilesThatAreMade) {
  const MediaFacts jpeg = look_at(make_jpeg(1, 37, 91));
  EXPECT_EQ(jpeg.mimetype, "image/jpeg");
  EXPECT_EQ(jpeg.width, 37);
  EXPECT_EQ(jpeg.height, 91);
  const MediaFacts webp = look_at(make_webp(1, 500, 200));
  EXPECT_EQ(webp.mimetype, "image/webp");
  EXPECT_EQ(webp.width, 500);
  EXPECT_EQ(webp.height, 200);
  const MediaFacts opus = look_at(make_opus(1, 33));
  EXPECT_EQ(opus.mimetype, "audio/ogg; codecs=opus");
  EXPECT_EQ(opus.seconds, 33);
  const MediaFacts mp4 = look_at(make_mp4(1, 64, 48, 21));
  EXPECT_EQ(mp4.mimetype, "video/mp4");
  EXPECT_EQ(mp4.seconds, 21);
  EXPECT_EQ(mp4.width, 64);
  EXPECT_EQ(mp4.height, 48);
  EXPECT_EQ(look_at(make_pdf(1, 2)).mimetype, "application/pdf");
}

TEST(LookAt, ReadsPngAndGif) {
  using namespace std::string_view_literals;
  const MediaFacts png = look_at("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x01\x02\0\0\0\x03"sv);
  EXPECT_EQ(png.mimetype, "image/png");
  EXPECT_EQ(png.width, 258);
  EXPECT_EQ(png.height, 3);
  const MediaFacts gif = look_at("GIF89a\x02\x01\x05\0"sv);
  EXPECT_EQ(gif.mimetype, "image/gif");
  EXPECT_EQ(gif.width, 258);
  EXPECT_EQ(gif.height, 5);
}

TEST(LookAt, SurvivesEveryCutOfAFile) {
  for (const std::string& file : {make_jpeg(1, 16, 16), make_webp(1, 16, 16), make_opus(1, 1), make_mp4(1, 8, 8, 1)})
    for (std::size_t size = 0; size < file.size(); ++size) EXPECT_FALSE(look_at(file.substr(0, size)).mimetype.empty());
  EXPECT_EQ(look_at("").mimetype, "application/octet-stream");
}

TEST(Sha256, IsThatOfTheStandard) {
  std::string hex;
  for (const char c : sha256("abc")) {
    char digits[3];
    std::snprintf(digits, sizeof(digits), "%02x", static_cast<unsigned char>(c));
    hex += digits;
  }
  EXPECT_EQ(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(MadeMedia, DependsOnItsSeedAlone) {
  for (const ContentKind kind :
       {ContentKind::image, ContentKind::video, ContentKind::audio, ContentKind::document, ContentKind::sticker}) {
    EXPECT_EQ(make_media(kind, "key"), make_media(kind, "key"));
    EXPECT_NE(make_media(kind, "key"), make_media(kind, "kez"));
  }
  EXPECT_EQ(make_media(ContentKind::text, "key"), "");
}

TEST(MediaShelf, KeepsTheLastFiles) {
  MediaShelf shelf;
  const auto file = std::make_shared<const std::string>(100, 'x');
  for (std::size_t i = 0; i <= MediaShelf::kMaxFiles; ++i) shelf.add(std::to_string(i), file);

  EXPECT_EQ(shelf.find("0"), nullptr);
  EXPECT_EQ(shelf.find("1"), file);
}

TEST(MediaShelf, IsBoundedInBytes) {
  MediaShelf shelf;
  const auto large = std::make_shared<const std::string>(MediaShelf::kMaxBytes / 2 + 1, 'x');
  shelf.add("first", large);
  shelf.add("second", large);
  shelf.add("too large", std::make_shared<const std::string>(MediaShelf::kMaxBytes + 1, 'x'));

  EXPECT_EQ(shelf.find("first"), nullptr);
  EXPECT_EQ(shelf.find("second"), large);
  EXPECT_EQ(shelf.find("too large"), nullptr);
}

// The arguments of fetch_media for a record, as a client that has only text gives them.
std::string fetch_arguments(const Document& record) {
  const DocumentView view(record);
  const Json json = Json::parse(text_document(view.ref()));
  return Json({{"key", json["key"]}, {"message", json["message"]}}).dump();
}

TEST(FetchMedia, BringsBackWhatWasSent) {
  Gateway gateway(R"({"live":false,"history_chunks":0})");
  gateway.pair(1);
  const std::string file = "%PDF-1.4 and more";
  gateway.command(1, "send_media",
                  R"({"number":"5511970000001@s.whatsapp.net","kind":"document","mimetype":"text/x-own",
      "media":{"_placeholder":true,"num":0}})",
                  {file});

  const auto answer = gateway.command(1, "fetch_media", fetch_arguments(gateway.events("send.message").at(0).document));

  ASSERT_TRUE(answer->ok) << answer->sentence;
  EXPECT_EQ(answer->json, R"({"mimetype":"text/x-own","media":{"_placeholder":true,"num":0}})");
  EXPECT_EQ(answer->attachments, std::vector<std::string>{file});
}

TEST(FetchMedia, BringsTheFilesOfSimulatedMessagesEvenAfterARestart) {
  Gateway gateway(R"({"seed":3,"pace":6000,"history_chunks":0})");
  gateway.pair(1);
  gateway.host.time().advance(20'000);
  std::vector<testing::PublishedEvent> received;
  std::set<std::string> types;
  for (const auto& event : gateway.events("messages.upsert")) {
    const std::string type = event.texts.at("message_type");
    if (!data_of(event)["message"][type].is_object() || !data_of(event)["message"][type].contains("mediaKey")) continue;
    received.push_back(event);
    types.insert(type);
  }
  ASSERT_EQ(types.size(), 5u);
  gateway.simulator->close(1, abi::CloseMode::suspend);
  gateway.open(1);
  gateway.host.time().advance(4'000);

  for (const auto& event : received) {
    const auto answer = gateway.command(1, "fetch_media", fetch_arguments(event.document));
    ASSERT_TRUE(answer->ok) << answer->sentence;
    const Json content = data_of(event)["message"][event.texts.at("message_type")];
    EXPECT_EQ(answer->result()["mimetype"], content["mimetype"]);
    EXPECT_EQ(look_at(answer->attachments.at(0)).mimetype, content["mimetype"]);
    EXPECT_EQ(sha256(answer->attachments.at(0)),
              event.document.attachments.at(content["fileSha256"]["num"].get<std::size_t>()));
    EXPECT_EQ(content["fileLength"]["low"], answer->attachments.at(0).size());
  }
}

TEST(FetchMedia, FindsTheFileInsideWrappers) {
  Gateway gateway(R"({"live":false,"history_chunks":0})");
  gateway.pair(1);
  const std::string key = "0123456789abcdef0123456789abcdef";
  const std::string file = make_media(ContentKind::image, key);
  const Json image = {{"mediaKey", base64::encode(key)}, {"fileSha256", base64::encode(sha256(file))}};
  const Json message = {{"viewOnceMessage", {{"message", {{"imageMessage", image}}}}}};
  const Json arguments = {{"key", {{"id", "A"}, {"remoteJid", "1@lid"}}}, {"message", message}};

  const auto answer = gateway.command(1, "fetch_media", arguments.dump());

  ASSERT_TRUE(answer->ok) << answer->sentence;
  EXPECT_EQ(answer->result()["mimetype"], "image/jpeg");
  EXPECT_EQ(answer->attachments.at(0), file);
}

TEST(FetchMedia, TellsWhatIsGoneAndWhatHasNoFile) {
  Gateway gateway(R"({"live":false,"history_chunks":0})");
  gateway.pair(1);
  const auto fetch = [&](const Json& message) {
    return gateway.command(1, "fetch_media",
                           Json({{"key", {{"id", "A"}, {"remoteJid", "1@lid"}}}, {"message", message}}).dump());
  };

  const auto gone = fetch({{"imageMessage", {{"mediaKey", "AAAA"}, {"fileSha256", "AAAA"}}}});
  EXPECT_EQ(gone->code, abi::StatusCode::failed_precondition);
  EXPECT_EQ(gone->reason, "media_gone");
  EXPECT_EQ(fetch({{"conversation", "text"}})->sentence, "message has no media");
  EXPECT_EQ(fetch({{"imageMessage", {{"mediaKey", "?"}}}})->reason, "bad_request");
  EXPECT_EQ(fetch("text")->sentence, "message is not an object");
}

}  // namespace
}  // namespace wagate::session_simulator
