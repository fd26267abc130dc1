#include "request.h"

#include <gtest/gtest.h>

#include <map>
#include <nlohmann/json.hpp>

#include "member_span.h"
#include "signature.h"
#include "wagate/base64.h"

namespace wagate::transport_webhook {
namespace {

using Json = nlohmann::json;

Row row_of(std::string event, std::string body) {
  Row row;
  row.lane = {Kind::instance, "an-id"};
  row.event = std::move(event);
  row.body = std::move(body);
  return row;
}

Attempt first_attempt() {
  Attempt attempt;
  attempt.now_ms = 1'768'485'802'518;
  attempt.delivery = "abc-7";
  attempt.destination = "https://a.example/\"x\"";
  return attempt;
}

std::map<std::string, std::string> headers_of(const Outgoing& outgoing) {
  return {outgoing.headers.begin(), outgoing.headers.end()};
}

Row image(const std::string& more = "") {
  return row_of("messages.upsert",
                R"({"event":"messages.upsert","data":{"key":{"id":"A"},"message":{"imageMessage":{"mediaKey":"AAE=")" + more +
                    R"(}},"messageType":"imageMessage"}})");
}

TEST(Signature, AgreesWithThePublishedExamples) {
  // RFC 4231, test case 2.
  EXPECT_EQ(hmac_hex("Jefe", "what do ya want for nothing?"),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(hmac_hex("", "").size(), 64u);
}

TEST(Signature, TheTokenHasTheClaimsOfEvolution) {
  const std::string token = webhook_token("secret", 1000);

  const std::size_t first = token.find('.');
  const std::size_t second = token.find('.', first + 1);
  EXPECT_EQ(Json::parse(*base64::decode(token.substr(0, first))), Json::parse(R"({"alg":"HS256","typ":"JWT"})"));
  EXPECT_EQ(Json::parse(*base64::decode(token.substr(first + 1, second - first - 1))),
            Json::parse(R"({"iat":1000,"exp":1600,"app":"evolution","action":"webhook"})"));
  const std::string signature = base64::decode(token.substr(second + 1)).value_or("");
  std::string hex;
  for (const char c : signature) {
    char two[3];
    std::snprintf(two, sizeof(two), "%02x", static_cast<unsigned char>(c));
    hex += two;
  }
  EXPECT_EQ(hex, hmac_hex("secret", token.substr(0, second)));
}

TEST(MemberSpan, FindsMembersWithoutBuildingAnything) {
  constexpr std::string_view kText = R"( { "a" : "x\"}{", "b":{"c":[1,{"d":"]"}]},"n":-1.5e3,"t":true,"z":null } )";

  EXPECT_EQ(member(kText, "a"), "\"x\\\"}{\"");
  EXPECT_EQ(member(kText, "b"), R"({"c":[1,{"d":"]"}]})");
  EXPECT_EQ(member(kText, "n"), "-1.5e3");
  EXPECT_EQ(member(kText, "t"), "true");
  EXPECT_EQ(member(kText, "z"), "null");
  EXPECT_EQ(member(kText, "d"), std::nullopt);
}

TEST(MemberSpan, IsSafeOnTextThatIsNoObject) {
  for (const char* text : {"", "[]", "null", "{", "{\"a", "{\"a\"", "{\"a\":", "{\"a\":[1,2", "{\"b\":1 \"a\":2}", "{a:1}", "{\"b\"\\"})
    EXPECT_EQ(member(text, "a"), std::nullopt) << text;
}

