#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support.h"

namespace wagate::session_simulator {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;
using ::testing::Not;
using ::testing::StartsWith;

constexpr const char* kUnknownNumber = R"({"live":false,"history_chunks":0,"groups":1,"unknown_numbers":["5511970001111"]})";
constexpr const char* kHello = R"({"number":"5511970000001@s.whatsapp.net","text":"Hello"})";

TEST(SendText, AnswersWithTheRecordThatIsPublished) {
  Gateway gateway(kUnknownNumber);
  gateway.pair(1);
  gateway.host.bus().clear();

  const auto answer = gateway.command(1, "send_text", kHello);

  ASSERT_TRUE(answer->ok) << answer->sentence;
  ASSERT_THAT(gateway.host.bus().names(), ElementsAre("send.message"));
  const auto event = gateway.host.bus().events()[0];
  EXPECT_EQ(answer->json, event.document.json);
  const Json record = data_of(event);
  EXPECT_THAT(keys_of(record), ElementsAre("key", "pushName", "status", "message", "contextInfo", "messageType",
                                           "messageTimestamp", "instanceId", "source"));
  EXPECT_THAT(keys_of(record["key"]), ElementsAre("remoteJid", "fromMe", "id"));
  EXPECT_THAT(record["key"]["id"].get<std::string>(), MatchesRegex("3EB0[0-9A-F]+"));
  EXPECT_EQ(record["key"]["id"].get<std::string>().size(), 22u);
  EXPECT_EQ(record["pushName"], "Você");
  EXPECT_EQ(record["status"], "PENDING");
  EXPECT_EQ(record["source"], "web");
  const std::int64_t now = gateway.host.time().unix_ms() / 1000;
  EXPECT_EQ(record["messageTimestamp"], now);
  EXPECT_EQ(record["contextInfo"],
            Json::parse(R"({"mentionedJid":[],"groupMentions":[],"ephemeralSettingTimestamp":{"low":)" +
                        std::to_string(now - 172'800) +
                        R"(,"high":0,"unsigned":false},"disappearingMode":{"initiator":0}})"));
  EXPECT_EQ(event.texts.at("text"), "Hello");
  EXPECT_EQ(event.texts.at("chat"), "5511970000001@s.whatsapp.net");
}

TEST(SendText, IsFollowedByItsReceipts) {
  Gateway gateway(kUnknownNumber);
  gateway.pair(1);
  gateway.command(1, "send_text", kHello);
  gateway.host.bus().clear();

  gateway.host.time().advance(30'000);

  std::vector<std::string> statuses;
  for (const auto& event : gateway.events("messages.update")) statuses.push_back(event.texts.at("status"));
  EXPECT_THAT(statuses, ElementsAre("SERVER_ACK", "DELIVERY_ACK", "READ"));
  EXPECT_THAT(gateway.host.bus().names(), ElementsAre("messages.update", "chats.upsert", "messages.update",
                                                      "chats.upsert", "messages.update", "chats.upsert"));
}

TEST(SendText, WaitsForItsDelayAndShowsThatItTypes) {
  Gateway gateway(kUnknownNumber);
  gateway.pair(1);
  gateway.host.bus().clear();

  const auto answer =
      gateway.command(1, "send_text", R"({"number":"5511970000001@s.whatsapp.net","text":"Hello","delay":45000})");
  gateway.host.time().advance(44'999);
  EXPECT_FALSE(answer->answered);
  EXPECT_THAT(gateway.host.bus().names(), ElementsAre("presence.update"));
  gateway.host.time().advance(1);

  EXPECT_TRUE(answer->ok);
  std::vector<std::string> states;
  for (const Json& stanza : gateway.request("GET", "shop-01", "stanzas").json())
    states.push_back(stanza["content"][0]["tag"]);
  EXPECT_THAT(states, ElementsAre("composing", "composing", "composing", "paused"));
}

TEST(SendText, IsAnsweredWhenTheSessionClosesDuringItsDelay) {
  Gateway gateway(kUnknownNumber);
  gateway.pair(1);
  const auto answer =
      gateway.command(1, "send_text", R"({"number":"5511970000001@s.whatsapp.net","text":"Hello","delay":45000})");

  gateway.simulator->close(1, abi::CloseMode::suspend);

  EXPECT_EQ(answer->answers, 1);
  EXPECT_EQ(answer->reason, "not_connected");
}

TEST(SendText, RefusesNumbersThatNobodyHas) {
  Gateway gateway(kUnknownNumber);
  gateway.pair(1);
  gateway.host.bus().clear();

  for (const char* jid : {"5511970000000@s.whatsapp.net", "5511970001111@s.whatsapp.net"}) {
    const auto answer = gateway.command(1, "send_text", Json({{"number", jid}, {"text", "Hello"}}).dump());
    EXPECT_EQ(answer->code, abi::StatusCode::invalid_argument);
    EXPECT_EQ(answer->reason, "not_on_whatsapp");
    EXPECT_THAT(answer->sentence, Not(HasSubstr("5511")));
  }
  EXPECT_THAT(gateway.host.bus().names(), IsEmpty());
}

TEST(SendText, KnowsOnlyItsOwnGroups) {
  Gateway gateway(kUnknownNumber);
  gateway.pair(1);
  const std::string group = gateway.events("groups.upsert").at(0).texts.at("chat");

  EXPECT_EQ(gateway.command(1, "send_text", R"({"number":"120363000000000001@g.us","text":"x"})")->reason,
            "group_not_found");
  const auto answer =
      gateway.command(1, "send_text", Json({{"number", group}, {"text", "x"}, {"mentionsEveryOne", true}}).dump());

  ASSERT_TRUE(answer->ok);
  const Json record = Json::parse(answer->json);
  const Json metadata = data_of(gateway.events("groups.upsert").at(0))[0];
  EXPECT_THAT(keys_of(record["contextInfo"]), ElementsAre("mentionedJid", "groupMentions"));
  EXPECT_EQ(record["contextInfo"]["mentionedJid"].size(), metadata["participants"].size());
}

TEST(SendText, MentionsOnlyInGroups) {
  Gateway gateway(kUnknownNumber);
  gateway.pair(1);

  const auto answer = gateway.command(
      1, "send_text",
      R"({"number":"5511970000001@s.whatsapp.net","text":"x","mentioned":["5511970000002@s.whatsapp.net"]})");

  EXPECT_THAT(Json::parse(answer->json)["contextInfo"]["mentionedJid"], IsEmpty());
}

TEST(SendText, QuotesWhatItWasGiven) {
  Gateway gateway(kUnknownNumber);
  gateway.pair(1);

  const auto answer =
      gateway.command(1, "send_text",
                      R"({"number":"5511970000001@s.whatsapp.net","text":"yes","quoted":{"key":{"id":"3EB0AA"},
                                          "message":{"extendedTextMessage":{"text":"ready?"}}}})");

  const Json context = Json::parse(answer->json)["contextInfo"];
  EXPECT_EQ(context["stanzaId"], "3EB0AA");
  EXPECT_EQ(context["participant"], "5511970000001@s.whatsapp.net");
  EXPECT_EQ(context["quotedMessage"], Json::parse(R"({"conversation":"ready?"})"));
}

TEST(SendText, QuotesAMessageItRemembersAndSendsWithoutAnUnknownOne) {
  Gateway gateway(kUnknownNumber);
  gateway.pair(1);
  const std::string id = Json::parse(gateway.command(1, "send_text", kHello)->json)["key"]["id"];
  const auto quote = [&](const std::string& quoted) {
    return Json::parse(gateway
                           .command(1, "send_text",
                                    Json({{"number", "5511970000001@s.whatsapp.net"},
                                          {"text", "yes"},
                                          {"quoted", {{"key", {{"id", quoted}}}}}})
                                        .dump())
                           ->json)["contextInfo"];
  };

  EXPECT_EQ(quote(id)["quotedMessage"]["conversation"], "Hello");
  EXPECT_FALSE(quote("3EB0UNKNOWN").contains("stanzaId"));
}

TEST(SendText, SaysWhatIsWrongWithItsArguments) {
  Gateway gateway(kUnknownNumber);
  gateway.pair(1);
  const std::pair<const char*, const char*> cases[] = {
      {"[", "the argument of send_text is not JSON"},
      {"[]", "the argument of send_text is not a JSON object"},
      {R"({"number":"5511970000001","text":"x"})", "number is not a JID such as digits@s.whatsapp.net"},
      {R"({"number":"5511970000001@s.whatsapp.net","text":7})", "text is not a text"},
      {R"({"number":"5511970000001@s.whatsapp.net","text":""})", "Text is required"},
      {R"({"number":"5511970000001@s.whatsapp.net","text":"x","delay":"1"})", "Enter a value in milliseconds"},
      {R"({"number":"5511970000001@s.whatsapp.net","text":"x","delay":600001})",
       "delay has to be from 0 to 600000 milliseconds"},
      {R"({"number":"5511970000001@s.whatsapp.net","text":"x","mentioned":[1]})", "mentioned is not a list of JIDs"},
      {R"({"number":"5511970000001@s.whatsapp.net","text":"x","quoted":{}})", "quoted has no key.id"},
  };
  for (const auto& [arguments, sentence] : cases) {
    const auto answer = gateway.command(1, "send_text", arguments);
    EXPECT_EQ(answer->code, abi::StatusCode::invalid_argument);
    EXPECT_EQ(answer->reason, "bad_request");
    EXPECT_EQ(answer->sentence, sentence);
  }
}

TEST(SendText, KeepsItsReplyUntilTheBusTakesTheEvent) {
  Gateway gateway(kUnknownNumber);
  gateway.pair(1);
  gateway.host.bus().answer(abi::StatusCode::resource_exhausted);
  const auto answer = gateway.command(1, "send_text", kHello);
  EXPECT_FALSE(answer->answered);

  gateway.host.bus().answer(abi::StatusCode::ok);
  gateway.host.time().advance(100);

  EXPECT_TRUE(answer->ok);
}

TEST(SendText, TellsThatAFilterDeniedIt) {
  Gateway gateway(kUnknownNumber);
  gateway.pair(1);
  gateway.host.bus().answer(abi::StatusCode::permission_denied);

  EXPECT_EQ(gateway.command(1, "send_text", kHello)->reason, "denied");
}

TEST(SendText, MayBeAnsweredByThePersonWhoReadIt) {
  Gateway gateway(R"({"pace":0.01,"history_chunks":1,"groups":0,"contacts":1})");
  gateway.pair(1);
  const std::string chat = data_of(gateway.events("chats.set").at(0)).at(0)["remoteJid"];
  gateway.host.bus().clear();

  for (int i = 0; i < 10; ++i) {
    gateway.command(1, "send_text", Json({{"number", chat}, {"text", "Hello"}}).dump());
    gateway.host.time().advance(30'000);
  }

  EXPECT_GT(gateway.count("messages.upsert"), 0u);
}

TEST(SendNode, RecordsTheStanzaWithItsBytes) {
  Gateway gateway(kUnknownNumber);
  gateway.pair(1);

  const auto answer = gateway.command(1, "send_node",
                                      R"({"stanza":{"tag":"call","attrs":{"to":"1@lid","n":7},"content":[
                                          {"tag":"enc","attrs":{"v":"2"},"content":{"_placeholder":true,"num":0}},
                                          {"tag":"note","attrs":{},"content":"text"}]}})",
                                      {std::string("\x01\x02\x03", 3)});

  EXPECT_TRUE(answer->ok) << answer->sentence;
  EXPECT_EQ(
      gateway.request("GET", "shop-01", "stanzas").body,
      R"([{"tag":"call","attrs":{"to":"1@lid"},"content":[{"tag":"enc","attrs":{"v":"2"},"content":{"$bytes":"AQID"}},)"
      R"({"tag":"note","attrs":{},"content":"text"}]}])");
}

