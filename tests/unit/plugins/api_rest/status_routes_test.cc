#include "media_fixture.h"

namespace wagate::api_rest {
namespace {

using ::testing::ElementsAre;

class SendStatus : public SendingTest {
 protected:
  Answer send(const std::string& body) { return post("/message/sendStatus/shop-01", body); }
};

TEST_F(SendStatus, WithATextHasAColourAndAFont) {
  const auto answer = send(
      R"({"type":"text","content":"Open","backgroundColor":"#008000","font":0,"statusJidList":["5511970000001"]})");

  EXPECT_EQ(answer->status, 201u);
  EXPECT_EQ(asked().name, "send_status");
  EXPECT_EQ(asked().arguments.dump(),
            R"({"type":"text","text":"Open","backgroundColor":"#008000","font":0,)"
            R"("statusJidList":["5511970000001@s.whatsapp.net"],"allContacts":false})");
}

TEST_F(SendStatus, WithAPictureCarriesItsBytes) {
  send(std::string(R"({"type":"image","content":")") + kPngBase64 +
       R"(","caption":"Look","statusJidList":["551@s.whatsapp.net"]})");

  EXPECT_EQ(asked().arguments.dump(),
            R"({"type":"image","media":{"_placeholder":true,"num":0},"mimetype":"image/png","caption":"Look",)"
            R"("statusJidList":["551@s.whatsapp.net"],"allContacts":false})");
  EXPECT_THAT(asked().attachments, ElementsAre(kPng));
}

TEST_F(SendStatus, TakesTheFileOfAForm) {
  const auto answer = post_form("/message/sendStatus/shop-01", {{"type", "video"}, {"statusJidList", "5511970000001"}},
                                "a.mp4", "video/mp4", "bytes");

  EXPECT_EQ(answer->status, 201u);
  EXPECT_EQ(asked().arguments["statusJidList"].dump(), R"(["5511970000001@s.whatsapp.net"])");
  EXPECT_EQ(asked().arguments["mimetype"], "video/mp4");
  EXPECT_THAT(asked().attachments, ElementsAre("bytes"));
}

TEST_F(SendStatus, ForAllContactsListsTheStoredPeople) {
  archive_.contacts_of[shop_.id] = {R"({"remoteJid":"551@s.whatsapp.net"})", R"({"remoteJid":"1203@g.us"})"};
  archive_.contacts_of["another"] = {R"({"remoteJid":"999@s.whatsapp.net"})"};

  send(R"({"type":"text","content":"Open","backgroundColor":"#008000","font":1,"allContacts":true})");

  EXPECT_EQ(asked().arguments["statusJidList"].dump(), R"(["551@s.whatsapp.net"])");
  EXPECT_EQ(asked().arguments["allContacts"], true);
}

TEST_F(SendStatus, IsRefusedWithTheTextsThatClientsKnow) {
  const std::string text = R"({"type":"text","content":"Open","statusJidList":["551"])";

  EXPECT_EQ(message(send(R"({"type":"text"})")), R"(["Content is required"])");
  EXPECT_EQ(message(send(R"({"type":"image","content":""})")), R"(["Content is required"])");
  EXPECT_EQ(message(send(R"({"type":"text","content":"Open"})")), R"(["StatusJidList is required"])");
  EXPECT_EQ(message(send(R"({"type":"text","content":"Open","statusJidList":[]})")),
            R"(["StatusJidList is required"])");
  EXPECT_EQ(message(send(R"({"type":"text","content":"Open","allContacts":true})")), R"(["Contacts not found"])");
  EXPECT_EQ(message(send(text + "}")), R"(["Background color is required"])");
  EXPECT_EQ(message(send(text + R"(,"backgroundColor":"#fff"})")), R"(["Font is required"])");
  EXPECT_EQ(message(send(R"({"type":"image","content":"?","statusJidList":["551"]})")),
            R"(["Owned media must be a url or base64"])");
  EXPECT_EQ(message(send(R"({"type":"gif","content":"x"})")),
            R"([["type is not one of enum values: text,image,audio,video"]])");
  EXPECT_EQ(message(send(R"({"type":"text","content":"x","font":6})")),
            R"([["font must be less than or equal to 5"]])");
  EXPECT_THAT(commands_.asked, ::testing::IsEmpty());
}

}  // namespace
}  // namespace wagate::api_rest
