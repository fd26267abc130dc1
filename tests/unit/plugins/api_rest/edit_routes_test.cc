#include "archive_fixture.h"

namespace wagate::api_rest {
namespace {

using abi::StatusCode;
using ::testing::IsEmpty;

constexpr char kAnaJid[] = "5511970000001@s.whatsapp.net";

class EditRoutes : public ArchiveTest {
 protected:
  EditRoutes() { commands_.will_succeed(Document(R"({"key":{"id":"M1"},"status":"PENDING"})")); }

  static std::string image_row(const std::string& id) {
    return R"({"id":"c1","key":{"id":")" + id + R"(","fromMe":false,"remoteJid":"12@lid"},"messageType":"imageMessage",)"
           R"("message":{"imageMessage":{"mimetype":"image/jpeg","caption":"Look","fileLength":{"low":3,"high":0,"unsigned":true},)"
           R"("height":4,"width":5,"mediaKey":"AAAA"}},"messageTimestamp":1768485802})";
  }
  Answer media(const std::string& message, const std::string& more = "") {
    return post("/chat/getBase64FromMediaMessage/shop-01", "{\"message\":" + message + more + "}");
  }
  Answer edit(const std::string& id = "M1") {
    return post("/chat/updateMessage/shop-01", R"({"number":"5511970000001","text":"new","key":{"id":")" + id +
                                                   R"(","remoteJid":"5511970000001@s.whatsapp.net","fromMe":true}})");
  }
};

TEST_F(EditRoutes, DeletingPassesTheStoredRowAlong) {
  archive_.messages_of[shop_.id] = {text_row("M1", kAnaJid)};

  const auto answer = request("DELETE", "/chat/deleteMessageForEveryone/shop-01",
                              R"({"id":"M1","fromMe":true,"remoteJid":"5511970000001@s.whatsapp.net"})");

  EXPECT_EQ(answer->status, 201u);
  EXPECT_EQ(answer->body, R"({"key":{"id":"M1"},"status":"PENDING"})");
  EXPECT_EQ(commands_.asked[0].arguments["key"].dump(),
            R"({"id":"M1","remoteJid":"5511970000001@s.whatsapp.net","fromMe":true})");
  EXPECT_EQ(commands_.asked[0].arguments["row"], AnyJson::parse(text_row("M1", kAnaJid)));
}

TEST_F(EditRoutes, DeletingDoesNotTouchTheRowOfAnotherInstance) {
  archive_.messages_of[kForeignId] = {text_row("M1", kAnaJid)};

  request("DELETE", "/chat/deleteMessageForEveryone/shop-01",
          R"({"id":"M1","fromMe":true,"remoteJid":"5511970000001@s.whatsapp.net"})");

  EXPECT_FALSE(commands_.asked[0].arguments.contains("row"));
  EXPECT_EQ(archive_.last.instance_id, shop_.id);
}

TEST_F(EditRoutes, AFailedDeletionSaysWhy) {
  const std::string body = R"({"id":"M1","fromMe":true,"remoteJid":"5511970000001@s.whatsapp.net"})";
  commands_.refuses("delete_message", StatusCode::permission_denied, "not_authorized", "WhatsApp refuses");
  const auto refused = request("DELETE", "/chat/deleteMessageForEveryone/shop-01", body);
  EXPECT_EQ(refused->status, 500u);
  EXPECT_EQ(message(refused), R"(["Error while deleting message for everyone","WhatsApp refuses"])");

  commands_.refuses("delete_message", StatusCode::not_found, "message_not_found", "unknown");
  const auto unknown = request("DELETE", "/chat/deleteMessageForEveryone/shop-01", body);
  EXPECT_EQ(unknown->status, 404u);
  EXPECT_EQ(message(unknown), R"(["Message not found"])");
}

TEST_F(EditRoutes, AnEditIsPassedOn) {
  archive_.messages_of[shop_.id] = {text_row("M1", kAnaJid)};

  const auto answer = edit();

  EXPECT_EQ(answer->status, 200u);
  EXPECT_EQ(commands_.asked[0].arguments.dump(),
            R"({"number":"5511970000001@s.whatsapp.net","key":{"id":"M1","remoteJid":"5511970000001@s.whatsapp.net",)"
            R"("fromMe":true},"text":"new"})");
}

