#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support.h"

namespace wagate::session_simulator {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

// Everything an instance publishes in its first minutes, as text.
std::vector<std::string> life(const std::string& config, const std::string& name) {
  Gateway gateway(config);
  gateway.pair(1, name);
  gateway.host.time().advance(60'000);
  std::vector<std::string> out;
  for (const auto& event : gateway.host.bus().events()) {
    out.push_back(event.wire + " " + event.document.json);
    for (const std::string& bytes : event.document.attachments) out.back() += "\n" + bytes;
  }
  return out;
}

TEST(SimulatedWorld, IsTheSameForTheSameSeed) {
  const std::string config = R"({"seed":42,"pace":600})";

  const auto first = life(config, "shop-01");

  EXPECT_GT(first.size(), 100u);
  EXPECT_EQ(first, life(config, "shop-01"));
}

TEST(SimulatedWorld, DiffersByInstanceAndBySeed) {
  const auto life_of_one = life(R"({"seed":42,"pace":600})", "shop-01");

  EXPECT_NE(life_of_one, life(R"({"seed":42,"pace":600})", "shop-02"));
  EXPECT_NE(life_of_one, life(R"({"seed":43,"pace":600})", "shop-01"));
}

TEST(SimulatedWorld, DoesNotChangeItsCourseForACommand) {
  const auto scenes = [](bool with_command) {
    Gateway gateway(R"({"pace":60})");
    gateway.pair(1);
    if (with_command) gateway.command(1, "send_node", R"({"stanza":{"tag":"presence","attrs":{"type":"available"}}})");
    gateway.host.time().advance(60'000);
    std::vector<std::string> ids;
    for (const auto& event : gateway.events("messages.upsert")) ids.push_back(event.texts.at("message_id"));
    return ids;
  };

  EXPECT_THAT(scenes(true), Not(IsEmpty()));
  EXPECT_EQ(scenes(true), scenes(false));
}

TEST(SimulatedWorld, NeverRepeatsMessageIdsInALaterLife) {
  Gateway gateway(R"({"pace":600})");
  gateway.pair(1);
  gateway.host.time().advance(60'000);
  std::set<std::string> first;
  for (const auto& event : gateway.events("messages.upsert")) first.insert(event.texts.at("message_id"));
  gateway.stop();
  gateway.host.bus().clear();

  gateway.start();
  gateway.open(1);
  gateway.host.time().advance(60'000);

  ASSERT_GT(gateway.count("messages.upsert"), 0u);
  for (const auto& event : gateway.events("messages.upsert")) EXPECT_EQ(first.count(event.texts.at("message_id")), 0u);
}

TEST(SimulatedWorld, KeepsItsPace) {
  Gateway gateway(R"({"pace":120,"history_chunks":0,"groups":0})");
  gateway.pair(1);
  gateway.host.bus().clear();

  gateway.host.time().advance(20 * 60'000);

  const auto per_minute = static_cast<double>(gateway.host.bus().names().size()) / 20;
  EXPECT_GT(per_minute, 100);
  EXPECT_LT(per_minute, 140);
}

TEST(SimulatedWorld, RestsWhenItIsNotLive) {
  Gateway gateway(R"({"live":false})");
  gateway.pair(1);
  gateway.host.bus().clear();

  gateway.host.time().advance(600'000);

  EXPECT_THAT(gateway.host.bus().names(), IsEmpty());
}

TEST(SimulatedWorld, LeavesGroupsOutForAnInstanceThatIgnoresThem) {
  Gateway gateway(R"({"pace":6000})");
  gateway.pair(1, "shop-01", R"({"groupsIgnore":true})");
  gateway.host.time().advance(40'000);

  for (const auto& event : gateway.host.bus().events())
    EXPECT_THAT(event.document.json, Not(HasSubstr("@g.us"))) << event.wire;
  EXPECT_GT(gateway.count("messages.upsert"), 50u);
}

TEST(SimulatedWorld, FollowsAChangeOfSettingsAtOnce) {
  Gateway gateway(R"({"pace":6000})");
  gateway.pair(1, "shop-01", R"({"groupsIgnore":false})");
  gateway.host.time().advance(60'000);
  ASSERT_GT(gateway.count("groups.upsert"), 0u);

  gateway.instances.change(1, R"({"groupsIgnore":true})");
  gateway.host.time().advance(10'000);  // what was under way comes to its end
  gateway.host.bus().clear();
  gateway.host.time().advance(60'000);

  for (const auto& event : gateway.host.bus().events())
    EXPECT_THAT(event.document.json, Not(HasSubstr("@g.us"))) << event.wire;
}

TEST(SimulatedWorld, ShowsStatusPostsOnlyWhenTheyAreWanted) {
  Gateway gateway(R"({"pace":6000})");
  gateway.pair(1, "shop-01", R"({"readStatus":false})");
  gateway.host.time().advance(30'000);

  for (const auto& event : gateway.events("messages.upsert")) EXPECT_NE(event.texts.at("chat"), "status@broadcast");
}

TEST(SimulatedWorld, RejectsCallsAndAnswersThemWithTheInstancesMessage) {
  Gateway gateway(R"({"pace":6000})");
  gateway.pair(1, "shop-01", R"({"rejectCall":true,"msgCall":"No calls, please"})");
  gateway.host.time().advance(40'000);

  const auto events = gateway.host.bus().events();
  std::size_t rejected = 0;
  for (std::size_t i = 0; i + 1 < events.size(); ++i) {
    if (events[i].wire != "call" || events[i].texts.at("status") != "offer") continue;
    ++rejected;
    EXPECT_THAT(data_of(events[i])["from"].get<std::string>(), EndsWith("@s.whatsapp.net"));
    EXPECT_EQ(events[i + 1].wire, "messages.upsert");
    EXPECT_EQ(events[i + 1].texts.at("text"), "No calls, please");
    EXPECT_EQ(events[i + 1].integers.at("from_me"), 1);
  }
  EXPECT_GT(rejected, 0u);
  for (const auto& event : gateway.events("call")) {
    EXPECT_NE(event.texts.at("status"), "accept");
    EXPECT_NE(event.texts.at("status"), "timeout");
  }
}

TEST(ChatMemory, ForgetsTheOldestMessageOfAChat) {
  ChatMemory memory;

  for (std::size_t i = 0; i <= ChatMemory::kPerChat; ++i)
    memory.add({"id" + std::to_string(i), "a@lid", "a@lid", false, ContentKind::text, "x"});

  EXPECT_EQ(memory.of("a@lid").size(), ChatMemory::kPerChat);
  EXPECT_EQ(memory.find("id0"), nullptr);
  EXPECT_NE(memory.find("id1"), nullptr);
}

TEST(ChatMemory, CutsLongTextsAtAWholeCharacter) {
  ChatMemory memory;
  std::string text(ChatMemory::kTextBytes - 1, 'x');

  memory.add({"id", "a@lid", "a@lid", false, ContentKind::text, text + "é"});

  EXPECT_EQ(memory.find("id")->text, text);
}

TEST(ChatMemory, ForgetsTheOldestChatWhenThereAreTooMany) {
  ChatMemory memory;

  for (std::size_t i = 0; i <= ChatMemory::kChats; ++i) {
    const std::string n = std::to_string(i);
    memory.add({"id" + n, n + "@lid", n + "@lid", false, ContentKind::text, "x"});
  }

  EXPECT_EQ(memory.find("id0"), nullptr);
  EXPECT_NE(memory.find("id1"), nullptr);
}

}  // namespace
}  // namespace wagate::session_simulator
