#include "archive_fixture.h"
#include "routes.h"

// What must not be possible on any route, now or when one is added.
namespace wagate::api_rest {
namespace {

using ::testing::IsEmpty;

class Holes : public ArchiveTest {
 protected:
  Holes() {
    FakeInstance bakery;
    bakery.name = "bakery-07";
    bakery.id = kForeignId;
    bakery.token = "key-of-bakery";
    instances_.add(bakery);
    commands_.will_succeed(Document("{}"));
  }

  // Every method and address of the routes of one instance.
  static std::vector<std::pair<std::string, std::string>> addresses(const std::string& instance) {
    std::vector<std::pair<std::string, std::string>> out;
    for (const Route& route : routes()) {
      if (route.key != KeyRule::instance) continue;
      std::string address = route.pattern;
      address.replace(address.find("{instance}"), 10, instance);
      std::string_view methods = route.methods;
      out.emplace_back(methods.substr(0, methods.find(' ')), address);
    }
    return out;
  }
  static constexpr char kBody[] =
      R"({"instanceName":"bakery-07","number":"5511970000001","text":"x","numbers":["5511970000001"],"subject":"x",)"
      R"("participants":["5511970000001"],"action":"add","labelId":"1","description":"x","archive":true,"name":"x",)"
      R"("lastMessage":{"key":{"id":"A","remoteJid":"1@lid","fromMe":true}},"id":"A","remoteJid":"1@lid","fromMe":true,)"
      R"("presence":"paused","delay":0,"key":{"id":"A","remoteJid":"1@lid","fromMe":true},"callDuration":1})";
};

TEST_F(Holes, NoTokenReachesAnotherInstanceOnAnyRoute) {
  for (const auto& [method, address] : addresses("bakery-07")) {
    const auto answer = request(method, address + "?instanceName=shop-01&x=/instance/create", kBody, kShopKey);
    EXPECT_EQ(answer->status, 401u) << method << " " << address;
  }
  EXPECT_THAT(commands_.asked, IsEmpty());
  EXPECT_THAT(instances_.calls(), IsEmpty());
}

TEST_F(Holes, NoQueryOrBodyChoosesAnotherInstance) {
  for (const auto& [method, address] : addresses("shop-01")) {
    if (address.starts_with("/instance/delete/")) continue;  // it would be gone for the rest
    request(method, address + "?instanceName=bakery-07&groupJid=1203&inviteCode=F1EX5QZxO181L3TMVP31gY", kBody, kShopKey);
    advance(10000);
  }
  EXPECT_GT(commands_.asked.size(), 20u) << "the body fits too few routes to show anything";
  for (const auto& asked : commands_.asked) EXPECT_EQ(asked.key, shop_.key) << asked.name;
  for (const std::string& call : instances_.calls()) EXPECT_EQ(call.find("bakery"), std::string::npos) << call;
}

TEST_F(Holes, NothingAnswersWithoutAKey) {
  for (const auto& [method, address] : addresses("shop-01"))
    EXPECT_EQ(request(method, address, kBody, "")->status, 401u) << method << " " << address;
}

TEST_F(Holes, NoAnswerAndNoLogLineHoldsTheKey) {
  for (const auto& [method, address] : addresses("shop-01")) {
    if (address.starts_with("/instance/delete/")) continue;
    EXPECT_EQ(request(method, address, kBody)->body.find(kGlobalKey), std::string::npos) << address;
    advance(10000);
  }
  EXPECT_EQ(host_.log().text().find(kGlobalKey), std::string::npos);
  EXPECT_EQ(host_.log().text().find("5511970000001"), std::string::npos);
}

TEST_F(Holes, WhatThisGatewayDoesNotHaveIsNotFoundInTheUsualShape) {
  for (const char* address :
       {"/chatwoot/set/shop-01", "/rabbitmq/set/shop-01", "/sqs/find/shop-01", "/pusher/set/shop-01", "/kafka/set/shop-01",
        "/nats/set/shop-01", "/typebot/create/shop-01", "/openai/creds/shop-01", "/dify/create/shop-01",
        "/flowise/create/shop-01", "/n8n/create/shop-01", "/evoai/create/shop-01", "/evolutionBot/create/shop-01",
        "/s3/getMedia/shop-01", "/baileys/getAuthState/shop-01", "/manager", "/store/x", "/webhook/meta",
        "/webhook/evolution"}) {
    const auto answer = post(address, "{}");
    EXPECT_EQ(answer->status, 404u) << address;
    EXPECT_EQ(message(answer), std::string(R"(["Cannot POST )") + address + "\"]");
  }
}

TEST_F(Holes, AnInstanceThatWasReplacedIsNotChanged) {
  abi::ErrorOut error;
  // Between the check of the key and the handler the instance goes and another takes its name.
  wagate::testing::HttpCall call{.method = "POST", .target = "/websocket/set/shop-01"};
  call.headers = {{"apikey", kShopKey}, {"content-type", "application/json"}};
  call.body = R"({"websocket":{"enabled":true}})";
  const auto answer = server_.request(call);
  instances_.remove("shop-01", error);
  FakeInstance other = shop_;
  other.id = "00000000-0000-4000-8000-00000000000f";
  other.token = "other";
  instances_.add(other);

  host_.executor().run_all();

  EXPECT_EQ(answer->status, 401u) << answer->body;
  EXPECT_EQ(instances_.get("shop-01").sections_json, "{}");
}

}  // namespace
}  // namespace wagate::api_rest
