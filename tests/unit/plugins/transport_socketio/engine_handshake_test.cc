#include "fixture.h"

namespace wagate::transport_socketio {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class EngineHandshake : public SocketIoFixture {};

TEST_F(EngineHandshake, AnswersAPollWithTheOpenPacket) {
  const Answer answer = get("");

  const std::string sid = sid_in(answer->body);
  EXPECT_EQ(answer->status, 200u);
  EXPECT_EQ(answer->headers["Content-Type"], "text/plain; charset=UTF-8");
  EXPECT_EQ(answer->headers["Cache-Control"], "no-store");
  EXPECT_EQ(sid.size(), 20u);
  EXPECT_EQ(answer->body, R"(0{"sid":")" + sid + R"(","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000})");
}

TEST_F(EngineHandshake, SendsTheOpenPacketFirstOverAWebSocket) {
  const Socket peer = socket();

  const auto texts = peer->take_texts();
  ASSERT_EQ(texts.size(), 1u);
  EXPECT_EQ(texts[0], R"(0{"sid":")" + sid_in(texts[0]) + R"(","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000})");
  EXPECT_EQ(peer->options().max_message_bytes, 1000u);
  EXPECT_EQ(peer->options().max_queue_bytes, 20000u);
}

TEST_F(EngineHandshake, OffersNoUpgradeWhenUpgradesAreOff) {
  engine.allow_upgrades = false;
  restart();

  EXPECT_THAT(get("")->body, HasSubstr(R"("upgrades":[],)"));
}

struct Refused {
  const char* name;
  HttpCall call;
  std::uint32_t status;
  const char* body;
};

void PrintTo(const Refused& refused, std::ostream* out) { *out << refused.name; }

class RefusedHandshake : public SocketIoFixture, public ::testing::WithParamInterface<Refused> {};

TEST_P(RefusedHandshake, SaysWhy) {
  const Answer answer = call(GetParam().call);

  EXPECT_EQ(answer->status, GetParam().status);
  EXPECT_EQ(answer->body, GetParam().body);
  EXPECT_TRUE(answer->released);
  EXPECT_THAT(gateway.joins, IsEmpty());
}

constexpr char kUnknownTransport[] = R"({"code":0,"message":"Transport unknown"})";
constexpr char kUnknownSid[] = R"({"code":1,"message":"Session ID unknown"})";
constexpr char kBadMethod[] = R"({"code":2,"message":"Bad handshake method"})";
constexpr char kBadRequest[] = R"({"code":3,"message":"Bad request"})";
constexpr char kBadVersion[] = R"({"code":5,"message":"Unsupported protocol version"})";
constexpr char kBadOrigin[] = R"({"code":4,"message":"Origin not allowed"})";

