#include "rest_fixture.h"

// Who may call what, and what the refused are told.
namespace wagate::api_rest {
namespace {

constexpr char kUnauthorized[] = R"({"status":401,"error":"Unauthorized","response":{"message":"Unauthorized"}})";

class Access : public RestTest {
 protected:
  Access() {
    FakeInstance bakery;
    bakery.name = "bakery-07";
    bakery.id = "9c1d7e40-1111-4222-8333-444455556666";
    bakery.token = "key-of-bakery";
    instances_.add(bakery);
  }
};

TEST_F(Access, NeedsAKeyBeforeAnythingElseIsSaid) {
  for (const char* target : {"/instance/connectionState/shop-01", "/instance/connectionState/unknown",
                             "/instance/fetchInstances", "/websocket/find/shop-01"}) {
    EXPECT_EQ(get(target, "")->body, kUnauthorized) << target;
    EXPECT_EQ(get(target, "wrong")->body, kUnauthorized) << target;
  }
  EXPECT_EQ(post("/instance/create", "{broken", "")->body, kUnauthorized);
  EXPECT_EQ(post("/message/sendText/shop-01", "{broken", "wrong")->body, kUnauthorized);
}

TEST_F(Access, NamesAnUnknownInstanceOnlyToWhoMaySeeAll) {
  const auto answer = get("/instance/connectionState/unknown");
  EXPECT_EQ(answer->status, 404u);
  EXPECT_EQ(answer->body,
            R"({"status":404,"error":"Not Found","response":{"message":["The \"unknown\" instance does not exist"]}})");

  EXPECT_EQ(get("/instance/connectionState/unknown", kShopKey)->body, kUnauthorized);
}

TEST_F(Access, LetsATokenReachItsOwnInstanceOnly) {
  EXPECT_EQ(get("/instance/connectionState/shop-01", kShopKey)->status, 200u);
  EXPECT_EQ(get("/instance/connectionState/bakery-07", kShopKey)->body, kUnauthorized);
  EXPECT_EQ(request("DELETE", "/instance/delete/bakery-07", "", kShopKey)->body, kUnauthorized);
  EXPECT_THAT(instances_.calls(), ::testing::IsEmpty());
}

TEST_F(Access, DoesNotLetATokenCreateInstances) {
  EXPECT_EQ(post("/instance/create", R"({"instanceName":"new","integration":"WHATSAPP-BAILEYS"})", kShopKey)->body,
            kUnauthorized);
  EXPECT_THAT(instances_.calls(), ::testing::IsEmpty());
}

TEST_F(Access, IsNotMovedToAnotherInstanceByTheQueryOrTheBody) {
  const auto answer = request("DELETE", "/instance/delete/shop-01?instanceName=bakery-07",
                              R"({"instanceName":"bakery-07"})", kShopKey);

  EXPECT_EQ(answer->status, 200u);
  EXPECT_THAT(instances_.calls(), ::testing::ElementsAre("remove shop-01"));
  EXPECT_EQ(instances_.get("bakery-07").name, "bakery-07");
}

TEST_F(Access, IsNotOpenedByARouteNameInTheQuery) {
  const char* body = R"({"instanceName":"new","integration":"WHATSAPP-BAILEYS"})";

  EXPECT_EQ(post("/instance/create?x=/instance/fetchInstances", body, kShopKey)->body, kUnauthorized);
  EXPECT_EQ(post("/verify-creds?x=/instance/fetchInstances", "", kShopKey)->body, kUnauthorized);
  EXPECT_EQ(get("/instance/connectionState/bakery-07?x=/instance/create", kShopKey)->body, kUnauthorized);
}

TEST_F(Access, ReadsNoKeyFromTheQuery) {
  EXPECT_EQ(get(std::string("/instance/connectionState/shop-01?apikey=") + kGlobalKey, "")->body, kUnauthorized);
  EXPECT_EQ(access_.query_count, 0u);
}

TEST_F(Access, TellsTheChainWhoAsks) {
  get("/instance/fetchInstances");

  EXPECT_EQ(access_.transport, "api_rest");
  EXPECT_EQ(access_.peer, "10.0.0.7");
}

TEST_F(Access, NeedsThePermissionOfTheRoute) {
  access_.callers["reader"] = {abi::kMayReceive, true, {}};
  const std::string text = R"({"number":"5511970000001","text":"hi"})";

  EXPECT_EQ(get("/instance/connectionState/shop-01", "reader")->status, 200u);
  EXPECT_EQ(get("/instance/connect/shop-01", "reader")->status, 401u);
  EXPECT_EQ(post("/message/sendText/shop-01", text, "reader")->status, 401u);
  EXPECT_EQ(request("DELETE", "/instance/logout/shop-01", "", "reader")->status, 401u);
  EXPECT_EQ(post("/instance/create", "{}", "reader")->status, 401u);
  EXPECT_THAT(commands_.asked, ::testing::IsEmpty());
}

