#include "rest_fixture.h"

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
      R"({"number":"553170000001@s.whatsapp.net","text":"Hello","delay":1000,"linkPreview":false,)"
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
        Failure{StatusCode::invalid_argument, "bad", 400, R"(["what went wrong"])"},
        Failure{StatusCode::unimplemented, "unknown", 400, R"(["what went wrong"])"},
        Failure{StatusCode::permission_denied, "no", 403, R"(["what went wrong"])"},
        Failure{StatusCode::unavailable, "", 503, R"(["The gateway cannot do this at the moment; try again later"])"},
        Failure{StatusCode::deadline_exceeded, "", 504,
                R"(["There was no answer in time; look whether it was done before trying again"])"},
        Failure{StatusCode::internal, "", 500,
                R"("The request could not be completed; the log of the gateway says why")"}));

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