TEST(Request, CarriesTheEnvelopeWithItsDestination) {
  Webhook webhook;
  webhook.url = "https://a.example/x";

  const Outgoing out = make_request(row_of("call", R"({"event":"call","data":null})"), webhook, Settings(), first_attempt());

  EXPECT_EQ(out.url, "https://a.example/x");
  EXPECT_EQ(out.body, R"({"event":"call","data":null,"destination":"https://a.example/\"x\""})");
  const auto headers = headers_of(out);
  EXPECT_EQ(headers.at("Content-Type"), "application/json");
  EXPECT_EQ(headers.at("X-Wagate-Delivery"), "abc-7");
  EXPECT_EQ(headers.at("X-Wagate-Attempt"), "1");
  EXPECT_FALSE(headers.contains("X-Wagate-Signature"));
  EXPECT_FALSE(headers.contains("Authorization"));
}

TEST(Request, SignsTheBodyThatIsSentAndShowsAToken) {
  Webhook webhook;
  webhook.url = "https://a.example";
  webhook.by_events = true;
  webhook.headers = {{"authorization", "Basic x"}, {"X-Shop", "one"}};
  webhook.token_secret = "token secret";
  webhook.signing_secret = "body secret";

  const Outgoing out = make_request(row_of("messages.upsert", "{\"a\":1}"), webhook, Settings(), first_attempt());

  EXPECT_EQ(out.url, "https://a.example/messages-upsert");
  const auto headers = headers_of(out);
  EXPECT_EQ(headers.at("X-Shop"), "one");
  EXPECT_EQ(headers.at("Authorization"), "Bearer " + webhook_token("token secret", 1'768'485'802));
  EXPECT_FALSE(headers.contains("authorization"));
  EXPECT_EQ(headers.at("X-Wagate-Signature"), "sha256=" + hmac_hex("body secret", out.body));
}

TEST(Request, TheCommonSecretSignsInstancesOnlyWithoutOneOfTheirOwn) {
  Settings settings;
  settings.instance_signing_secret = "common";
  Webhook webhook;
  webhook.url = "https://a.example";

  Outgoing out = make_request(row_of("call", "{}"), webhook, settings, first_attempt());
  EXPECT_EQ(headers_of(out).at("X-Wagate-Signature"), "sha256=" + hmac_hex("common", out.body));

  webhook.signing_secret = "own";
  out = make_request(row_of("call", "{}"), webhook, settings, first_attempt());
  EXPECT_EQ(headers_of(out).at("X-Wagate-Signature"), "sha256=" + hmac_hex("own", out.body));
}

TEST(Request, PutsAFileIntoTheMessage) {
  Webhook webhook;
  webhook.url = "https://a.example";
  Attempt attempt = first_attempt();
  attempt.file_base64 = "Zm9v";

  const Outgoing out = make_request(image(), webhook, Settings(), attempt);

  const Json body = Json::parse(out.body);
  EXPECT_EQ(body["data"]["message"]["base64"], "Zm9v");
  EXPECT_EQ(body["data"]["message"]["imageMessage"]["mediaKey"], "AAE=");
}

TEST(FileIn, FindsKeyAndMessageOfAReceivedFile) {
  const Row row = image();
  const auto wish = file_in(row, 1000);

  ASSERT_TRUE(wish);
  EXPECT_EQ(wish->key, R"({"id":"A"})");
  EXPECT_EQ(wish->message, R"({"imageMessage":{"mediaKey":"AAE="}})");
}

TEST(FileIn, IsNothingForOtherEventsAndForLargeFiles) {
  EXPECT_FALSE(file_in(image(), 0));
  EXPECT_FALSE(file_in(row_of("call", image().body), 1000));
  EXPECT_FALSE(file_in(row_of("messages.upsert", R"({"data":{"key":{},"message":{},"messageType":"conversation"}})"), 1000));
  EXPECT_FALSE(file_in(row_of("messages.upsert", R"({"data":{"key":{},"message":{"base64":"x"},"messageType":"imageMessage"}})"), 1000));
  EXPECT_TRUE(file_in(image(R"(,"fileLength":{"low":1000,"high":0,"unsigned":true})"), 1000));
  EXPECT_FALSE(file_in(image(R"(,"fileLength":{"low":1001,"high":0,"unsigned":true})"), 1000));
  EXPECT_FALSE(file_in(image(R"(,"fileLength":{"low":-1,"high":0,"unsigned":true})"), 1000));
  EXPECT_FALSE(file_in(image(R"(,"fileLength":{"low":1,"high":1,"unsigned":true})"), 1000));
  EXPECT_FALSE(file_in(image(R"(,"fileLength":"1001")"), 1000));
}

}  // namespace
}  // namespace wagate::transport_webhook
