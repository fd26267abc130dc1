#include "rest_fixture.h"

namespace wagate::api_rest {
namespace {

class ServerRoutes : public RestTest {};

TEST_F(ServerRoutes, WelcomeWithoutAKeyTellsVersionsAndWhoServesWhat) {
  host_.runtime().version = "0.1.0";
  host_.runtime().json = R"({"units":[{"name":"secret-unit"}],"providers":{"WHATSAPP-BAILEYS":"session_simulator"}})";

  const auto answer = get("/", "");

  ASSERT_EQ(answer->status, 200u);
  EXPECT_EQ(answer->headers["Content-Type"], "application/json; charset=utf-8");
  const AnyJson body = json(answer);
  EXPECT_EQ(body["status"], 200);
  EXPECT_EQ(body["version"], "2.3.6");
  EXPECT_EQ(body["clientName"], "evolution");
  EXPECT_EQ(body["wagate"].dump(), R"({"version":"0.1.0","providers":{"WHATSAPP-BAILEYS":"session_simulator"}})");
  EXPECT_FALSE(body.contains("manager"));
  EXPECT_THAT(answer->body, ::testing::Not(::testing::HasSubstr("secret-unit")));
}

TEST_F(ServerRoutes, WelcomeSurvivesARuntimeWithoutProviders) {
  host_.runtime().json = "";

  EXPECT_EQ(json(get("/", ""))["wagate"]["providers"].dump(), "{}");
}

TEST_F(ServerRoutes, CredentialsAreOnlyTheGlobalKey) {
  EXPECT_EQ(post("/verify-creds")->body, R"({"status":200,"message":"Credentials are valid"})");
  EXPECT_EQ(post("/verify-creds", "", kShopKey)->status, 401u);
  EXPECT_EQ(post("/verify-creds", "", "")->status, 401u);
}

TEST_F(ServerRoutes, AnUnknownPathIsNamedWithItsQuery) {
  const auto answer = get("/nope?x=1", "");

  EXPECT_EQ(answer->status, 404u);
  EXPECT_EQ(answer->body, R"({"status":404,"error":"Not Found","response":{"message":["Cannot GET /nope?x=1"]}})");
}

TEST_F(ServerRoutes, AKnownPathWithAnotherMethodIsUnknown) {
  EXPECT_EQ(message(request("DELETE", "/instance/create")), R"(["Cannot DELETE /instance/create"])");
}

TEST_F(ServerRoutes, AnUnknownPathIsEscaped) {
  EXPECT_EQ(message(get("/\"<script>", "")), R"(["Cannot GET /\"<script>"])");
}

}  // namespace
}  // namespace wagate::api_rest
