#include "media_fixture.h"

namespace wagate::api_rest {
namespace {

using abi::StatusCode;

class SendText : public RestTest {
 protected:
  Answer send(const std::string& more = "", const std::string& number = "5531970000001") {
    return post("/message/sendText/shop-01", R"({"number":")" + number + R"(","text":"Hello")" + more + "}");
  }
};

TEST_F(SendText, AnswersTheRecordWithBytesByIndex) {
  Document record(R"({"key":{"id":"3EB0"},"message":{"conversation":"Hello","secret":{"_placeholder":true,"num":0}}})");
  record.attachments.push_back("\x0c\xff");
  commands_.will_succeed(record);

  const auto answer = send();

  EXPECT_EQ(answer->status, 201u);
  EXPECT_EQ(answer->body, R"({"key":{"id":"3EB0"},"message":{"conversation":"Hello","secret":{"0":12,"1":255}}})");
}

TEST_F(SendText, AsksForTheAddressThatTheNumberMeans) {
  commands_.will_succeed(Document("{}"));

  send(
      R"(,"delay":1000,"linkPreview":false,"mentioned":["5531970000001"],"mentionsEveryOne":true,)"
      R"("quoted":{"key":{"id":"A1","remoteJid":"x@s.whatsapp.net","fromMe":true,"extra":1},)"
       R"("message":{"conversation":"q"}})");

  ASSERT_EQ(commands_.asked.size(), 1u);
  EXPECT_EQ(commands_.asked[0].name, "send_text");
  EXPECT_EQ(
      commands_.asked[0].arguments.dump(),
      R"({"number":"553170000001@s.whatsapp.net","text":"Hello","linkPreview":false,"delay":1000,)"
      R"("mentioned":["553170000001@s.whatsapp.net"],"mentionsEveryOne":true,)"
      R"("quoted":{"key":{"id":"A1","remoteJid":"x@s.whatsapp.net","fromMe":true},"message":{"conversation":"q"}}})");
}

TEST_F(SendText, NeverLetsAClientReferToAttachments) {
  commands_.will_succeed(Document("{}"));

  send(R"(,"quoted":{"key":{"id":"A1"},"message":{"a":[{"_placeholder":true,"num":0}]}})");

  EXPECT_EQ(commands_.asked[0].arguments["quoted"].dump(), R"({"key":{"id":"A1"}})");
}

TEST_F(SendText, IsAnsweredWhenTheCommandIs) {
  const auto answer = send();
  EXPECT_TRUE(answer->pending());

  commands_.will_succeed(Document(R"({"late":true})"));
  commands_.answer_next();

  EXPECT_EQ(answer->status, 201u);
}

TEST_F(SendText, RefusesAnEmptyTextAndANumberWithoutDigits) {
  EXPECT_EQ(message(post("/message/sendText/shop-01", R"({"number":"1","text":""})")), R"(["Text is required"])");
  EXPECT_EQ(send("", "abc")->status, 400u);
  EXPECT_THAT(commands_.asked, ::testing::IsEmpty());
}

TEST_F(SendText, ToNobodyShowsTheResultOfTheLookUp) {
  commands_.will_fail(StatusCode::invalid_argument, "not_on_whatsapp", "nobody has that number");

  const auto answer = send("", "+55 11 97000-0001");

  EXPECT_EQ(answer->status, 400u);
  EXPECT_EQ(message(answer), R"([{"jid":"5511970000001@s.whatsapp.net","exists":false,"number":"+55 11 97000-0001"}])");
}

TEST_F(SendText, ToAnUnknownGroupSaysSo) {
  commands_.will_fail(StatusCode::invalid_argument, "not_on_whatsapp", "no such group");

  EXPECT_EQ(message(send("", "120363000000000001@g.us")), R"(["Group not found"])");
}

struct Failure {
  StatusCode code;
  const char* reason;
  std::uint32_t status;
  const char* message;
};

class SendTextFailure : public SendText, public ::testing::WithParamInterface<Failure> {};

TEST_P(SendTextFailure, IsToldByItsCode) {
  commands_.will_fail(GetParam().code, GetParam().reason, "what went wrong");

  const auto answer = send();

  EXPECT_EQ(answer->status, GetParam().status);
  EXPECT_EQ(message(answer), GetParam().message);
}

INSTANTIATE_TEST_SUITE_P(
    Codes, SendTextFailure,
    ::testing::Values(
        Failure{StatusCode::failed_precondition, "not_connected", 400,
                R"(["The \"shop-01\" instance is not connected"])"},
        Failure{StatusCode::not_found, "not_found", 404, R"(["The \"shop-01\" instance does not exist"])"},
        Failure{StatusCode::not_found, "group_not_found", 400,
                R"([{"jid":"553170000001@s.whatsapp.net","exists":false,"number":"5531970000001"}])"},
        Failure{StatusCode::invalid_argument, "bad", 400, R"(["what went wrong"])"},
        Failure{StatusCode::unimplemented, "unknown", 400, R"(["Method not available in the Baileys service"])"},
        Failure{StatusCode::permission_denied, "no", 403, R"(["what went wrong"])"},
        Failure{StatusCode::unavailable, "", 503, R"(["The gateway cannot do this at the moment; try again later"])"},
        Failure{StatusCode::deadline_exceeded, "", 504,
                R"(["There was no answer in time; look whether it was done before trying again"])"},
        Failure{StatusCode::internal, "", 500,
                R"("The request could not be completed; the log of the gateway says why")"}));

