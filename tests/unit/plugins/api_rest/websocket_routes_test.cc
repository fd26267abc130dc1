#include "rest_fixture.h"
#include "wagate/events/catalog.h"

namespace wagate::api_rest {
namespace {

constexpr char kNow[] = "2026-01-15T14:03:22.518Z";

class WebsocketRoutes : public RestTest {
 protected:
  AnyJson stored() { return AnyJson::parse(instances_.get("shop-01").sections_json)["websocket"]; }
  static AnyJson all_events() {
    AnyJson names = AnyJson::array();
    for (const CatalogEntry& entry : kCatalog) names.push_back(entry.config);
    return names;
  }
};

TEST_F(WebsocketRoutes, SetStoresTheRowAndAnswersIt) {
  const auto answer = post("/websocket/set/shop-01", R"({"websocket":{"enabled":true,"events":["MESSAGES_UPSERT"]}})");

  ASSERT_EQ(answer->status, 201u);
  AnyJson row = json(answer);
  EXPECT_EQ(row, stored());
  EXPECT_THAT(row["id"].get<std::string>(), ::testing::MatchesRegex("c[a-z0-9]+"));
  row.erase("id");
  EXPECT_EQ(row.dump(), std::string(R"({"enabled":true,"events":["MESSAGES_UPSERT"],"createdAt":")") + kNow +
                            R"(","updatedAt":")" + kNow + R"(","instanceId":"0f5b1a52-6c0e-4a27-9a3c-5a3a8de1d001"})");
}

TEST_F(WebsocketRoutes, SetWithoutNamesStoresAllOfThemInOrder) {
  for (const char* body : {R"({"websocket":{"enabled":true,"events":[]}})", R"({"websocket":{"enabled":true}})"}) {
    EXPECT_EQ(post("/websocket/set/shop-01", body)->status, 201u);
    EXPECT_EQ(stored()["events"], all_events()) << body;
  }
  EXPECT_EQ(all_events().size(), 31u);
}

TEST_F(WebsocketRoutes, SetToDisabledForgetsTheSelection) {
  post("/websocket/set/shop-01", R"({"websocket":{"enabled":true,"events":["CALL"]}})");

  post("/websocket/set/shop-01", R"({"websocket":{"enabled":false,"events":["CALL"]}})");

  EXPECT_EQ(stored()["enabled"], false);
  EXPECT_EQ(stored()["events"].dump(), "[]");
}

TEST_F(WebsocketRoutes, SetKeepsTheIdAndTheTimeOfCreation) {
  const AnyJson first = json(post("/websocket/set/shop-01", R"({"websocket":{"enabled":true}})"));
  host_.time().advance(60000);

  const AnyJson second = json(post("/websocket/set/shop-01", R"({"websocket":{"enabled":false}})"));

  EXPECT_EQ(second["id"], first["id"]);
  EXPECT_EQ(second["createdAt"], kNow);
  EXPECT_EQ(second["updatedAt"], "2026-01-15T14:04:22.518Z");
}

TEST_F(WebsocketRoutes, SetStoresNamesAsTheyWereSent) {
  post("/websocket/set/shop-01", R"({"websocket":{"enabled":true,"events":["GROUPS_UPDATE","CALL","CALL"]}})");

  EXPECT_EQ(stored()["events"].dump(), R"(["GROUPS_UPDATE","CALL","CALL"])");
}

TEST_F(WebsocketRoutes, SetWithoutTheBlockIsRefused) {
  for (const char* body : {"{}", R"({"enabled":true})"}) {
    const auto answer = post("/websocket/set/shop-01", body);
    EXPECT_EQ(answer->status, 400u);
    EXPECT_EQ(message(answer), R"([["instance requires property \"websocket\""]])") << body;
  }
  EXPECT_THAT(instances_.calls(), ::testing::IsEmpty());
}

TEST_F(WebsocketRoutes, SetWithAnUnknownNameListsTheKnownOnes) {
  const auto answer = post("/websocket/set/shop-01", R"({"websocket":{"enabled":true,"events":["NOPE"]}})");

  EXPECT_EQ(answer->status, 400u);
  EXPECT_THAT(message(answer),
              ::testing::HasSubstr("websocket.events[0] is not one of enum values: APPLICATION_STARTUP,"));
  EXPECT_THAT(message(answer), ::testing::HasSubstr("INSTANCE_DELETE,STATUS_INSTANCE"));
}

TEST_F(WebsocketRoutes, FindAnswersTheRowOrNull) {
  EXPECT_EQ(get("/websocket/find/shop-01")->body, "null");
  const auto row = post("/websocket/set/shop-01", R"({"websocket":{"enabled":true,"events":["CALL"]}})");

  const auto answer = get("/websocket/find/shop-01");

  EXPECT_EQ(answer->status, 200u);
  EXPECT_EQ(answer->body, row->body);
}

TEST_F(WebsocketRoutes, FindSurvivesASectionOfAnotherShape) {
  change([](FakeInstance& one) {
    one.sections_json = R"({"websocket":{"id":7,"enabled":true,"events":["CALL",7],"createdAt":null}})";
  });

  const AnyJson row = json(get("/websocket/find/shop-01"));

  EXPECT_EQ(row["events"].dump(), R"(["CALL"])");
  EXPECT_EQ(row["instanceId"], shop_.id);
}

class WebsocketOff : public RestTest {
 protected:
  WebsocketOff() : RestTest(R"({"websocket_enabled":false})") {}
};

TEST_F(WebsocketOff, AnswersEmptyAndStoresNothing) {
  const auto set = post("/websocket/set/shop-01", R"({"websocket":{"enabled":true}})");
  const auto find = get("/websocket/find/shop-01");

  EXPECT_EQ(set->status, 201u);
  EXPECT_EQ(set->body, "");
  EXPECT_EQ(find->status, 200u);
  EXPECT_EQ(find->body, "");
  EXPECT_THAT(instances_.calls(), ::testing::IsEmpty());
}

}  // namespace
}  // namespace wagate::api_rest