TEST(SendNode, KeepsTheLastHundredStanzas) {
  Gateway gateway(kUnknownNumber);
  gateway.pair(1);

  for (int i = 0; i < 103; ++i)
    gateway.command(1, "send_node", R"({"stanza":{"tag":"iq","attrs":{"id":")" + std::to_string(i) + R"("}}})");

  const Json stanzas = gateway.request("GET", "shop-01", "stanzas").json();
  ASSERT_EQ(stanzas.size(), 100u);
  EXPECT_EQ(stanzas[0]["attrs"]["id"], "3");
}

TEST(SendNode, SaysWhatIsWrongWithAStanza) {
  Gateway gateway(kUnknownNumber);
  gateway.pair(1);
  const auto nested = [](int depth) {
    std::string json = R"({"tag":"a","attrs":{}})";
    for (int i = 1; i < depth; ++i) json = R"({"tag":"a","attrs":{},"content":[)" + json + "]}";
    return R"({"stanza":)" + json + "}";
  };
  std::string many = R"({"stanza":{"tag":"a","attrs":{},"content":[)";
  for (int i = 0; i < 10'000; ++i) many += R"({"tag":"a","attrs":{}},)";
  many.back() = ']';
  many += "}}";

  const std::pair<std::string, const char*> cases[] = {
      {"{}", "stanza is missing"},
      {R"({"stanza":null})", "stanza is missing"},
      {R"({"stanza":{"attrs":{}}})", "has no tag"},
      {R"({"stanza":{"tag":"","attrs":{}}})", "has no tag"},
      {R"({"stanza":{"tag":"a"}})", "has no attrs"},
      {R"({"stanza":{"tag":"a","attrs":{},"content":7}})", "neither nodes, text nor a binary attachment"},
      {R"({"stanza":{"tag":"a","attrs":{},"content":{"type":"Buffer","data":[1]}}})", "neither nodes, text nor"},
      {R"({"stanza":{"tag":"a","attrs":{},"content":{"_placeholder":true,"num":0}}})", "did not come with it"},
      {R"({"stanza":{"tag":"a","attrs":{},"content":["b"]}})", "is not an object"},
      {nested(33), "deeper than 32 levels"},
      {many, "more than 10000 nodes"},
  };
  for (const auto& [arguments, sentence] : cases) {
    const auto answer = gateway.command(1, "send_node", arguments);
    EXPECT_EQ(answer->reason, "bad_request");
    EXPECT_THAT(answer->sentence, HasSubstr(sentence));
  }
  EXPECT_TRUE(gateway.command(1, "send_node", nested(32))->ok);
}

TEST(SendNode, ASubscriptionBringsThePresenceOfThatPerson) {
  Gateway gateway(kUnknownNumber);
  gateway.pair(1);
  gateway.host.bus().clear();

  gateway.command(1, "send_node",
                  R"({"stanza":{"tag":"presence","attrs":{"type":"subscribe","to":"5511970000001@s.whatsapp.net"}}})");
  gateway.host.time().advance(5'000);

  ASSERT_THAT(gateway.host.bus().names(), ElementsAre("presence.update"));
  EXPECT_EQ(gateway.host.bus().events()[0].texts.at("chat"), "5511970000001@s.whatsapp.net");
}

TEST(SetPresence, IsWrittenAsAStanza) {
  Gateway gateway(kUnknownNumber);
  gateway.pair(1);

  EXPECT_TRUE(gateway.command(1, "set_presence", R"({"presence":"available"})")->ok);
  EXPECT_EQ(gateway.command(1, "set_presence", R"({"presence":"sleepy"})")->sentence,
            "presence is not one of enum values: unavailable,available,composing,recording,paused");

  const Json stanzas = gateway.request("GET", "shop-01", "stanzas").json();
  ASSERT_EQ(stanzas.size(), 1u);
  EXPECT_EQ(stanzas[0]["attrs"]["type"], "available");
}

TEST(Commands, NeedAnOpenSession) {
  Gateway gateway(R"({"scan_after_ms":0})");
  gateway.open(1);
  gateway.host.time().advance(1'000);

  EXPECT_EQ(gateway.command(1, "send_text", kHello)->reason, "not_connected");
  EXPECT_EQ(gateway.command(2, "send_text", kHello)->reason, "not_connected");
  EXPECT_EQ(gateway.command(2, "send_text", kHello)->code, abi::StatusCode::failed_precondition);
}

TEST(Commands, UnknownOnesAreUnimplemented) {
  Gateway gateway(kUnknownNumber);
  gateway.pair(1);

  const auto answer = gateway.command(1, "make_coffee", "{}");

  EXPECT_EQ(answer->code, abi::StatusCode::unimplemented);
  EXPECT_EQ(answer->answers, 1);
}

TEST(Commands, LeaveNoTextOrNumberInTheLog) {
  Gateway gateway(kUnknownNumber);
  gateway.pair(1);

  gateway.command(1, "send_text", R"({"number":"5511970000001@s.whatsapp.net","text":"confidential"})");
  gateway.command(1, "send_text", R"({"number":"5511970000000@s.whatsapp.net","text":"confidential"})");

  EXPECT_THAT(gateway.host.log().text(), Not(HasSubstr("confidential")));
  EXPECT_THAT(gateway.host.log().text(), Not(HasSubstr("55119700")));
}

}  // namespace
}  // namespace wagate::session_simulator
