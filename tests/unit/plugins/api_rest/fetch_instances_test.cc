#include "archive_fixture.h"

namespace wagate::api_rest {
namespace {

class FetchInstances : public RestTest {
 protected:
  explicit FetchInstances(const std::string& config = "{}") : RestTest(config) {
    FakeInstance bakery;
    bakery.name = "bakery-07";
    bakery.id = "9c1d7e40-1111-4222-8333-444455556666";
    bakery.token = "key-of-bakery";
    bakery.number = "5511970000001";
    instances_.add(bakery);
  }
  std::vector<std::string> names(const Answer& answer) {
    std::vector<std::string> out;
    for (const AnyJson& row : json(answer)) out.push_back(row["name"].get<std::string>());
    return out;
  }
};

TEST_F(FetchInstances, ShowsEveryKeyOfARow) {
  const AnyJson rows = json(get("/instance/fetchInstances?instanceName=shop-01"));

  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(
      rows[0].dump(),
      R"({"id":"0f5b1a52-6c0e-4a27-9a3c-5a3a8de1d001","name":"shop-01","connectionStatus":"close","ownerJid":null,)"
      R"("profileName":null,"profilePicUrl":null,"integration":"WHATSAPP-BAILEYS","number":null,"businessId":null,)"
      R"("token":null,"clientName":"evolution","disconnectionReasonCode":null,"disconnectionObject":null,)"
      R"("disconnectionAt":null,"createdAt":"2026-01-15T14:00:00.000Z","updatedAt":"2026-01-15T14:01:00.000Z",)"
      R"("Chatwoot":null,"Proxy":null,"Rabbitmq":null,"Nats":null,"Sqs":null,"Websocket":null,)"
      R"("Setting":{"id":"c0f5b1a526c0e4a279a3c5a3a","rejectCall":false,"msgCall":"","groupsIgnore":false,)"
      R"("alwaysOnline":false,"readMessages":false,"readStatus":false,"syncFullHistory":false,"wavoipToken":"",)"
      R"("createdAt":"2026-01-15T14:00:00.000Z","updatedAt":"2026-01-15T14:01:00.000Z",)"
      R"("instanceId":"0f5b1a52-6c0e-4a27-9a3c-5a3a8de1d001"},"_count":{"Message":0,"Contact":0,"Chat":0}})");
}

TEST_F(FetchInstances, ShowsWhatIsKnownOfTheAccount) {
  change([](FakeInstance& one) {
    one.state = abi::ConnectionState::open;
    one.owner_jid = "5511960000009@s.whatsapp.net";
    one.profile_name = "Shop";
    one.profile_picture_url = "https://pps.example/a.jpg";
    one.business_id = "b1";
    one.disconnection_code = 401;
    one.disconnected_at_ms = 1768485600000;
    one.disconnection_json = R"({"error":1})";
    one.sections_json = R"({"websocket":{"id":"c1","enabled":true,"events":["CALL"],"createdAt":"a","updatedAt":"b"}})";
  });

  const AnyJson row = json(get("/instance/fetchInstances?instanceName=shop-01"))[0];

  EXPECT_EQ(row["connectionStatus"], "open");
  EXPECT_EQ(row["ownerJid"], "5511960000009@s.whatsapp.net");
  EXPECT_EQ(row["profileName"], "Shop");
  EXPECT_EQ(row["profilePicUrl"], "https://pps.example/a.jpg");
  EXPECT_EQ(row["businessId"], "b1");
  EXPECT_EQ(row["disconnectionReasonCode"], 401);
  EXPECT_EQ(row["disconnectionObject"], R"({"error":1})");
  EXPECT_EQ(row["disconnectionAt"], "2026-01-15T14:00:00.000Z");
  EXPECT_EQ(row["Websocket"]["events"].dump(), R"(["CALL"])");
  EXPECT_EQ(row["Websocket"]["instanceId"], shop_.id);
}

TEST_F(FetchInstances, ShowsTheGlobalKeyAllInOrderOfCreation) {
  EXPECT_THAT(names(get("/instance/fetchInstances")), ::testing::ElementsAre("shop-01", "bakery-07"));
}

TEST_F(FetchInstances, FiltersByNameIdAndNumber) {
  EXPECT_THAT(names(get("/instance/fetchInstances?instanceName=bakery-07")), ::testing::ElementsAre("bakery-07"));
  EXPECT_THAT(names(get("/instance/fetchInstances?instanceId=" + shop_.id)), ::testing::ElementsAre("shop-01"));
  EXPECT_THAT(names(get("/instance/fetchInstances?number=5511970000001")), ::testing::ElementsAre("bakery-07"));
}

TEST_F(FetchInstances, NamesWhatTheGlobalKeyDidNotFind) {
  const auto answer = get("/instance/fetchInstances?instanceName=zzz");

  EXPECT_EQ(answer->status, 404u);
  EXPECT_EQ(message(answer), R"(["Instance \"zzz\" not found"])");
}

TEST_F(FetchInstances, IsAnEmptyListWhenThereAreNone) {
  abi::ErrorOut error;
  instances_.remove("shop-01", error);
  instances_.remove("bakery-07", error);

  const auto answer = get("/instance/fetchInstances");

  EXPECT_EQ(answer->status, 200u);
  EXPECT_EQ(answer->body, "[]");
}

TEST_F(FetchInstances, ShowsATokenItsOwnRowsOnly) {
  EXPECT_THAT(names(get("/instance/fetchInstances", kShopKey)), ::testing::ElementsAre("shop-01"));
  EXPECT_EQ(get("/instance/fetchInstances?instanceName=bakery-07", kShopKey)->status, 401u);
  EXPECT_EQ(get("/instance/fetchInstances?instanceName=zzz", kShopKey)->status, 401u);
}

TEST_F(FetchInstances, HidesTokensByDefault) {
  for (const char* key : {kGlobalKey, kShopKey})
    EXPECT_THAT(get("/instance/fetchInstances", key)->body, ::testing::Not(::testing::HasSubstr("key-of-")));
}

class ExposedTokens : public FetchInstances {
 protected:
  ExposedTokens() : FetchInstances(R"({"expose_tokens":true,"client_name":"acme"})") {}
};

TEST_F(ExposedTokens, AreShownToTheGlobalKeyOnly) {
  const AnyJson rows = json(get("/instance/fetchInstances"));
  EXPECT_EQ(rows[0]["token"], kShopKey);
  EXPECT_EQ(rows[1]["token"], "key-of-bakery");
  EXPECT_EQ(rows[0]["clientName"], "acme");

  EXPECT_EQ(json(get("/instance/fetchInstances", kShopKey))[0]["token"], nullptr);
}

class FetchInstancesWithArchive : public ArchiveTest {};

TEST_F(FetchInstancesWithArchive, CountsWhatIsStoredOfEachInstance) {
  archive_.messages_of[shop_.id] = {"{}", "{}", "{}"};
  archive_.contacts_of[shop_.id] = {"{}", "{}"};
  archive_.chats_of[shop_.id] = {"{}"};
  archive_.messages_of[kForeignId] = {"{}"};

  EXPECT_EQ(json(get("/instance/fetchInstances"))[0]["_count"].dump(), R"({"Message":3,"Contact":2,"Chat":1})");
}

TEST_F(FetchInstancesWithArchive, CountsNothingWhenItCannotBeRead) {
  archive_.messages_of[shop_.id] = {"{}"};
  archive_.failing = abi::StatusCode::internal;

  const auto answer = get("/instance/fetchInstances");

  EXPECT_EQ(answer->status, 200u);
  EXPECT_EQ(json(answer)[0]["_count"].dump(), R"({"Message":0,"Contact":0,"Chat":0})");
}

}  // namespace
}  // namespace wagate::api_rest
