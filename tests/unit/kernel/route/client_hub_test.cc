#include "kernel/route/client_hub.h"

#include <gtest/gtest.h>

#include "route_fixture.h"

namespace wagate {
namespace {

using test::RouteFixture;

constexpr const char* kStanza = "\"stanza\":{\"tag\":\"presence\",\"attrs\":{\"type\":\"available\"}}";

std::string node(const std::string& instance) {
  return "[{\"instanceId\":\"" + instance + "\"," + kStanza + "}]";
}

TEST(ClientHub, LetsOnlyKnownClientsIn) {
  RouteFixture f;
  EXPECT_NE(f.connect("global"), 0u);
  EXPECT_EQ(f.connect("wrong"), 0u);
  EXPECT_EQ(f.sentence, "Invalid global token");
  EXPECT_EQ(f.hub.clients_by_transport().at(0).second, 1u);
}

TEST(ClientHub, DecidesAboutChannelsByTheKey) {
  RouteFixture f;
  const auto tenant = f.connect("TOKEN-1");

  EXPECT_NE(f.join(tenant, "/shop-01"), 0u);
  EXPECT_EQ(f.join(tenant, "/shop-02"), 0u);
  EXPECT_EQ(f.sentence, "Unauthorized");
  EXPECT_EQ(f.join(tenant, "/zzz"), 0u);
  EXPECT_EQ(f.sentence, "Invalid namespace");
  EXPECT_EQ(f.join(tenant, "/Shop-01"), 0u);
  EXPECT_EQ(f.join(tenant, "shop-01"), 0u);
  EXPECT_NE(f.join(f.connect("global"), "/shop-02"), 0u);
}

TEST(ClientHub, GivesTheSameAudienceToClientsThatSeeTheSame) {
  RouteFixture f;
  const auto a = f.join(f.connect("TOKEN-1"), "/shop-01");
  const auto b = f.join(f.connect("global"), "/shop-01");

  EXPECT_EQ(a, b);
}

TEST(ClientHub, AsksAClientForCredentialsAtEachChannelWhenItShowedNone) {
  RouteFixture f;
  const auto client = f.connect("pending");
  EXPECT_TRUE(f.pending);

  EXPECT_EQ(f.join(client, "/shop-01"), 0u);
  EXPECT_EQ(f.sentence, "Unauthorized");
  EXPECT_EQ(f.join(client, "/shop-01", "wrong"), 0u);
  EXPECT_EQ(f.sentence, "Unauthorized");
  EXPECT_NE(f.join(client, "/shop-01", "TOKEN-1"), 0u);
  EXPECT_EQ(f.join(client, "/shop-02", "TOKEN-1"), 0u);
}

TEST(ClientHub, StopsDeliveringWhenAClientLeavesOrGoes) {
  RouteFixture f;
  const auto one = f.connect("global");
  const auto two = f.connect("global");
  f.join(one, "/shop-01");
  f.join(two, "/shop-01");

  f.hub.leave(one, "/shop-01");
  f.publish("shop-01");
  EXPECT_EQ(f.transport.deliveries, 1);

  f.hub.disconnected(two, "transport close");
  f.hub.disconnected(two, "twice");
  f.publish("shop-01");
  EXPECT_EQ(f.transport.deliveries, 1);
  EXPECT_TRUE(f.audiences.nobody());
  EXPECT_EQ(f.hub.clients_by_transport().at(0).second, 1u);
}

TEST(ClientHub, ClosesTheAudiencesOfADeletedInstanceAfterItsLastEvent) {
  RouteFixture f;
  const auto tenant = f.connect("TOKEN-1");
  const auto on_instance = f.join(tenant, "/shop-01");
  const auto on_root = f.join(tenant, "/");
  const auto everything = f.join(f.connect("global"), "/");

  f.f.control.remove("shop-01", f.f.error);

  ASSERT_FALSE(f.transport.copies.empty());
  EXPECT_EQ(f.transport.copies.back().event, "remove.instance");
  std::vector<std::string> expected{"close_audience " + std::to_string(on_instance), "close_audience " + std::to_string(on_root)};
  EXPECT_EQ(f.transport.notes, expected);
  EXPECT_NE(everything, on_root);
  EXPECT_FALSE(f.hub.joined(tenant, "/shop-01"));
  EXPECT_EQ(f.join(f.connect("global"), "/shop-01"), 0u);

  f.f.create("shop-01", "TOKEN-NEW");
  EXPECT_NE(f.join(f.connect("global"), "/shop-01"), on_instance) << "a new instance of that name is another";
}

TEST(ClientHub, KeepsAClientOfSeveralInstancesWhenOneIsDeleted) {
  RouteFixture f;
  const auto audience = f.join(f.connect("TOKEN-1 TOKEN-2"), "/");

  f.f.control.remove("shop-01", f.f.error);
  f.transport.copies.clear();
  f.publish("shop-02");

  EXPECT_TRUE(f.transport.notes.empty());
  ASSERT_EQ(f.transport.copies.size(), 1u);
  EXPECT_EQ(f.transport.copies[0].audience, audience);
}

TEST(SendNode, GoesToTheSessionOfTheInstanceNamedByNameOrId) {
  RouteFixture f;
  f.f.connection("shop-01", "open", "1@s.whatsapp.net");
  const auto client = f.connect("global");
  f.join(client, "/");

  f.command(client, "/", "sendNode", node("shop-01"));
  f.command(client, "/", "sendNode", node(f.f.get("shop-01")->id));

  EXPECT_EQ(f.answers, (std::vector<std::string>{"ok [{\"ok\":true}]", "ok [{\"ok\":true}]"}));
  EXPECT_EQ(f.f.provider.calls, (std::vector<std::string>{"execute send_node shop-01", "execute send_node shop-01"}));
  EXPECT_EQ(f.f.provider.arguments, "{\"stanza\":{\"tag\":\"presence\",\"attrs\":{\"type\":\"available\"}}}");
}

TEST(SendNode, MayLeaveOutTheInstanceOnItsChannel) {
  RouteFixture f;
  f.f.connection("shop-01", "open", "1@s.whatsapp.net");
  const auto client = f.connect("TOKEN-1");
  f.join(client, "/shop-01");

  f.command(client, "/shop-01", "sendNode", std::string("[{") + kStanza + "}]");
  f.command(client, "/shop-01", "sendNode", node("shop-02"));

  EXPECT_EQ(f.answers.at(0), "ok [{\"ok\":true}]");
  EXPECT_NE(f.answers.at(1).find("\"error\":\"bad_request\""), std::string::npos);
}

TEST(SendNode, IsRefusedWithACode) {
  RouteFixture f;
  const auto global = f.connect("global");
  const auto tenant = f.connect("TOKEN-1");
  const auto reader = f.connect("reader");
  for (const auto client : {global, tenant, reader}) f.join(client, "/");

  const auto code = [&](abi::ClientId client, const std::string& arguments) {
    f.answers.clear();
    f.command(client, "/", "sendNode", arguments);
    const std::size_t start = f.answers.at(0).find("\"error\":\"") + 9;
    return f.answers[0].substr(start, f.answers[0].find('"', start) - start);
  };
  EXPECT_EQ(code(global, "[{}]"), "bad_request");
  EXPECT_EQ(code(global, std::string("[{") + kStanza + "}]"), "bad_request");
  EXPECT_EQ(code(global, node("zzz")), "not_found");
  EXPECT_EQ(code(tenant, node("shop-02")), "unauthorized");
  EXPECT_EQ(code(tenant, node("zzz")), "unauthorized");
  EXPECT_EQ(code(reader, node("shop-01")), "unauthorized");
  EXPECT_EQ(code(global, node("shop-01")), "not_connected");
  f.f.connection("shop-01", "open", "1@s.whatsapp.net");
  f.f.provider.on_execute = [](abi::CommandReply* reply) {
    reply->fail(abi::StatusCode::unavailable, "socket", "the connection was lost");
    reply->release();
  };
  EXPECT_EQ(code(global, node("shop-01")), "send_failed");
}

TEST(SendNode, IsSilentWithoutAnAcknowledgement) {
  RouteFixture f;
  f.f.connection("shop-01", "open", "1@s.whatsapp.net");
  const auto client = f.connect("global");
  f.join(client, "/");

  f.command(client, "/", "sendNode", node("shop-01"), /*ack=*/false);
  f.command(client, "/", "sendNode", "null", /*ack=*/false);

  EXPECT_EQ(f.f.provider.calls.size(), 1u);
  EXPECT_TRUE(f.answers.empty());
}

TEST(SendNode, CanBeSwitchedOff) {
  RouteFixture f({}, {.allow_send_node = false});
  f.f.connection("shop-01", "open", "1@s.whatsapp.net");
  const auto client = f.connect("global");
  f.join(client, "/");

  f.command(client, "/", "sendNode", node("shop-01"));

  EXPECT_NE(f.answers.at(0).find("unauthorized"), std::string::npos);
  EXPECT_TRUE(f.f.provider.calls.empty());
}

TEST(ClientHub, IgnoresCommandsNobodyHandlesAndChannelsNotJoined) {
  RouteFixture f;
  const auto client = f.connect("global");
  f.command(client, "/", "sendNode", node("shop-01"));
  f.join(client, "/");
  f.command(client, "/", "send_message", "[]");
  f.command(999, "/", "send_message", "[]");

  EXPECT_EQ(f.answers, (std::vector<std::string>{"released", "released", "released"}));
}

class Greeter final : public abi::CommandHandler {
 public:
  explicit Greeter(abi::ClientEmitter& emitter) : emitter_(emitter) {}
  abi::StringRef channels() noexcept override { return "[\"/custom\"]"; }
  void on_join(abi::ClientId client, abi::StringRef channel, abi::StringRef auth_json) noexcept override {
    joins.push_back(channel.str() + " " + auth_json.str());
    emitter_.emit(client, channel, "hello", abi::DocumentRef(abi::StringRef("[1]")));
  }
  bool on_command(abi::ClientId, const abi::ClientCommand& command, abi::CommandReply* reply) noexcept override {
    if (command.name == "twice") reply->ok(abi::DocumentRef(abi::StringRef("[1]")));
    if (command.name != "echo" && command.name != "twice") return false;
    reply->ok(command.arguments);
    reply->release();
    return true;
  }
  std::vector<std::string> joins;

