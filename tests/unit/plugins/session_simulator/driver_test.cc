#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support.h"

namespace wagate::session_simulator {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr const char* kNobodyWrites = R"({"live":false,"history_chunks":0,"groups":0})";

std::string message_of(const HttpAnswer& answer) { return answer.json()["response"]["message"][0]; }

TEST(DrivingRoutes, ScanTheCodeOnRequest) {
  Gateway gateway(R"({"live":false,"scan_after_ms":0})");
  gateway.open(1);
  gateway.host.time().advance(1'000);

  const HttpAnswer answer = gateway.request("POST", "shop-01", "scan");
  gateway.host.time().advance(1'000);

  EXPECT_EQ(answer.status, 200u);
  EXPECT_EQ(answer.body, R"({"scanned":true})");
  EXPECT_EQ(gateway.events("connection.update").back().texts.at("state"), "open");
}

TEST(DrivingRoutes, SayWhenThereIsNothingToDo) {
  Gateway gateway(kNobodyWrites);
  gateway.pair(1);
  gateway.instances.entries.push_back({9, "id-9", "elsewhere", "{}"});

  EXPECT_EQ(message_of(gateway.request("POST", "shop-01", "scan")),
            "The \"shop-01\" instance shows no QR code to scan");
  EXPECT_EQ(gateway.request("POST", "elsewhere", "scan").status, 400u);
  EXPECT_THAT(message_of(gateway.request("POST", "elsewhere", "scan")), HasSubstr("has no simulated session"));
  gateway.request("POST", "shop-01", "logout");
  EXPECT_EQ(message_of(gateway.request("POST", "shop-01", "logout")), "The \"shop-01\" instance is not paired");
  EXPECT_EQ(message_of(gateway.request("POST", "shop-01", "disconnect")), "The \"shop-01\" instance is not connected");
}

TEST(DrivingRoutes, AreForAdministrators) {
  Gateway gateway(kNobodyWrites);
  gateway.pair(1);

  for (const auto& mount : gateway.http.mounts) {
    const std::string what = mount.pattern.substr(mount.pattern.rfind('/') + 1);
    for (const char* key : {"", "wrong", "tenant"}) {
      const HttpAnswer answer = gateway.request(mount.method, "shop-01", what, "{}", key);
      EXPECT_EQ(answer.status, 401u) << mount.method << mount.pattern << key;
      EXPECT_EQ(answer.body, R"({"status":401,"error":"Unauthorized","response":{"message":"Unauthorized"}})");
    }
  }
  EXPECT_EQ(gateway.http.mounts.size(), 8u);
  EXPECT_EQ(gateway.access.last_transport, "session_simulator");
  EXPECT_FALSE(gateway.access.saw_query) << "a key in a query would end up in the logs of proxies";
}

TEST(DrivingRoutes, DoNotKnowAnInstanceThatDoesNotExist) {
  Gateway gateway(kNobodyWrites);

  for (const auto& [method, what] : {std::pair("POST", "scan"),
                                     {"POST", "logout"},
                                     {"POST", "disconnect"},
                                     {"POST", "events"},
                                     {"GET", "stanzas"},
                                     {"POST", "load"},
                                     {"GET", "load"},
                                     {"DELETE", "load"}}) {
    const HttpAnswer answer = gateway.request(method, "x", what, "{}");
    EXPECT_EQ(answer.status, 404u) << method << what;
    EXPECT_EQ(answer.body,
              R"({"status":404,"error":"Not Found","response":{"message":["The \"x\" instance does not exist"]}})");
  }
}

TEST(DrivingRoutes, AreGoneAfterStop) {
  Gateway gateway(kNobodyWrites);

  gateway.stop();

  EXPECT_THAT(gateway.http.mounts, IsEmpty());
}

TEST(DrivingRoutes, AreNotNeeded) {
  testing::FakeHost host;
  FakeInstances instances;
  host.provide(abi::Instances::kServiceId, static_cast<abi::Instances*>(&instances));
  const auto simulator = host.make<Simulator>();

  simulator->start();

  simulator->stop();
}

TEST(DrivingRoutes, PublishAnEventWithItsFactsAndBytes) {
  Gateway gateway(kNobodyWrites);
  gateway.pair(1);
  gateway.host.bus().clear();

  const HttpAnswer answer = gateway.request("POST", "shop-01", "events", R"({"event":"messages.upsert","data":{
      "key":{"remoteJid":"120363040000000001@g.us","fromMe":true,"id":"3EB0","participant":"8411@lid"},"pushName":"Ana",
      "message":{"imageMessage":{"caption":"receipt","mediaKey":{"_placeholder":true,"num":0}}},
      "messageType":"imageMessage","messageTimestamp":1768485802},"attachments":["AQID"]})");

  EXPECT_EQ(answer.body, R"({"published":1})");
  ASSERT_THAT(gateway.host.bus().names(), ElementsAre("messages.upsert"));
  const auto event = gateway.host.bus().events()[0];
  EXPECT_EQ(event.texts.at("chat"), "120363040000000001@g.us");
  EXPECT_EQ(event.texts.at("sender"), "8411@lid");
  EXPECT_EQ(event.texts.at("message_id"), "3EB0");
  EXPECT_EQ(event.texts.at("push_name"), "Ana");
  EXPECT_EQ(event.texts.at("text"), "receipt");
  EXPECT_EQ(event.texts.at("message_type"), "imageMessage");
  EXPECT_EQ(event.integers.at("from_me"), 1);
  EXPECT_EQ(event.integers.at("at"), 1768485802);
  EXPECT_THAT(event.document.attachments, ElementsAre(std::string("\x01\x02\x03", 3)));
  EXPECT_EQ(keys_of(data_of(event)).front(), "key");
}