INSTANTIATE_TEST_SUITE_P(
    Table, RefusedHandshake,
    ::testing::Values(
        Refused{"NoTransport", {.target = "/socket.io/?EIO=4"}, 400, kUnknownTransport},
        Refused{"OddTransport", {.target = "/socket.io/?EIO=4&transport=abc"}, 400, kUnknownTransport},
        Refused{"InheritedName", {.target = "/socket.io/?EIO=4&transport=__proto__"}, 400, kUnknownTransport},
        Refused{"TransportBeforeSid", {.target = "/socket.io/?EIO=4&transport=x&sid=y"}, 400, kUnknownTransport},
        Refused{"UnknownSid", {.target = "/socket.io/?EIO=4&transport=polling&sid=AAAAAAAAAAAAAAAAAAAA"}, 400, kUnknownSid},
        Refused{"SidOfNoLoop", {.target = "/socket.io/?EIO=4&transport=polling&sid=AAAAAAAAAAAAAAAAAB4B"}, 400, kUnknownSid},
        Refused{"ShortSid", {.target = "/socket.io/?EIO=4&transport=polling&sid=constructor"}, 400, kUnknownSid},
        Refused{"PostWithoutSid", {.method = "POST", .target = "/socket.io/?EIO=4&transport=polling", .body = "4a"}, 400, kBadMethod},
        Refused{"EmptySidIsNone", {.method = "PUT", .target = "/socket.io/?EIO=4&transport=polling&sid="}, 400, kBadMethod},
        Refused{"WebSocketWithoutUpgrade", {.target = "/socket.io/?EIO=4&transport=websocket"}, 400, kBadRequest},
        Refused{"NoVersion", {.target = "/socket.io/?transport=polling"}, 400, kBadVersion},
        Refused{"OldVersion", {.target = "/socket.io/?EIO=3&transport=polling"}, 400, kBadVersion},
        Refused{"OddVersion", {.target = "/socket.io/?EIO=04&transport=polling"}, 400, kBadVersion},
        Refused{"OriginCharacters", {.target = "/socket.io/?EIO=4&transport=polling", .headers = {{"origin", "a\x01z"}}}, 400, kBadRequest},
        Refused{"OriginNotListed",
                {.target = "/socket.io/?EIO=4&transport=polling", .origin_check = abi::OriginCheck::refused}, 403, kBadOrigin},
        Refused{"OriginOfAWebSocketNotListed",
                {.target = "/socket.io/?EIO=4&transport=websocket", .websocket = true, .origin_check = abi::OriginCheck::refused},
                403, kBadOrigin},
        Refused{"UpgradeWithPolling", {.target = "/socket.io/?EIO=4&transport=polling", .websocket = true}, 400, "Bad request"},
        Refused{"WebSocketUnknownTransport", {.target = "/socket.io/?EIO=4&transport=abc", .websocket = true}, 400, "Transport unknown"},
        Refused{"WebSocketUnknownSid", {.target = "/socket.io/?EIO=4&transport=websocket&sid=abc", .websocket = true}, 400, "Session ID unknown"},
        Refused{"WebSocketOldVersion", {.target = "/socket.io/?EIO=3&transport=websocket", .websocket = true}, 400, "Unsupported protocol version"}),
    [](const auto& param) { return param.param.name; });

TEST_F(EngineHandshake, RefusesPollingWithJsonAndAWebSocketWithText) {
  gateway.refuse_connect = "apiKey is required";

  const Answer polling = get("");
  const Answer websocket = call({.target = target("", "websocket"), .websocket = true});

  EXPECT_EQ(polling->status, 403u);
  EXPECT_EQ(polling->headers["Content-Type"], "application/json");
  EXPECT_EQ(polling->body, R"({"code":4,"message":"apiKey is required"})");
  EXPECT_EQ(websocket->status, 400u);
  EXPECT_EQ(websocket->headers["Content-Type"], "text/html");
  EXPECT_EQ(websocket->body, "apiKey is required");
  EXPECT_TRUE(websocket->close_connection);
}

TEST_F(EngineHandshake, LetsAMissingPermissionWinOverAWrongVersion) {
  gateway.refuse_connect = "Invalid global token";

  EXPECT_EQ(call({.target = "/socket.io/?EIO=3&transport=polling"})->status, 403u);
}

TEST_F(EngineHandshake, ReportsTheClientOfAWrongVersionAsGone) {
  call({.target = "/socket.io/?EIO=3&transport=polling"});

  ASSERT_EQ(gateway.gone.size(), 1u);
  EXPECT_EQ(gateway.gone[0].client, 1u);
}

TEST_F(EngineHandshake, RefusesASessionMoreThanTheLimitUntilAnotherEnds) {
  engine.max_sessions = 2;
  restart();
  const std::string first = open();
  open();

  EXPECT_EQ(get("")->status, 503u);
  EXPECT_EQ(call({.target = target("", "websocket"), .websocket = true})->status, 503u);
  ASSERT_EQ(gateway.gone.size(), 2u) << "the gateway forgets those it had let in";
  EXPECT_EQ(gateway.gone[0].reason, "too many sessions");

  post(first, "1");
  EXPECT_EQ(get("")->status, 200u);
}

