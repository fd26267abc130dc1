#include "rest_fixture.h"
#include "wagate/events/catalog.h"

namespace wagate::api_rest {
namespace {

using abi::ConnectionState;
using abi::StatusCode;

class CreateInstance : public RestTest {
 protected:
  Answer create(const std::string& more = "", const std::string& name = "bakery-07") {
    return post("/instance/create",
                R"({"instanceName":")" + name + R"(","integration":"WHATSAPP-BAILEYS")" + more + "}");
  }
};

TEST_F(CreateInstance, AnswersEveryKeyThatClientsKnow) {
  const auto answer = create();

  ASSERT_EQ(answer->status, 201u);
  EXPECT_EQ(answer->body,
            R"({"instance":{"instanceName":"bakery-07","instanceId":"00000000-0000-4000-8000-000000000002",)"
            R"("integration":"WHATSAPP-BAILEYS","webhookWaBusiness":null,"accessTokenWaBusiness":"","status":"close"},)"
            R"("hash":"GENERATED-TOKEN-2","webhook":{},"websocket":{},"rabbitmq":{},"nats":{},"sqs":{},)"
            R"("settings":{"rejectCall":false,"msgCall":"","groupsIgnore":false,"alwaysOnline":false,)"
            R"("readMessages":false,"readStatus":false,"syncFullHistory":false,"wavoipToken":""}})");
  EXPECT_THAT(instances_.calls(), ::testing::ElementsAre("create bakery-07"));
}

TEST_F(CreateInstance, KeepsTheTokenAndTheSettingsThatWereSent) {
  const auto answer =
      create(R"(,"token":"my-token","rejectCall":true,"msgCall":"busy","number":"5511970000001","businessId":"b1")");

  EXPECT_EQ(json(answer)["hash"], "my-token");
  EXPECT_EQ(json(answer)["settings"]["rejectCall"], true);
  EXPECT_EQ(json(answer)["settings"]["msgCall"], "busy");
  const FakeInstance made = instances_.get("bakery-07");
  EXPECT_EQ(made.token, "my-token");
  EXPECT_EQ(made.number, "5511970000001");
  EXPECT_EQ(made.business_id, "b1");
}

TEST_F(CreateInstance, StoresTheSelectionOfEventsAndHonoursItsSwitch) {
  const auto answer = create(R"(,"websocket":{"enabled":false,"events":["CALL"]})");

  EXPECT_EQ(json(answer)["websocket"].dump(), R"({"enabled":false})");
  const AnyJson row = json(get("/websocket/find/bakery-07"));
  EXPECT_EQ(row["enabled"], false);
  EXPECT_EQ(row["events"].dump(), "[]");
  EXPECT_EQ(row["instanceId"], "00000000-0000-4000-8000-000000000002");
}

TEST_F(CreateInstance, SelectsAllEventsWhenNoneAreNamed) {
  const auto answer = create(R"(,"websocket":{"enabled":true})");

  EXPECT_EQ(json(answer)["websocket"].dump(), R"({"enabled":true})");
  EXPECT_EQ(json(get("/websocket/find/bakery-07"))["events"].size(), kCatalogSize);
}

TEST_F(CreateInstance, RefusesANameInUse) {
  const auto answer = create("", "shop-01");

  EXPECT_EQ(answer->status, 403u);
  EXPECT_EQ(
      answer->body,
      R"({"status":403,"error":"Forbidden","response":{"message":["This name \"shop-01\" is already in use."]}})");
}

TEST_F(CreateInstance, RefusesATokenInUse) {
  const auto answer = create(std::string(R"(,"token":")") + kShopKey + "\"");

  EXPECT_EQ(answer->status, 400u);
  EXPECT_EQ(message(answer), R"(["Token already exists"])");
}