TEST_F(Access, FindsAnInstanceByItsDecodedNameAndItsCase) {
  FakeInstance cafe;
  cafe.name = "caf\xc3\xa9 1";
  cafe.id = "id-of-cafe";
  instances_.add(cafe);

  EXPECT_EQ(json(get("/instance/connectionState/caf%C3%A9%201"))["instance"]["instanceName"], "caf\xc3\xa9 1");
  EXPECT_EQ(get("/instance/connectionState/SHOP-01")->status, 404u);
}

TEST_F(Access, ReportsABrokenBodyInItsOwnShape) {
  const auto answer = post("/message/sendText/shop-01", "{\"number\":");

  EXPECT_EQ(answer->status, 400u);
  EXPECT_EQ(answer->body, R"({"status":400,"error":"Internal Server Error","response":{"message":)"
                          R"("The body is not valid JSON: error at byte 11"}})");
}

TEST_F(Access, ReportsViolationsAsOneListInAList) {
  EXPECT_EQ(
      post("/message/sendText/shop-01", R"({"text":"hi"})")->body,
      R"({"status":400,"error":"Bad Request","response":{"message":[["instance requires property \"number\""]]}})");
}

TEST_F(Access, ShowsNoInsideOfAFailure) {
  instances_.fail("set_section", abi::StatusCode::internal, "SQLITE_CORRUPT in /var/lib/wagate/store.db");

  const auto answer = post("/websocket/set/shop-01", R"({"websocket":{"enabled":true}})");

  EXPECT_EQ(answer->status, 500u);
  EXPECT_THAT(answer->body, ::testing::Not(::testing::HasSubstr("/var/lib")));
}

TEST_F(Access, SaysWhenTheGatewayCannotDoItAtTheMoment) {
  instances_.fail("set_section", abi::StatusCode::unavailable, "the store /x/store.db has been locked");

  const auto answer = post("/websocket/set/shop-01", R"({"websocket":{"enabled":true}})");

  EXPECT_EQ(answer->status, 503u);
  EXPECT_EQ(message(answer), R"(["The gateway cannot do this at the moment; try again later"])");
}

// Requests whose body comes later than their head.
class EarlyAccess : public Access {
 protected:
  Answer begin(const std::string& target, const std::string& key, const std::string& body) {
    wagate::testing::HttpCall call{.method = "POST", .target = target, .body = body};
    call.headers = {{"apikey", key}, {"content-type", "application/json"}};
    return server_.begin(call);
  }
};

TEST_F(EarlyAccess, IsRefusedBeforeTheBodyHasCome) {
  for (const auto& [target, key] : {std::pair{"/message/sendMedia/shop-01", "wrong"},
                                    std::pair{"/message/sendMedia/bakery-07", kShopKey},
                                    std::pair{"/message/sendMedia/unknown", kShopKey}}) {
    const auto answer = begin(target, key, std::string(1000, 'x'));
    host_.executor().run_all();

    EXPECT_EQ(answer->body, kUnauthorized) << target;
    server_.finish(answer);
    host_.executor().run_all();
  }
  EXPECT_THAT(commands_.asked, ::testing::IsEmpty());
}

TEST_F(EarlyAccess, WaitsForTheBodyOfWhoMayCall) {
  commands_.will_succeed(Document("{}"));
  const auto answer = begin("/message/sendText/shop-01", kShopKey, R"({"number":"1","text":"Hello"})");
  host_.executor().run_all();
  EXPECT_TRUE(answer->pending());

  server_.finish(answer);
  host_.executor().run_all();

  EXPECT_EQ(answer->status, 201u);
  EXPECT_EQ(commands_.asked.size(), 1u);
}

TEST_F(EarlyAccess, IsTheSameWhenTheBodyIsFasterThanTheChain) {
  commands_.will_succeed(Document("{}"));
  const auto answer = begin("/message/sendText/shop-01", kShopKey, R"({"number":"1","text":"Hello"})");

  server_.finish(answer);
  host_.executor().run_all();

  EXPECT_EQ(answer->status, 201u);
  EXPECT_EQ(commands_.asked.size(), 1u);
}

TEST_F(EarlyAccess, ForgetsAClientThatBreaksOff) {
  const auto answer = begin("/message/sendText/shop-01", kShopKey, R"({"number":"1","text":"Hello"})");
  host_.executor().run_all();

  server_.abort(answer);

  EXPECT_TRUE(answer->released);
  EXPECT_THAT(commands_.asked, ::testing::IsEmpty());
}

}  // namespace
}  // namespace wagate::api_rest