 private:
  abi::ClientEmitter& emitter_;
};

TEST(CommandHandler, BringsChannelsGreetsAndAnswers) {
  RouteFixture f;
  Greeter greeter(f.hub);
  f.hub.add_handler("greeter", greeter, f.f.guard);
  const auto client = f.connect("TOKEN-1");

  EXPECT_NE(f.join(client, "/custom", "{\"a\":1}"), 0u);
  f.command(client, "/custom", "echo", "[\"x\"]");
  f.command(client, "/custom", "sendNode", "[]");

  EXPECT_EQ(greeter.joins, (std::vector<std::string>{"/custom {\"a\":1}"}));
  EXPECT_EQ(f.transport.notes, (std::vector<std::string>{"emit " + std::to_string(client) + " /custom hello [1]"}));
  EXPECT_EQ(f.answers, (std::vector<std::string>{"ok [\"x\"]", "released"}));
  EXPECT_EQ(f.f.create("custom"), abi::StatusCode::invalid_argument);
}

TEST(CommandHandler, GivesAClientOneAnswer) {
  RouteFixture f;
  Greeter greeter(f.hub);
  f.hub.add_handler("greeter", greeter, f.f.guard);
  const auto client = f.connect("global");
  f.join(client, "/");

  f.command(client, "/", "twice", "[2]");

  EXPECT_EQ(f.answers, (std::vector<std::string>{"ok [1]"}));
  EXPECT_EQ(f.f.guard.faults(), 1u);
}

TEST(ClientHub, SendsClientsAwayOnDemand) {
  RouteFixture f;
  const auto client = f.connect("global");

  f.hub.close(client, "bye");
  f.hub.close(12345, "unknown");
  f.hub.close_all("the gateway stops");

  EXPECT_EQ(f.transport.notes, (std::vector<std::string>{"close_client " + std::to_string(client) + " bye",
                                                         "close_client " + std::to_string(client) + " the gateway stops"}));
}

TEST(ClientHub, RefusesAClientOfATransportThatIsNotRunning) {
  RouteFixture f;
  f.transports.remove("transport_socketio");

  EXPECT_EQ(f.connect("global"), 0u);
  EXPECT_NE(f.sentence, "");
}

}  // namespace
}  // namespace wagate