TEST(DrivingRoutes, PublishEveryEventOfTheCatalogue) {
  Gateway gateway(kNobodyWrites);
  gateway.pair(1);
  gateway.host.bus().clear();
  Json list = Json::array();
  for (const CatalogEntry& entry : kCatalog) list.push_back({{"event", entry.wire}, {"data", nullptr}});

  const HttpAnswer answer = gateway.request("POST", "shop-01", "events", list.dump());

  EXPECT_EQ(answer.json()["published"], kCatalogSize);
  std::vector<std::string> wires;
  for (const CatalogEntry& entry : kCatalog) wires.push_back(entry.wire);
  EXPECT_EQ(gateway.host.bus().names(), wires);
}

TEST(DrivingRoutes, FindFactsOfOtherEvents) {
  Gateway gateway(kNobodyWrites);
  gateway.pair(1);
  gateway.host.bus().clear();

  gateway.request("POST", "shop-01", "events", R"([
      {"event":"presence.update","data":{"id":"1@lid","presences":{"2@lid":{"lastKnownPresence":"composing"}}}},
      {"event":"labels.association","data":{"instance":"shop-01","type":"add","chatId":"1@lid","labelId":"7"}},
      {"event":"call","data":{"chatId":"1@lid","from":"2@lid","id":"A1","status":"offer","isVideo":true,"isGroup":false}},
      {"event":"chats.delete","data":["1@lid","2@lid"]},
      {"event":"messages.update","data":{"keyId":"3EB0","remoteJid":"1@lid","fromMe":true,"status":"READ"}},
      {"event":"typebot.change-status","data":{"remoteJid":"1@lid","status":"paused","session":null}}])");

  const auto events = gateway.host.bus().events();
  ASSERT_EQ(events.size(), 6u);
  EXPECT_EQ(events[0].texts.at("sender"), "2@lid");
  EXPECT_EQ(events[0].texts.at("presence"), "composing");
  EXPECT_EQ(events[1].texts.at("chat"), "1@lid");
  EXPECT_EQ(events[1].texts.at("label_id"), "7");
  EXPECT_EQ(events[1].texts.at("action"), "add");
  EXPECT_EQ(events[2].texts.at("call_id"), "A1");
  EXPECT_EQ(events[2].texts.at("sender"), "2@lid");
  EXPECT_EQ(events[2].integers.at("is_video"), 1);
  EXPECT_EQ(events[3].texts.at("chat"), "1@lid");
  EXPECT_EQ(events[3].integers.at("count"), 2);
  EXPECT_EQ(events[4].texts.at("status"), "READ");
  EXPECT_EQ(events[4].texts.at("message_id"), "3EB0");
  EXPECT_EQ(events[5].texts.at("status"), "paused");
}

TEST(DrivingRoutes, SayWhatIsWrongWithEvents) {
  Gateway gateway(kNobodyWrites);
  gateway.pair(1);
  gateway.host.bus().clear();
  const std::pair<const char*, const char*> cases[] = {
      {"", "the body is not JSON"},
      {"7", "the body is neither an event nor a list of events"},
      {R"({"data":{}})", "event is missing"},
      {R"({"event":"MESSAGES_UPSERT","data":{}})", "names no event of the catalogue"},
      {R"({"event":"call"})", "data is missing"},
      {R"({"event":"call","data":{},"attachments":"AQID"})", "attachments is not a list of base64 texts"},
      {R"({"event":"call","data":{},"attachments":["A"]})", "attachments is not a list of base64 texts"},
      {R"({"event":"call","data":{"x":{"_placeholder":true,"num":0}}})", "placeholder without an attachment"},
      {R"([{"event":"call","data":{}},{"event":"call"}])", "event number 2: data is missing"},
      {"[7]", "event number 1: an event is not an object"},
  };
  for (const auto& [body, sentence] : cases) {
    const HttpAnswer answer = gateway.request("POST", "shop-01", "events", body);
    EXPECT_EQ(answer.status, 400u);
    EXPECT_THAT(message_of(answer), HasSubstr(sentence));
  }
  EXPECT_THAT(gateway.host.bus().names(), IsEmpty());
}

TEST(DrivingRoutes, SayWhatIsWrongWithALoad) {
  Gateway gateway(kNobodyWrites);
  gateway.pair(1);
  const std::pair<const char*, const char*> cases[] = {
      {"[]", "the body is not a JSON object"},
      {"{}", "either seconds or count is needed"},
      {R"({"event":"nope","count":1})", "names no event"},
      {R"({"rate":-1,"count":1})", "rate has to be a number from 0 to 1000000"},
      {R"({"rate":1e7,"count":1})", "rate has to be a number from 0 to 1000000"},
      {R"({"size":63,"count":1})", "size has to be a whole number from 64 to 262144"},
      {R"({"size":262145,"count":1})", "size has to be a whole number"},
      {R"({"count":10000001})", "count has to be a whole number from 1 to 10000000"},
      {R"({"seconds":601})", "seconds has to be a number from 0 to 600"},
  };
  for (const auto& [body, sentence] : cases) {
    const HttpAnswer answer = gateway.request("POST", "shop-01", "load", body);
    EXPECT_EQ(answer.status, 400u) << body;
    EXPECT_THAT(message_of(answer), HasSubstr(sentence));
  }
}

}  // namespace
}  // namespace wagate::session_simulator