class SendMessage : public SendingTest {
 protected:
  // The arguments of the command that a body leads to, or the refusal.
  std::string sent(const std::string& route, const std::string& body) {
    commands_.asked.clear();
    const auto answer = post("/message/" + route + "/shop-01", body);
    return answer->status == 201 ? asked().name + " " + asked().arguments.dump() : message(answer);
  }
};

TEST_F(SendMessage, OfAPlace) {
  EXPECT_EQ(sent("sendLocation",
                 R"({"number":"1","latitude":-23.550520,"longitude":-46,"name":"Shop","address":"Main Street 1"})"),
            R"(send_location {"number":"1@s.whatsapp.net","latitude":-23.55052,"longitude":-46,"name":"Shop",)"
            R"("address":"Main Street 1"})");
  EXPECT_EQ(sent("sendLocation", R"({"number":"1","latitude":"x","longitude":0,"name":"n","address":"a"})"),
            R"([["latitude is not of a type(s) number"]])");
}

TEST_F(SendMessage, OfAContactAsAVcard) {
  EXPECT_EQ(
      sent("sendContact",
           R"({"number":"1","contact":[{"fullName":"Ana","phoneNumber":"+55 11 97000-0001","organization":"Shop",)"
           R"("email":"a@example.org","url":"https://example.org"}]})"),
      R"(send_contact {"number":"1@s.whatsapp.net","contacts":[{"displayName":"Ana","vcard":)"
      R"("BEGIN:VCARD\nVERSION:3.0\nN:Ana\nFN:Ana\nORG:Shop;\nEMAIL:a@example.org\nURL:https://example.org\n)"
      R"(item1.TEL;waid=5511970000001@s.whatsapp.net:+55 11 97000-0001\nitem1.X-ABLabel:Celular\nEND:VCARD"}]})");
}

TEST_F(SendMessage, OfContactsIsCheckedOneByOne) {
  EXPECT_EQ(sent("sendContact", R"({"number":"1","contact":[]})"),
            R"([["contact does not meet minimum length of 1"]])");
  EXPECT_EQ(sent("sendContact", R"({"number":"1","contact":[{"fullName":"Ana"}]})"),
            R"([["contact[0] requires property \"phoneNumber\""]])");
  EXPECT_EQ(sent("sendContact", R"({"number":"1","contact":[{"fullName":"Ana","phoneNumber":"12"}]})"),
            R"([["contact[0].phoneNumber does not meet minimum length of 10"]])");
  EXPECT_EQ(sent("sendContact", R"({"number":"1","contact":[{"fullName":"Ana","phoneNumber":"abcdefghij"}]})"),
            R"(["The number of contact[0] has no digits and is no WhatsApp address"])");
}

TEST_F(SendMessage, OfAReaction) {
  const std::string key = R"("key":{"id":"A1","remoteJid":"551@s.whatsapp.net","fromMe":true})";

  EXPECT_EQ(
      sent("sendReaction", "{" + key + R"(,"reaction":"👍🏽"})"),
      R"(send_reaction {"key":{"id":"A1","remoteJid":"551@s.whatsapp.net","fromMe":true},"reaction":"👍🏽"})");
  EXPECT_EQ(sent("sendReaction", "{" + key + R"(,"reaction":""})"),
            R"(send_reaction {"key":{"id":"A1","remoteJid":"551@s.whatsapp.net","fromMe":true},"reaction":""})");
  for (const char* reaction : {"ok", "👍👍", "1", " "})
    EXPECT_EQ(sent("sendReaction", "{" + key + R"(,"reaction":")" + reaction + "\"}"),
              R"(["Reaction must be a single emoji or empty string"])")
        << reaction;
  EXPECT_EQ(sent("sendReaction", R"({"key":{"id":"A1"},"reaction":""})"),
            R"([["key requires property \"remoteJid\"","key requires property \"fromMe\""]])");
}

