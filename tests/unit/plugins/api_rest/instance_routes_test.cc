#include "rest_fixture.h"

namespace wagate::api_rest {
namespace {

using abi::ConnectionState;
using abi::StatusCode;

class Connect : public RestTest {};

TEST_F(Connect, OfAnOpenInstanceAnswersItsState) {
  set_state(ConnectionState::open);

  EXPECT_EQ(get("/instance/connect/shop-01")->body, R"({"instance":{"instanceName":"shop-01","state":"open"}})");
  EXPECT_THAT(instances_.calls(), ::testing::IsEmpty());
}

TEST_F(Connect, OfAConnectingInstanceAnswersTheCurrentCode) {
  set_state(ConnectionState::connecting);
  show_code("2@abc", 3);

  EXPECT_EQ(get("/instance/connect/shop-01")->body,
            R"({"pairingCode":null,"code":"2@abc","base64":"data:image/png;base64,AAAA","count":3})");
  EXPECT_THAT(instances_.calls(), ::testing::IsEmpty());
}

TEST_F(Connect, OfAClosedInstanceConnectsAndWaitsForTheFirstCode) {
  const auto answer = get("/instance/connect/shop-01");
  EXPECT_THAT(instances_.calls(), ::testing::ElementsAre("connect shop-01 "));
  EXPECT_TRUE(answer->pending());

  show_code("2@abc");

  EXPECT_EQ(answer->body, R"({"pairingCode":null,"code":"2@abc","base64":"data:image/png;base64,AAAA","count":1})");
}

TEST_F(Connect, WithANumberAnswersThePairingCode) {
  const auto answer = get("/instance/connect/shop-01?number=%2B55%2011%2097000-0001");
  EXPECT_THAT(instances_.calls(), ::testing::ElementsAre("connect shop-01 5511970000001"));

  show_code("2@abc", 1, "ABCD1234");

  EXPECT_EQ(json(answer)["pairingCode"], "ABCD1234");
}

TEST_F(Connect, WithANumberThatIsNoneDoesNotConnect) {
  const auto answer = get("/instance/connect/shop-01?number=abc");

  EXPECT_EQ(answer->status, 200u);
  EXPECT_EQ(json(answer)["error"], true);
  EXPECT_THAT(instances_.calls(), ::testing::IsEmpty());
}

TEST_F(Connect, WaitsTwoSecondsAndNoLonger) {
  const auto answer = get("/instance/connect/shop-01");

  advance(1999);
  EXPECT_TRUE(answer->pending());
  advance(1);

  EXPECT_EQ(answer->status, 200u);
  EXPECT_EQ(answer->body, R"({"count":0})");
}

TEST_F(Connect, WithStoredCredentialsAnswersWhenItIsOpen) {
  const auto answer = get("/instance/connect/shop-01");

  set_state(ConnectionState::open);

  EXPECT_EQ(answer->body, R"({"instance":{"instanceName":"shop-01","state":"open"}})");
}

TEST_F(Connect, IsNotWokenByAnotherInstance) {
  FakeInstance bakery;
  bakery.name = "bakery-07";
  bakery.id = "other";
  bakery.token = "other";
  instances_.add(bakery);
  const auto answer = get("/instance/connect/shop-01");

  instances_.change("bakery-07", [](FakeInstance& one) { one.qr_code = "2@other"; });
  host_.executor().run_all();

  EXPECT_TRUE(answer->pending());
}

TEST_F(Connect, EndsWhenTheInstanceIsDeletedMeanwhile) {
  const auto answer = get("/instance/connect/shop-01");

  abi::ErrorOut error;
  instances_.remove("shop-01", error);
  host_.executor().run_all();

  EXPECT_EQ(answer->status, 404u);
}

TEST_F(Connect, ReportsAFailureSoftly) {
  instances_.fail("connect", StatusCode::unavailable, "no running unit serves \"X\"");

  const auto answer = get("/instance/connect/shop-01");

  EXPECT_EQ(answer->status, 200u);
  EXPECT_EQ(answer->body, R"({"error":true,"message":"no running unit serves \"X\""})");
}

class InstanceRoutes : public RestTest {};

TEST_F(InstanceRoutes, RestartByPostAndByPutWaitsForANewCode) {
  for (const char* method : {"POST", "PUT"}) {
    change([](FakeInstance& one) {
      one.state = ConnectionState::connecting;
      one.qr_code.clear();
    });
    const auto answer = request(method, "/instance/restart/shop-01");
    EXPECT_TRUE(answer->pending()) << method;

    show_code("2@new");

    EXPECT_EQ(json(answer)["code"], "2@new") << method;
  }
  EXPECT_THAT(instances_.calls(), ::testing::ElementsAre("restart shop-01", "restart shop-01"));
}

TEST_F(InstanceRoutes, RestartOfAClosedInstanceSaysSo) {
  const auto answer = post("/instance/restart/shop-01");

  EXPECT_EQ(answer->status, 200u);
  EXPECT_EQ(answer->body, R"({"error":true,"message":"The \"shop-01\" instance is not connected"})");
}