TEST_F(CreateInstance, RefusesNamesThatNobodyCouldAddress) {
  const std::string integration = R"("integration":"WHATSAPP-BAILEYS"})";
  const auto refusal = [&](const std::string& name_json) {
    return message(post("/instance/create", R"({"instanceName":)" + name_json + "," + integration));
  };

  EXPECT_EQ(refusal("\"\""), R"(["The \"instanceName\" cannot be empty"])");
  EXPECT_EQ(refusal("7"), R"([["instanceName is not of a type(s) string"]])");
  for (const char* name : {R"("a,b")", R"("a/b")", R"("a?b")", R"("a#b")"})
    EXPECT_THAT(refusal(name), ::testing::HasSubstr("cannot contain , / ? or #")) << name;
  for (const char* name : {R"(".")", R"("..")"})
    EXPECT_THAT(refusal(name), ::testing::HasSubstr("cannot be . or ..")) << name;
  EXPECT_THAT(refusal(R"("a\nb")"), ::testing::HasSubstr("control characters"));
  EXPECT_THAT(refusal("\"" + std::string(256, 'x') + "\""), ::testing::HasSubstr("255 bytes"));
  EXPECT_THAT(message(post("/instance/create", "{" + integration)),
              ::testing::HasSubstr(R"(instance requires property \"instanceName\")"));
  EXPECT_THAT(instances_.calls(), ::testing::IsEmpty());
}

TEST_F(CreateInstance, RefusesAnIntegrationNobodyServes) {
  instances_.fail("create", StatusCode::invalid_argument, "Invalid integration");

  const auto answer = create();

  EXPECT_EQ(answer->status, 400u);
  EXPECT_EQ(message(answer), R"(["Invalid integration"])");
  EXPECT_EQ(message(post("/instance/create", R"({"instanceName":"x"})")), R"(["Invalid integration"])");
}

TEST_F(CreateInstance, NeedsTokenAndNumberForABusinessAccount) {
  const auto refusal = [&](const std::string& more) {
    return message(post("/instance/create", R"({"instanceName":"x","integration":"WHATSAPP-BUSINESS")" + more + "}"));
  };

  EXPECT_EQ(refusal(""), R"(["token is required"])");
  EXPECT_EQ(refusal(R"(,"token":"t")"), R"(["number is required"])");
}

TEST_F(CreateInstance, StoresTheWebhookAndEchoesWhatWasSent) {
  const auto answer = create(
      R"(,"webhook":{"url":"https://example.org/hook","headers":{"x-a":"1"},"byEvents":true,"events":["CALL"]})");

  ASSERT_EQ(answer->status, 201u);
  EXPECT_EQ(json(answer)["webhook"].dump(),
            R"({"webhookUrl":"https://example.org/hook","webhookHeaders":{"x-a":"1"},"webhookByEvents":true})");
  const AnyJson row = json(get("/webhook/find/bakery-07"));
  EXPECT_EQ(row["url"], "https://example.org/hook");
  EXPECT_EQ(row["enabled"], true);
  EXPECT_EQ(row["events"].dump(), R"(["CALL"])");
  EXPECT_EQ(row["webhookByEvents"], true);
  EXPECT_EQ(row["webhookBase64"], false);
}

TEST_F(CreateInstance, StoresNoWebhookWithoutAUrl) {
  EXPECT_EQ(json(create(R"(,"webhook":{"byEvents":true})"))["webhook"].dump(), "{}");
  EXPECT_EQ(get("/webhook/find/bakery-07")->body, "null");
}

TEST_F(CreateInstance, RefusesAWebhookThatCannotBeCalled) {
  const auto answer = create(R"(,"webhook":{"url":"ftp://example.org"})");

  EXPECT_EQ(answer->status, 400u);
  EXPECT_EQ(message(answer), R"(["Invalid \"url\" property"])");
  EXPECT_THAT(instances_.calls(), ::testing::IsEmpty());
}

TEST_F(CreateInstance, StoresTheProxy) {
  EXPECT_EQ(create(R"(,"proxyHost":"proxy.example.org","proxyPort":"3128","proxyProtocol":"http",)"
                   R"("proxyUsername":"u","proxyPassword":"s3cret")")
                ->status,
            201u);

  const AnyJson proxy = AnyJson::parse(instances_.get("bakery-07").sections_json)["proxy"];
  EXPECT_EQ(proxy["enabled"], true);
  EXPECT_EQ(proxy["host"], "proxy.example.org");
  EXPECT_EQ(proxy["port"], "3128");
  EXPECT_EQ(proxy["protocol"], "http");
  EXPECT_EQ(proxy["password"], "s3cret");
  EXPECT_THAT(host_.log().text(), ::testing::Not(::testing::HasSubstr("s3cret")));
}

TEST_F(CreateInstance, RefusesWhatItWouldHaveToLeaveOut) {
  EXPECT_THAT(message(create(R"(,"proxyHost":"10.0.0.1")")), ::testing::StartsWith(R"(["Invalid proxy",)"));
  EXPECT_THAT(message(create(R"(,"proxyPort":"3128","proxyProtocol":"http")")),
              ::testing::StartsWith(R"(["Invalid proxy",)"));
  EXPECT_EQ(message(create(R"(,"chatwootAccountId":"1","chatwootToken":"t","chatwootUrl":"https://c")")),
            R"(["Chatwoot is not enabled"])");
  EXPECT_EQ(message(create(R"(,"number":"+55")")), R"(["Invalid format"])");
  EXPECT_EQ(create(R"(,"proxyHost":"")")->status, 201u);
}

TEST_F(CreateInstance, NeverLogsTheToken) {
  instances_.fail("connect", StatusCode::unavailable, "unit \"session_simulator\" failed");

  create(R"(,"token":"s3cret-token","qrcode":true)");

  EXPECT_THAT(host_.log().text(), ::testing::HasSubstr("new instance could not connect"));
  EXPECT_THAT(host_.log().text(), ::testing::Not(::testing::HasSubstr("s3cret-token")));
}

TEST_F(CreateInstance, WaitsForTheFirstCodeWhenAskedTo) {
  const auto answer = create(R"(,"qrcode":true,"number":"5511970000001")");
  EXPECT_TRUE(answer->pending());
  EXPECT_THAT(instances_.calls(), ::testing::ElementsAre("create bakery-07", "connect bakery-07 5511970000001"));

  instances_.change("bakery-07", [](FakeInstance& one) {
    one.qr_code = "2@abc";
    one.qr_base64 = "data:image/png;base64,AAAA";
    one.qr_count = 1;
  });
  host_.executor().run_all();

  ASSERT_EQ(answer->status, 201u);
  EXPECT_EQ(json(answer)["instance"]["status"], "connecting");
  EXPECT_EQ(json(answer)["qrcode"].dump(),
            R"({"pairingCode":null,"code":"2@abc","base64":"data:image/png;base64,AAAA","count":1})");
  EXPECT_EQ(host_.time().pending_timers(), 0u);
}

TEST_F(CreateInstance, WaitsFiveSecondsAndNoLonger) {
  const auto answer = create(R"(,"qrcode":true)");

  advance(4999);
  EXPECT_TRUE(answer->pending());
  advance(1);

  ASSERT_EQ(answer->status, 201u);
  EXPECT_EQ(json(answer)["qrcode"].dump(), R"({"count":0})");
}

TEST_F(CreateInstance, KeepsAnInstanceThatCannotConnectYet) {
  instances_.fail("connect", StatusCode::unavailable, "unit \"session_simulator\" failed");

  const auto answer = create(R"(,"qrcode":true)");

  EXPECT_EQ(answer->status, 201u);
  EXPECT_EQ(json(answer)["qrcode"].dump(), R"({"count":0})");
  EXPECT_EQ(instances_.get("bakery-07").name, "bakery-07");
}

TEST_F(CreateInstance, ReadsAFormWhoseTextIsNotUtf8) {
  wagate::testing::HttpCall call{.method = "POST", .target = "/instance/create"};
  call.headers = {{"apikey", kGlobalKey}, {"content-type", "application/x-www-form-urlencoded"}};
  call.body = "instanceName=bakery-07&integration=WHATSAPP-BAILEYS&msgCall=%ff";

  const auto answer = server_.request(call);
  host_.executor().run_all();

  EXPECT_EQ(answer->status, 201u);
  EXPECT_EQ(json(answer)["settings"]["msgCall"], "\xef\xbf\xbd");
}

}  // namespace
}  // namespace wagate::api_rest
