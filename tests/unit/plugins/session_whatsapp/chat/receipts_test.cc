// What commands ask for, and what receipts say.
#include <gtest/gtest.h>

#include "chat/receipts.h"
#include "chat/text_request.h"

namespace wagate::session_whatsapp {
namespace {

TEST(TextRequest, HasEverythingATextMayHave) {
  std::string problem;
  const auto request = TextRequest::read(
      R"({"number":"49151:3@s.whatsapp.net","text":"hello","delay":1200,"mentioned":["1@lid",7],"mentionsEveryOne":true,
          "quoted":{"key":{"id":"3EB0","fromMe":true,"participant":"2@lid"},"message":{"extendedTextMessage":{"text":"before"}}}})",
      problem);

  ASSERT_TRUE(request) << problem;
  EXPECT_EQ(request->chat.text(), "49151@s.whatsapp.net") << "texts go to accounts, not to devices";
  EXPECT_EQ(request->text, "hello");
  EXPECT_EQ(request->delay_ms, 1200);
  EXPECT_EQ(request->mentioned, std::vector<std::string>{"1@lid"});
  EXPECT_TRUE(request->mentions_everyone);
  EXPECT_EQ(request->quoted_id, "3EB0");
  EXPECT_TRUE(request->quoted_from_me);
  EXPECT_EQ(request->quoted_participant, "2@lid");
  EXPECT_EQ(request->quoted_text, "before");
}

TEST(TextRequest, IsRefusedWithoutReceiverOrText) {
  for (const char* json : {"", "[]", "{}", R"({"number":"49151","text":"a"})", R"({"number":"@g.us","text":"a"})",
                           R"({"number":"1@lid"})", R"({"number":"1@lid","text":""})", R"({"number":"1@lid","text":5})"}) {
    std::string problem;
    EXPECT_FALSE(TextRequest::read(json, problem)) << json;
    EXPECT_NE(problem, "") << json;
  }
}

TEST(TextRequest, HasLimits) {
  std::string problem;
  EXPECT_FALSE(TextRequest::read(R"({"number":"1@lid","text":")" + std::string(70'000, 'x') + "\"}", problem));
  EXPECT_EQ(TextRequest::read(R"({"number":"1@lid","text":"a","delay":99999999999})", problem)->delay_ms, 600'000);
  EXPECT_EQ(TextRequest::read(R"({"number":"1@lid","text":"a","delay":-5})", problem)->delay_ms, 0);
}

TEST(Receipts, NameAllTheirMessagesOnce) {
  Node receipt("receipt", {{"id", "a"}, {"type", "read"}});
  Node& list = receipt.add(Node("list"));
  for (const char* id : {"b", "a", "c"}) list.add(Node("item", {{"id", id}}));

  const ReceiptNews news = read_receipt(receipt);

  EXPECT_EQ(news.status, "READ");
  EXPECT_EQ(news.ids, (std::vector<std::string>{"a", "b", "c"}));
}

TEST(Receipts, SayWhatHappened) {
  const auto status = [](const char* type) { return read_receipt(Node("receipt", {{"id", "a"}, {"type", type}})).status; };
  EXPECT_EQ(status(""), "DELIVERY_ACK");
  EXPECT_EQ(status("inactive"), "DELIVERY_ACK");
  EXPECT_EQ(status("read"), "READ");
  EXPECT_EQ(status("played"), "PLAYED");
  for (const char* type : {"read-self", "sender", "server-error", "hist_sync", "peer_msg"}) EXPECT_EQ(status(type), "") << type;
}

}  // namespace
}  // namespace wagate::session_whatsapp
