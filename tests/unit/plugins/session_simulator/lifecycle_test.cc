#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "support.h"
#include "wagate/bus.h"
#include "wagate/events/all.h"

namespace wagate::session_simulator {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Lt;
using ::testing::MatchesRegex;
using ::testing::Not;
using ::testing::StartsWith;

TEST(SimulatorLife, ShowsACodeThenOpensWhenItIsScanned) {
  Gateway gateway(R"({"live":false,"history_chunks":0,"groups":0})");

  gateway.open(1);
  gateway.host.time().advance(5'000);

  EXPECT_THAT(gateway.host.bus().names(), ElementsAre("connection.update", "qrcode.updated", "connection.update"));
  EXPECT_EQ(data_of(gateway.host.bus().events()[0]),
            Json::parse(R"({"instance":"shop-01","state":"connecting","statusReason":200})"));
  const Json open = data_of(gateway.host.bus().events()[2]);
  EXPECT_THAT(keys_of(open),
              ElementsAre("instance", "wuid", "profileName", "profilePictureUrl", "state", "statusReason"));
  EXPECT_EQ(open["state"], "open");
  EXPECT_THAT(open["wuid"].get<std::string>(), MatchesRegex("[0-9]+@s.whatsapp.net"));
}

TEST(SimulatorLife, PublishesNothingInsideOpen) {
  Gateway gateway;

  gateway.open(1);

  EXPECT_THAT(gateway.host.bus().names(), IsEmpty());
}

TEST(SimulatorLife, ShowsAnotherCodeEveryIntervalUntilTheLimitIsReached) {
  Gateway gateway(R"({"scan_after_ms":0,"qr_interval_ms":45000,"qr_limit":3})");

  gateway.open(1);
  gateway.host.time().advance(600'000);

  const auto codes = gateway.events("qrcode.updated");
  ASSERT_EQ(codes.size(), 4u);
  EXPECT_NE(codes[0].texts.at("code"), codes[1].texts.at("code"));
  EXPECT_THAT(codes[0].texts.at("code"),
              MatchesRegex("2@[A-Za-z0-9+/=]+,[A-Za-z0-9+/=]+,[A-Za-z0-9+/=]+,[A-Za-z0-9+/=]+"));
  EXPECT_THAT(keys_of(data_of(codes[0])["qrcode"]), ElementsAre("instance", "pairingCode", "code", "base64"));
  EXPECT_TRUE(data_of(codes[0])["qrcode"]["pairingCode"].is_null());
  EXPECT_EQ(data_of(codes[3])["statusCode"], 500);
  EXPECT_EQ(codes[3].integers.at("limit_reached"), 1);
  EXPECT_EQ(data_of(gateway.events("connection.update").back())["state"], "refused");
}

TEST(SimulatorLife, StartsOverAfterARefusedAttempt) {
  Gateway gateway(R"({"scan_after_ms":0,"qr_limit":1})");
  gateway.open(1);
  gateway.host.time().advance(600'000);
  gateway.host.bus().clear();

  EXPECT_EQ(gateway.open(1), abi::StatusCode::ok);
  gateway.host.time().advance(1'000);

  EXPECT_THAT(gateway.host.bus().names(), ElementsAre("connection.update", "qrcode.updated"));
}

TEST(SimulatorLife, GivesAPairingCodeWhenANumberWasGiven) {
  Gateway gateway(R"({"scan_after_ms":0})");

  gateway.open(1, "shop-01", "5511960000009");
  gateway.host.time().advance(1'000);

  EXPECT_THAT(gateway.events("qrcode.updated").at(0).texts.at("pairing_code"), MatchesRegex("[A-Z0-9]+"));
  EXPECT_EQ(gateway.events("qrcode.updated").at(0).texts.at("pairing_code").size(), 8u);
}

TEST(SimulatorLife, TakesTheNumberAsItsOwn) {
  Gateway gateway(R"({"live":false})");

  gateway.open(1, "shop-01", "+55 11 96000-0009");
  gateway.host.time().advance(4'000);

  EXPECT_EQ(data_of(gateway.events("connection.update").back())["wuid"], "5511960000009@s.whatsapp.net");
}

TEST(SimulatorLife, RefusesASecondOpen) {
  Gateway gateway;
  gateway.open(1);

  EXPECT_EQ(gateway.open(1), abi::StatusCode::already_exists);
}

TEST(SimulatorLife, OpensWithoutACodeAfterARestart) {
  Gateway gateway(R"({"live":false,"history_chunks":0,"groups":0})");
  gateway.pair(1);
  const Json first = data_of(gateway.events("connection.update").back());
  gateway.stop();
  gateway.host.bus().clear();

  gateway.start();
  gateway.open(1);
  gateway.host.time().advance(2'000);

  EXPECT_THAT(gateway.host.bus().names(), ElementsAre("connection.update", "connection.update"));
  EXPECT_EQ(data_of(gateway.events("connection.update").back()), first);
}

TEST(SimulatorLife, BringsHistoryInOrderAfterPairing) {
  Gateway gateway(R"({"live":false,"history_chunks":2,"history_messages":5,"groups":2})");

  gateway.pair(1);

  auto names = gateway.host.bus().names();
  names.erase(names.begin(), names.begin() + 3);
  EXPECT_THAT(names, ElementsAre("chats.set", "messages.set", "contacts.upsert", "contacts.update", "chats.set",
                                 "messages.set", "contacts.upsert", "contacts.update", "groups.upsert"));
  EXPECT_EQ(gateway.events("messages.set")[0].integers.at("count"), 5);
  EXPECT_EQ(data_of(gateway.events("messages.set")[0]).size(), 5u);
}

TEST(SimulatorLife, LogoutTellsThatTheSessionIsClosedBeforeItReturns) {
  Gateway gateway(R"({"live":true,"pace":6000})");
  gateway.pair(1);
  gateway.host.bus().clear();

  gateway.simulator->close(1, abi::CloseMode::logout);

  EXPECT_THAT(gateway.host.bus().names(), ElementsAre("status.instance", "logout.instance", "connection.update"));
  const Json status = data_of(gateway.host.bus().events()[0]);
  EXPECT_THAT(keys_of(status),
              ElementsAre("instance", "status", "disconnectionAt", "disconnectionReasonCode", "disconnectionObject"));
  EXPECT_EQ(status["disconnectionReasonCode"], 401);
  EXPECT_EQ(Json::parse(status["disconnectionObject"].get<std::string>())["error"]["output"]["statusCode"], 401);
}

TEST(SimulatorLife, PublishesNothingAfterClose) {
  for (const auto mode : {abi::CloseMode::suspend, abi::CloseMode::logout, abi::CloseMode::erase}) {
    Gateway gateway(R"({"live":true,"pace":60000})");
    gateway.pair(1);
    ASSERT_GT(gateway.count("messages.upsert"), 0u);

    gateway.simulator->close(1, mode);
    gateway.host.bus().clear();
    gateway.host.time().advance(600'000);

    EXPECT_THAT(gateway.host.bus().names(), IsEmpty());
  }
}

TEST(SimulatorLife, MayBeClosedFromInsideASubscriber) {
  Gateway gateway(R"({"live":true,"pace":6000})");
  auto closer = subscribe<MessagesUpsert>(gateway.host.context(), [&](const MessagesUpsert&, const abi::EventMeta&) {
    gateway.simulator->close(1, abi::CloseMode::suspend);
  });

  gateway.pair(1);
  gateway.host.time().advance(60'000);

  EXPECT_EQ(gateway.count("messages.upsert"), 1u);
  EXPECT_EQ(gateway.host.bus().names().back(), "messages.upsert");
}

TEST(SimulatorLife, NeedsANewScanAfterALogout) {
  Gateway gateway(R"({"live":false,"scan_after_ms":3000})");
  gateway.pair(1);
  gateway.simulator->close(1, abi::CloseMode::logout);
  gateway.host.bus().clear();

  gateway.open(1);
  gateway.host.time().advance(1'000);

  EXPECT_THAT(gateway.host.bus().names(), Contains("qrcode.updated"));
}

TEST(SimulatorLife, LogoutOfASuspendedSessionForgetsThePairing) {
  Gateway gateway(R"({"live":false})");
  gateway.pair(1);
  gateway.simulator->close(1, abi::CloseMode::suspend);
  gateway.host.bus().clear();

  gateway.simulator->close(1, abi::CloseMode::logout);
  gateway.open(1);
  gateway.host.time().advance(1'000);

  EXPECT_THAT(gateway.host.bus().names(), ElementsAre("connection.update", "qrcode.updated"));
}

TEST(SimulatorLife, EraseLeavesNothingBehind) {
  Gateway gateway(R"({"live":false})");
  gateway.pair(1);
  ASSERT_FALSE(std::filesystem::is_empty(gateway.host.state_dir()));

  gateway.simulator->close(1, abi::CloseMode::erase);

  EXPECT_TRUE(std::filesystem::is_empty(gateway.host.state_dir()));
}

TEST(SimulatorLife, ARemovedInstanceLeavesNothingBehind) {
  Gateway gateway(R"({"live":false})");
  gateway.pair(1);
  gateway.simulator->close(1, abi::CloseMode::suspend);

  gateway.instances.remove_entry(1);

  EXPECT_TRUE(std::filesystem::is_empty(gateway.host.state_dir()));
}

TEST(SimulatorLife, ReconnectsWithoutTellingAClose) {
  Gateway gateway(R"({"live":false,"history_chunks":0,"groups":0})");
  gateway.pair(1);
  gateway.host.bus().clear();

  ASSERT_EQ(gateway.request("POST", "shop-01", "disconnect").status, 200u);
  EXPECT_THAT(gateway.host.bus().names(), IsEmpty());
  gateway.host.time().advance(5'000);

  ASSERT_THAT(gateway.host.bus().names(), ElementsAre("connection.update", "connection.update"));
  EXPECT_EQ(gateway.host.bus().events()[0].texts.at("state"), "connecting");
  EXPECT_EQ(gateway.host.bus().events()[1].texts.at("state"), "open");
}

TEST(SimulatorLife, WaitsLongerBeforeEveryQuickReconnect) {
  Gateway gateway(R"({"live":false})");
  gateway.pair(1);
  std::vector<std::int64_t> waits;
  for (int i = 0; i < 3; ++i) {
    gateway.request("POST", "shop-01", "disconnect");
    waits.push_back(gateway.host.time().next_due_in());
    gateway.host.time().advance(20'000);
  }

  EXPECT_LT(waits[0], waits[1]);
  EXPECT_LT(waits[1], waits[2]);
}

TEST(SimulatorLife, ThePhoneMayRemoveTheDevice) {
  Gateway gateway(R"({"live":false})");
  gateway.pair(1);
  gateway.host.bus().clear();

  EXPECT_EQ(gateway.request("POST", "shop-01", "logout").body, R"({"loggedOut":true})");

  EXPECT_THAT(gateway.host.bus().names(), ElementsAre("status.instance", "logout.instance", "connection.update"));
  EXPECT_EQ(gateway.open(1), abi::StatusCode::ok);
}

TEST(SimulatorLife, KeepsEventsForABusThatIsFull) {
  Gateway gateway(R"({"live":false,"history_chunks":2,"groups":1})");
  gateway.open(1);
  gateway.host.time().advance(3'300);
  gateway.host.bus().answer(abi::StatusCode::resource_exhausted);
  gateway.host.time().advance(3'000);
  gateway.host.bus().answer(abi::StatusCode::ok);
  gateway.host.bus().clear();

  gateway.host.time().advance(1'000);

  EXPECT_THAT(gateway.host.bus().names(),
              ElementsAre("chats.set", "messages.set", "contacts.upsert", "contacts.update", "chats.set",
                          "messages.set", "contacts.upsert", "contacts.update", "groups.upsert"));
}

TEST(SimulatorLife, StopLeavesNoTimerBehind) {
  Gateway gateway;
  gateway.pair(1);
  gateway.open(2, "shop-02");
  ASSERT_GT(gateway.host.time().pending_timers(), 0u);

  gateway.stop();

  EXPECT_EQ(gateway.host.time().pending_timers(), 0u);
}

TEST(SimulatorLife, RefusesAColourThatIsNone) {
  testing::FakeHost host(R"({"qr_color":"greenish"})");
  FakeInstances instances;
  host.provide(abi::Instances::kServiceId, static_cast<abi::Instances*>(&instances));

  EXPECT_THROW(host.make<Simulator>(), PluginError);
}

}  // namespace
}  // namespace wagate::session_simulator
