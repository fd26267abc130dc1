#include "media_fixture.h"

namespace wagate::api_rest {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class SendMedia : public SendingTest {
 protected:
  explicit SendMedia(const std::string& config = "{}") : SendingTest(config) {}

  Answer send(const std::string& kind, const std::string& more) {
    return post("/message/sendMedia/shop-01",
                R"({"number":"5511970000001","mediatype":")" + kind + "\"" + more + "}");
  }
};

TEST_F(SendMedia, SendsBase64AsAnAttachment) {
  const auto answer = send("image", std::string(R"(,"media":")") + kPngBase64 + R"(","caption":"Look")");

  EXPECT_EQ(answer->status, 201u);
  EXPECT_EQ(answer->body, R"({"key":{"id":"3EB0"}})");
  EXPECT_EQ(asked().name, "send_media");
  EXPECT_EQ(asked().arguments.dump(),
            R"({"number":"5511970000001@s.whatsapp.net","kind":"image","media":{"_placeholder":true,"num":0},)"
            R"("mimetype":"image/png","caption":"Look"})");
  EXPECT_THAT(asked().attachments, ElementsAre(kPng));
}

TEST_F(SendMedia, ReadsADataUrl) {
  send("image", std::string(R"(,"media":"data:image/x-special;base64,)") + kPngBase64 + "\"");

  EXPECT_THAT(asked().attachments, ElementsAre(kPng));
  EXPECT_EQ(asked().arguments["mimetype"], "image/png");
}

TEST_F(SendMedia, BelievesTheClientAboutTheKindOfFile) {
  send("image", std::string(R"(,"mimetype":"image/avif","media":")") + kPngBase64 + "\"");

  EXPECT_EQ(asked().arguments["mimetype"], "image/avif");
}

TEST_F(SendMedia, RefusesWhatIsNeitherAnAddressNorBase64) {
  for (const char* media : {R"(,"media":"C:\\a.png")", R"(,"media":"file:///etc/passwd")", R"(,"media":"")", "",
                            R"(,"media":"data:image/png,abc")", R"(,"media":"data:image/png;base64,")"})
    EXPECT_EQ(message(send("image", media)), R"(["Owned media must be a url or base64"])") << media;
  EXPECT_THAT(commands_.asked, IsEmpty());
}

TEST_F(SendMedia, NeedsANameForADocumentInBase64) {
  EXPECT_EQ(message(send("document", R"(,"media":"JVBERi0=")")), R"(["For base64 the file name must be informed."])");
  EXPECT_THAT(commands_.asked, IsEmpty());

  EXPECT_EQ(send("document", R"(,"media":"JVBERi0=","fileName":"bill.pdf")")->status, 201u);
  EXPECT_EQ(asked().arguments["fileName"], "bill.pdf");
  EXPECT_EQ(asked().arguments["mimetype"], "application/pdf");
}

TEST_F(SendMedia, KnowsADocumentByItsNameBeforeItsBytes) {
  send("document", R"(,"media":"UEsDBAo=","fileName":"Prices.XLSX")");

  EXPECT_EQ(asked().arguments["mimetype"], "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
}

TEST_F(SendMedia, TakesAnyBytesForADocument) {
  send("document", R"(,"media":"AAAA","fileName":"data")");

  EXPECT_EQ(asked().arguments["mimetype"], "application/octet-stream");
}

TEST_F(SendMedia, FetchesAnAddressWithLimits) {
  client_.will_answer(200, kPng, "image/png");

  const auto answer = send("document", R"(,"media":"https://files.example.org/a%20b.png?token=1")");

  EXPECT_EQ(answer->status, 201u);
  ASSERT_EQ(client_.sent.size(), 1u);
  EXPECT_EQ(client_.sent[0].method, "GET");
  EXPECT_EQ(client_.sent[0].url, "https://files.example.org/a%20b.png?token=1");
  EXPECT_EQ(client_.sent[0].flags, 0u);
  EXPECT_EQ(client_.sent[0].timeout_ms, 30000u);
  EXPECT_EQ(client_.sent[0].max_response_bytes, 104857600u);
  EXPECT_THAT(asked().attachments, ElementsAre(kPng));
  EXPECT_EQ(asked().arguments["fileName"], "a b.png");
}

TEST_F(SendMedia, GoesOnFromTheExecutorWhenTheFileHasCome) {
  const auto answer = send("image", R"(,"media":"https://files.example.org/a.png")");
  EXPECT_TRUE(answer->pending());

  client_.will_answer(200, kPng);
  client_.answer_next();
  EXPECT_THAT(commands_.asked, IsEmpty());
  host_.executor().run_all();

  EXPECT_EQ(answer->status, 201u);
}

TEST_F(SendMedia, RefusesAnAddressInside) {
  const auto answer = send("image", R"(,"media":"http://127.0.0.1/secret")");

  EXPECT_EQ(answer->status, 400u);
  EXPECT_EQ(message(answer), R"(["The media could not be fetched: 127.0.0.1 is a private address"])");
  EXPECT_THAT(client_.sent, IsEmpty());
}

TEST_F(SendMedia, SaysWhyAFileCouldNotBeFetched) {
  client_.will_answer(404, "gone");
  EXPECT_EQ(message(send("image", R"(,"media":"https://example.org/a")")),
            R"(["The media could not be fetched: its server answered 404"])");
  client_.will_answer(200, "");
  EXPECT_EQ(message(send("image", R"(,"media":"https://example.org/a")")),
            R"(["The media could not be fetched: its server sent no bytes"])");
  client_.will_fail(abi::StatusCode::resource_exhausted, "example.org sent more than 104857600 bytes");
  const auto answer = send("image", R"(,"media":"https://example.org/a")");
  EXPECT_EQ(answer->status, 400u);
  EXPECT_EQ(message(answer), R"(["The media could not be fetched: example.org sent more than 104857600 bytes"])");
  EXPECT_THAT(commands_.asked, IsEmpty());
}

TEST_F(SendMedia, RefusesTheNumberBeforeAnythingIsFetched) {
  const auto answer = post("/message/sendMedia/shop-01",
                           R"({"number":"abc","mediatype":"image","media":"https://example.org/a"})");

  EXPECT_EQ(answer->status, 400u);
  EXPECT_THAT(client_.sent, IsEmpty());
}

TEST_F(SendMedia, TakesAFileOfAForm) {
  const auto answer = post_form("/message/sendMedia/shop-01",
                                {{"number", "5511970000001"}, {"mediatype", "document"}, {"delay", "10"},
                                 {"mentionsEveryOne", "true"}, {"mentioned", R"(["551"])"}, {"caption", "Look"}},
                                "a.png", "image/png", kPng);

  ASSERT_EQ(answer->status, 201u);
  EXPECT_EQ(asked().arguments.dump(),
            R"({"number":"5511970000001@s.whatsapp.net","kind":"document","media":{"_placeholder":true,"num":0},)"
            R"("mimetype":"image/png","fileName":"a.png","caption":"Look","delay":10,)"
            R"("mentioned":["551@s.whatsapp.net"],"mentionsEveryOne":true})");
  EXPECT_THAT(asked().attachments, ElementsAre(kPng));
}

TEST_F(SendMedia, ChecksTheFieldsOfAFormLikeABody) {
  EXPECT_EQ(message(post_form("/message/sendMedia/shop-01", {{"mediatype", "image"}, {"delay", "soon"}}, "a",
                              "image/png", kPng)),
            R"([["Enter a value in milliseconds","instance requires property \"number\""]])");
}

TEST_F(SendMedia, RefusesAFormThatIsBroken) {
  wagate::testing::HttpCall call{.method = "POST", .target = "/message/sendMedia/shop-01"};
  call.headers = {{"apikey", kGlobalKey}, {"content-type", "multipart/form-data; boundary=x"}};
  call.body = "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\nbytes";
  const auto answer = server_.request(call);
  host_.executor().run_all();

  EXPECT_EQ(answer->status, 400u);
  EXPECT_EQ(message(answer), R"("The form is cut off: its last boundary is missing")");
}

TEST_F(SendMedia, IsShownAsRecordingWhenItIsASound) {
  send("audio", R"(,"media":"SUQzBAAA","delay":15000)");

  ASSERT_EQ(commands_.asked.size(), 3u);
  EXPECT_EQ(commands_.asked[0].arguments["presence"], "recording");
  EXPECT_EQ(commands_.asked[2].arguments["mimetype"], "audio/mpeg");
}

class SendMediaFromInside : public SendMedia {
 protected:
  SendMediaFromInside()
      : SendMedia(R"({"allow_private_media_urls":true,"max_media_bytes":2048,"media_timeout_ms":500})") {}
};

TEST_F(SendMediaFromInside, FetchesAPrivateAddressWhenAllowed) {
  client_.will_answer(200, kPng);

  EXPECT_EQ(send("image", R"(,"media":"http://127.0.0.1/a.png")")->status, 201u);

  EXPECT_EQ(client_.sent.at(0).flags, std::uint32_t{abi::kMayReachPrivate});
  EXPECT_EQ(client_.sent.at(0).max_response_bytes, 2048u);
  EXPECT_EQ(client_.sent.at(0).timeout_ms, 500u);
}

TEST_F(SendMediaFromInside, KeepsTheLimitOfItsBody) {
  EXPECT_EQ(send("image", R"(,"media":")" + std::string(4096, 'A') + "\"")->status, 413u);
}

class SendMediaAlone : public RestTest {};

TEST_F(SendMediaAlone, SaysWhichPluginAnAddressNeeds) {
  const auto answer = post("/message/sendMedia/shop-01",
                           R"({"number":"5511970000001","mediatype":"image","media":"https://example.org/a"})");

  EXPECT_EQ(answer->status, 400u);
  EXPECT_THAT(message(answer), HasSubstr("configure the plugin http_client"));
}

class SendFile : public SendingTest {};

TEST_F(SendFile, OfAVideoNote) {
  post("/message/sendPtv/shop-01", R"({"number":"1","video":"AAAAGGZ0eXBtcDQy"})");

  EXPECT_EQ(asked().arguments["kind"], "ptv");
  EXPECT_EQ(asked().arguments["mimetype"], "video/mp4");
}

TEST_F(SendFile, OfAVoiceNote) {
  post("/message/sendWhatsAppAudio/shop-01", R"({"number":"1","audio":"T2dnUwAC","encoding":false})");

  EXPECT_EQ(asked().arguments["kind"], "voice");
  EXPECT_EQ(asked().arguments["mimetype"], "audio/ogg");
}

TEST_F(SendFile, OfASticker) {
  post("/message/sendSticker/shop-01", R"({"number":"1","sticker":"UklGRgAAAABXRUJQ","notConvertSticker":true})");

  EXPECT_EQ(asked().arguments["kind"], "sticker");
  EXPECT_EQ(asked().arguments["mimetype"], "image/webp");
}

TEST_F(SendFile, OfAFormOnEveryRouteThatTakesOne) {
  for (const char* route : {"sendPtv", "sendWhatsAppAudio", "sendSticker"}) {
    commands_.asked.clear();
    EXPECT_EQ(
        post_form(std::string("/message/") + route + "/shop-01", {{"number", "1"}}, "a", "image/png", kPng)->status,
        201u)
        << route;
    EXPECT_THAT(asked().attachments, ElementsAre(kPng)) << route;
  }
}

TEST_F(SendFile, IsRefusedWithTheTextOfItsRoute) {
  EXPECT_EQ(message(post("/message/sendPtv/shop-01", R"({"number":"1","video":"?"})")),
            R"(["Owned media must be a url or base64"])");
  EXPECT_EQ(message(post("/message/sendSticker/shop-01", R"({"number":"1"})")),
            R"(["Owned media must be a url or base64"])");
  EXPECT_EQ(message(post("/message/sendWhatsAppAudio/shop-01", R"({"number":"1","audio":"?"})")),
            R"(["Owned media must be a url, base64, or valid file with buffer"])");
}

}  // namespace
}  // namespace wagate::api_rest