TEST_F(EngineHandshake, ShowsTheGatewayWhatTheClientShowed) {
  call({.target = "/socket%2eio/../socket.io/?EIO=4&transport=polling&apikey=k%201"});
  call({.target = "/socket.io/?EIO=4&transport=polling&apikey=k%201", .headers = {{"origin", "https://app.example"}, {"apikey", "k2"}}});

  ASSERT_EQ(gateway.connects.size(), 1u);
  const auto& shown = gateway.connects[0];
  EXPECT_EQ(shown.transport, "transport_socketio");
  EXPECT_EQ(shown.peer, "10.0.0.7");
  EXPECT_EQ(shown.origin, "https://app.example");
  EXPECT_EQ(shown.path, "/socket.io/");
  EXPECT_THAT(shown.query, ::testing::Contains(std::pair<std::string, std::string>("apikey", "k 1")));
  EXPECT_THAT(shown.headers, ::testing::Contains(std::pair<std::string, std::string>("apikey", "k2")));
}

TEST_F(EngineHandshake, AsksForPermissionOnlyOnce) {
  const std::string sid = open();
  post(sid, "40");
  get(sid);

  EXPECT_EQ(gateway.connects.size(), 1u);
}

TEST_F(EngineHandshake, WaitsForALateAnswer) {
  gateway.hold = true;
  const Answer answer = get("");
  EXPECT_TRUE(answer->pending());

  gateway.answer_all();
  http.turn();

  EXPECT_EQ(answer->status, 200u);
}

TEST_F(EngineHandshake, ForgetsAClientThatWentAwayBeforeTheAnswer) {
  gateway.hold = true;
  const Answer answer = get("");
  http.abort(answer);
  EXPECT_TRUE(answer->released);

  gateway.answer_all();
  http.turn();

  ASSERT_EQ(gateway.gone.size(), 1u);
  EXPECT_EQ(gateway.gone[0].reason, "the client went away during the handshake");
}

TEST_F(EngineHandshake, ForgetsAClientWhoseWebSocketDidNotOpen) {
  http.fail_next_open = true;
  call({.target = target("", "websocket"), .websocket = true});

  ASSERT_EQ(gateway.gone.size(), 1u);
}

TEST_F(EngineHandshake, KeepsTheQueryAndTheSidOutOfTheLog) {
  gateway.refuse_connect = "Invalid global token";
  call({.target = "/socket.io/?EIO=4&transport=polling&apikey=secret"});
  gateway.refuse_connect = "";
  const std::string sid = open();
  post(sid, "2");
  call({.target = "/socket.io/?EIO=4&transport=odd&apikey=secret"});

  EXPECT_THAT(host.log().text(), HasSubstr("reason=transport unknown"));
  EXPECT_THAT(host.log().text(), Not(HasSubstr("secret")));
  EXPECT_THAT(host.log().text(), Not(HasSubstr(sid)));
}

TEST_F(EngineHandshake, LimitsClientsWithoutAKeyByPeer) {
  gateway.pending = true;
  socketio.max_pending_per_peer = 2;
  restart();
  open();
  const std::string second = open();

  const Answer third = get("");
  EXPECT_EQ(third->status, 403u);
  EXPECT_EQ(third->body, R"({"code":4,"message":"Too many connections without a key"})");
  EXPECT_EQ(call({.target = target(""), .peer = "10.0.0.8"})->status, 200u);

  post(second, "40{\"apikey\":\"k\"}");  // joined: no longer pending
  EXPECT_EQ(get("")->status, 200u);
}

TEST_F(EngineHandshake, GivesClientsWithoutAKeyLittleTime) {
  gateway.pending = true;
  const std::string idle = open();
  const std::string joined = open();
  post(joined, "40");
  http.advance(5300);

  EXPECT_THAT(get(idle)->body, std::string("6") + kRs + "1");
  EXPECT_THAT(get(joined)->body, HasSubstr("40{"));
}

}  // namespace
}  // namespace wagate::transport_socketio