TEST_F(InstanceRoutes, StateIsOneOfThree) {
  for (auto [state, text] :
       {std::pair(ConnectionState::close, "close"), std::pair(ConnectionState::connecting, "connecting"),
        std::pair(ConnectionState::open, "open")}) {
    set_state(state);
    EXPECT_EQ(get("/instance/connectionState/shop-01")->body,
              std::string(R"({"instance":{"instanceName":"shop-01","state":")") + text + "\"}}");
  }
}

TEST_F(InstanceRoutes, LogoutOfAConnectedInstanceSucceeds) {
  set_state(ConnectionState::open);

  EXPECT_EQ(request("DELETE", "/instance/logout/shop-01")->body,
            R"({"status":"SUCCESS","error":false,"response":{"message":"Instance logged out"}})");
}

TEST_F(InstanceRoutes, LogoutOfAClosedInstanceIsRefused) {
  const auto answer = request("DELETE", "/instance/logout/shop-01");

  EXPECT_EQ(answer->status, 400u);
  EXPECT_EQ(answer->body, R"({"status":400,"error":"Bad Request","response":)"
                          R"({"message":["The \"shop-01\" instance is not connected"]}})");
}

TEST_F(InstanceRoutes, DeleteRemovesAnInstanceInAnyState) {
  set_state(ConnectionState::open);

  const auto answer = request("DELETE", "/instance/delete/shop-01", "", kShopKey);

  EXPECT_EQ(answer->status, 200u);
  EXPECT_EQ(answer->body, R"({"status":"SUCCESS","error":false,"response":{"message":"Instance deleted"}})");
  EXPECT_EQ(instances_.get("shop-01").name, "");
  EXPECT_EQ(request("DELETE", "/instance/delete/shop-01")->status, 404u);
}

TEST_F(InstanceRoutes, PresenceIsSentAndEchoed) {
  commands_.will_succeed(Document("null"));

  const auto answer = post("/instance/setPresence/shop-01", R"({"presence":"available"})");

  EXPECT_EQ(answer->status, 201u);
  EXPECT_EQ(answer->body, R"({"presence":"available"})");
  ASSERT_EQ(commands_.asked.size(), 1u);
  EXPECT_EQ(commands_.asked[0].name, "set_presence");
  EXPECT_EQ(commands_.asked[0].instance, "shop-01");
  EXPECT_EQ(commands_.asked[0].arguments.dump(), R"({"presence":"available"})");
}

TEST_F(InstanceRoutes, PresenceNeedsAConnection) {
  commands_.will_fail(StatusCode::failed_precondition, "not_connected", "no open session");

  const auto answer = post("/instance/setPresence/shop-01", R"({"presence":"available"})");

  EXPECT_EQ(answer->status, 400u);
  EXPECT_EQ(message(answer), R"(["The \"shop-01\" instance is not connected"])");
}

}  // namespace
}  // namespace wagate::api_rest