TEST_F(EditRoutes, AnEditOfWhatIsNotStoredIsLeftToTheProvider) {
  archive_.messages_of[kForeignId] = {text_row("M1", "12@lid")};
  EXPECT_EQ(edit()->status, 200u) << "the other instance's row says nothing about this one";

  commands_.refuses("update_message", StatusCode::not_found, "message_not_found", "unknown");
  const auto unknown = edit();
  EXPECT_EQ(unknown->status, 404u);
  EXPECT_EQ(message(unknown), R"(["Message not found"])");
}

TEST_F(EditRoutes, AnEditMustFitTheStoredMessage) {
  archive_.messages_of[shop_.id] = {
      text_row("M1", "12@lid"),
      R"({"id":"c2","key":{"id":"M2","fromMe":true,"remoteJid":"5511970000001@s.whatsapp.net"},)"
      R"("messageType":"audioMessage","message":{"audioMessage":{}}})"};

  EXPECT_EQ(message(edit("M1")), R"(["RemoteJid does not match"])");
  EXPECT_EQ(message(edit("M2")), R"(["Message not compatible"])");
  EXPECT_THAT(commands_.asked, IsEmpty());
}

TEST_F(EditRoutes, MediaAreFetchedByTheStoredMessage) {
  archive_.messages_of[shop_.id] = {image_row("M1")};
  Document fetched(R"({"mimetype":"image/jpeg","media":{"_placeholder":true,"num":0}})");
  fetched.attachments.push_back("abc");
  commands_.answers("fetch_media", fetched);

  const auto answer = media(R"({"key":{"id":"M1"}})");

  EXPECT_EQ(answer->status, 201u);
  EXPECT_EQ(answer->body,
            R"({"mediaType":"imageMessage","fileName":"M1.jpeg","caption":"Look","size":{"fileLength":)"
            R"({"low":3,"high":0,"unsigned":true},"height":4,"width":5},"mimetype":"image/jpeg","base64":"YWJj",)"
            R"("buffer":null})");
  EXPECT_EQ(commands_.asked[0].arguments["message"]["imageMessage"]["mediaKey"], "AAAA");
}

TEST_F(EditRoutes, MediaOfAWholeRecordNeedNoArchive) {
  Document fetched(R"({"mimetype":"application/pdf","media":{"_placeholder":true,"num":0}})");
  fetched.attachments.push_back("%PDF");
  commands_.answers("fetch_media", fetched);

  const AnyJson answer = json(media(
      R"({"key":{"id":"M9"},"message":{"documentWithCaptionMessage":{"message":{"documentMessage":)"
      R"({"fileName":"bill.pdf","caption":"May"}}}}})"));

  EXPECT_EQ(answer["mediaType"], "documentMessage");
  EXPECT_EQ(answer["fileName"], "bill.pdf");
  EXPECT_EQ(answer["size"]["height"], nullptr);
  EXPECT_EQ(answer["base64"], "JVBERg==");
}

TEST_F(EditRoutes, MediaOfAnotherInstanceAreNotFound) {
  archive_.messages_of[kForeignId] = {image_row("M1")};

  const auto answer = media(R"({"key":{"id":"M1"}})");

  EXPECT_EQ(answer->status, 400u);
  EXPECT_EQ(message(answer), R"(["Message not found"])");
  EXPECT_THAT(commands_.asked, IsEmpty());
}

TEST_F(EditRoutes, WhatIsNoMediaIsRefused) {
  archive_.messages_of[shop_.id] = {text_row("M1", "12@lid")};
  EXPECT_EQ(message(media(R"({"key":{"id":"M1"}})")), R"(["The message is not of the media type"])");
  EXPECT_EQ(media(R"({"key":{"id":"M1"},"message":{"imageMessage":{"mediaKey":{"_placeholder":true,"num":0}}}})")->status,
            400u);
  EXPECT_EQ(media(R"({"key":{"id":"M1"},"message":{"audioMessage":{}}})", R"(,"convertToMp4":true)")->status, 400u);
  EXPECT_THAT(commands_.asked, IsEmpty());
}

TEST_F(EditRoutes, MediaThatAreGoneSaySo) {
  commands_.refuses("fetch_media", StatusCode::failed_precondition, "media_gone", "WhatsApp has the file no more");

  const auto answer = media(R"({"key":{"id":"M1"},"message":{"imageMessage":{}}})");

  EXPECT_EQ(answer->status, 400u);
  EXPECT_EQ(message(answer), R"(["WhatsApp has the file no more"])");
}

}  // namespace
}  // namespace wagate::api_rest