TEST_F(SendMessage, OfAPoll) {
  EXPECT_EQ(sent("sendPoll", R"({"number":"1","name":"When?","selectableCount":1,"values":["Mon","Tue"]})"),
            R"(send_poll {"number":"1@s.whatsapp.net","name":"When?","selectableCount":1,"values":["Mon","Tue"]})");
  EXPECT_EQ(sent("sendPoll", R"({"number":"1","name":"n","selectableCount":11,"values":["a"]})"),
            R"([["selectableCount must be less than or equal to 10","values does not meet minimum length of 2"]])");
  EXPECT_EQ(sent("sendPoll", R"({"number":"1","name":"n","selectableCount":1,"values":["a","a"]})"),
            R"([["values contains duplicate item"]])");
  EXPECT_EQ(
      sent("sendPoll",
           R"({"number":"1","name":"n","selectableCount":1,"values":["1","2","3","4","5","6","7","8","9","10","11"]})"),
      R"([["values does not meet maximum length of 10"]])");
}

TEST_F(SendMessage, OfAList) {
  EXPECT_EQ(
      sent("sendList",
           R"({"number":"1","title":"T","footerText":"F","buttonText":"B","sections":[{"title":"S","rows":[)"
           R"({"title":"One","rowId":"1","extra":1},{"title":"Two","description":"D","rowId":"2"}]}]})"),
      R"(send_list {"number":"1@s.whatsapp.net","title":"T","description":"","footerText":"F","buttonText":"B",)"
      R"("sections":[{"title":"S","rows":[{"title":"One","description":"","rowId":"1"},)"
      R"({"title":"Two","description":"D","rowId":"2"}]}]})");
  EXPECT_EQ(
      sent("sendList",
           R"({"number":"1","title":"T","footerText":"F","buttonText":"B","sections":[{"title":"S","rows":[]}]})"),
      R"([["sections[0].rows does not meet minimum length of 1"]])");
}

TEST_F(SendMessage, OfATemplate) {
  EXPECT_EQ(
      sent("sendTemplate", R"({"number":"1","name":"hello","language":"en_US","components":[{"type":"body"}]})"),
      R"(send_template {"number":"1@s.whatsapp.net","name":"hello","language":"en_US","components":[{"type":"body"}]})");
  EXPECT_EQ(
      sent("sendTemplate", R"({"number":"1","name":"n","language":"l","components":[{"_placeholder":true,"num":0}]})"),
      R"(["The components cannot hold the member \"_placeholder\""])");
}

TEST_F(SendMessage, OfATemplateNeedsABusinessAccount) {
  commands_.will_fail(StatusCode::unimplemented, "unimplemented", "no");

  const auto answer = post("/message/sendTemplate/shop-01", R"({"number":"1","name":"n","language":"l"})");

  EXPECT_EQ(answer->status, 500u);
  EXPECT_EQ(message(answer), R"(["Method not available in the Baileys service"])");
}

TEST_F(SendMessage, ToAGroupThatIsNotThereSaysSo) {
  commands_.will_fail(StatusCode::not_found, "group_not_found", "no such group");

  EXPECT_EQ(sent("sendPoll", R"({"number":"120363000000000001","name":"n","selectableCount":1,"values":["a","b"]})"),
            R"(["Group not found"])");
}

class SendNode : public RestTest {};

TEST_F(SendNode, PassesTheStanzaOnAndAnswersNothing) {
  commands_.will_succeed(Document("null"));

  const auto answer =
      post("/baileys/sendNode/shop-01", R"({"stanza":{"tag":"presence","attrs":{"type":"available"}}})");

  EXPECT_EQ(answer->status, 200u);
  EXPECT_EQ(answer->body, "");
  ASSERT_EQ(commands_.asked.size(), 1u);
  EXPECT_EQ(commands_.asked[0].name, "send_node");
  EXPECT_EQ(commands_.asked[0].arguments.dump(), R"({"stanza":{"tag":"presence","attrs":{"type":"available"}}})");
}

TEST_F(SendNode, RefusesWhatIsNoStanza) {
  EXPECT_EQ(message(post("/baileys/sendNode/shop-01", "{}")), R"([["instance requires property \"stanza\""]])");
  EXPECT_EQ(message(post("/baileys/sendNode/shop-01", R"({"stanza":{"tag":"x"}})")),
            R"([["every node of stanza needs an object \"attrs\""]])");
  EXPECT_THAT(commands_.asked, ::testing::IsEmpty());
}

}  // namespace
}  // namespace wagate::api_rest
