// Commands about messages and chats that are there, about labels and calls.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support.h"

namespace wagate::session_simulator {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;

constexpr const char* kQuietMessages = R"({"live":false,"history_chunks":0,"groups":6})";
constexpr const char* kPersonJid = "5511970000001@s.whatsapp.net";

class Messages : public ::testing::Test {
 protected:
  Messages() : gateway(kQuietMessages) {
    gateway.pair(1);
    group_of_others = group_where(false);
    own_group = group_where(true);
    gateway.host.bus().clear();
  }

  std::string group_where(bool owner_is_admin) {
    const std::string own = data_of(gateway.events("connection.update").back())["wuid"];
    for (const Json& group : data_of(gateway.events("groups.upsert").at(0)))
      for (const Json& member : group["participants"])
        if (member["phoneNumber"] == own && member["admin"].is_null() != owner_is_admin) return group["id"];
    ADD_FAILURE() << "no such group under this seed";
    return "";
  }

  std::shared_ptr<CommandAnswer> run(const std::string& command, const Json& arguments) {
    return gateway.command(1, command, arguments.dump());
  }

  Json key_of_sent_text(const std::string& chat = kPersonJid) {
    const auto answer = run("send_text", {{"number", chat}, {"text", "typo"}});
    EXPECT_TRUE(answer->ok) << answer->sentence;
    gateway.host.bus().clear();
    return answer->result()["key"];
  }

  Gateway gateway;
  std::string group_of_others;
  std::string own_group;
};

TEST_F(Messages, DeletingPublishesTheRowThatWasStored) {
  const Json key = key_of_sent_text();
  const Json row = {{"id", "cm1"}, {"key", key}, {"status", "DELETED"}, {"message", {{"conversation", "typo"}}}};

  const auto answer = run("delete_message", {{"key", key}, {"row", row}});

  ASSERT_TRUE(answer->ok) << answer->sentence;
  ASSERT_THAT(gateway.host.bus().names(), ElementsAre("messages.delete"));
  const auto event = gateway.host.bus().events()[0];
  EXPECT_EQ(event.document.json, row.dump());
  EXPECT_EQ(event.texts.at("message_id"), key["id"]);
  const Json result = answer->result();
  EXPECT_THAT(keys_of(result), ElementsAre("key", "message", "messageTimestamp", "status"));
  EXPECT_EQ(result["message"]["protocolMessage"].dump(), Json({{"key", key}, {"type", "REVOKE"}}).dump());
  EXPECT_EQ(result["messageTimestamp"], std::to_string(gateway.host.time().unix_ms() / 1000));
  EXPECT_EQ(result["status"], "PENDING");
}

TEST_F(Messages, DeletingWithoutARowPublishesTheKey) {
  const Json key = key_of_sent_text();

  EXPECT_TRUE(run("delete_message", {{"key", key}})->ok);

  EXPECT_EQ(gateway.events("messages.delete").at(0).document.json, key.dump());
}

TEST_F(Messages, WhatIsDeletedCannotBeChangedAnyMore) {
  const Json key = key_of_sent_text();
  run("delete_message", {{"key", key}});
  gateway.host.bus().clear();

  for (const auto& answer : {run("delete_message", {{"key", key}}),
                             run("update_message", {{"number", kPersonJid}, {"key", key}, {"text", "x"}}),
                             run("send_reaction", {{"key", key}, {"reaction", "x"}})}) {
    EXPECT_EQ(answer->code, abi::StatusCode::not_found);
    EXPECT_EQ(answer->reason, "message_not_found");
  }
  EXPECT_THAT(gateway.host.bus().names(), IsEmpty());
}

TEST_F(Messages, OnlyAdminsDeleteMessagesOfOthers) {
  const auto key = [](const std::string& chat) {
    return Json({{"id", "3A00"}, {"remoteJid", chat}, {"fromMe", false}, {"participant", "84110000000001@lid"}});
  };

  EXPECT_EQ(run("delete_message", {{"key", key(group_of_others)}})->reason, "not_authorized");
  EXPECT_EQ(run("delete_message", {{"key", key(kPersonJid)}})->code, abi::StatusCode::permission_denied);
  const auto answer = run("delete_message", {{"key", key(own_group)}});
  ASSERT_TRUE(answer->ok) << answer->sentence;
  EXPECT_EQ(answer->result()["message"]["protocolMessage"]["key"]["participant"], "84110000000001@lid");
}

TEST_F(Messages, EditingPublishesNumbersAndAnswersTexts) {
  const Json key = key_of_sent_text();

  const auto answer = run("update_message", {{"number", kPersonJid}, {"key", key}, {"text", "right"}});

  ASSERT_TRUE(answer->ok) << answer->sentence;
  ASSERT_THAT(gateway.host.bus().names(), ElementsAre("send.message.update"));
  const auto event = gateway.host.bus().events()[0];
  const std::string now = std::to_string(gateway.host.time().unix_ms());
  EXPECT_EQ(event.document.json, R"({"key":)" + key.dump() +
                                     R"(,"editedMessage":{"extendedTextMessage":{"text":"right"}},"timestampMs":)" +
                                     now + R"(,"type":14})");
  EXPECT_EQ(event.texts.at("text"), "right");
  EXPECT_EQ(answer->result()["message"]["protocolMessage"].dump(),
            R"({"key":)" + key.dump() +
                R"(,"type":"MESSAGE_EDIT","editedMessage":{"extendedTextMessage":{"text":"right"}},"timestampMs":")" +
                now + R"("})");
}

TEST_F(Messages, AnEditedMessageIsQuotedWithItsNewText) {
  const Json key = key_of_sent_text();
  run("update_message", {{"number", kPersonJid}, {"key", key}, {"text", "right"}});

  const Json record =
      run("send_text", {{"number", kPersonJid}, {"text", "see above"}, {"quoted", {{"key", key}}}})->result();

  EXPECT_EQ(record["contextInfo"]["quotedMessage"]["conversation"], "right");
}

TEST_F(Messages, OnlyOwnMessagesAreEdited) {
  const Json key = {{"id", "3A00"}, {"remoteJid", kPersonJid}, {"fromMe", false}};

  EXPECT_EQ(run("update_message", {{"number", kPersonJid}, {"key", key}, {"text", "x"}})->reason, "not_authorized");
  EXPECT_EQ(run("update_message", {{"number", "1@lid"}, {"key", key}, {"text", "x"}})->sentence,
            "RemoteJid does not match");
  EXPECT_EQ(run("update_message", {{"number", kPersonJid}, {"key", key}, {"text", ""}})->sentence, "Text is required");
}

TEST_F(Messages, ReadingTellsTheStatusAndThatNothingIsUnread) {
  const auto answer = run("mark_read", {{"keys", {{{"id", "3A00"}, {"remoteJid", kPersonJid}, {"fromMe", false}}}}});
  gateway.host.time().advance(1);

  ASSERT_TRUE(answer->ok) << answer->sentence;
  EXPECT_EQ(answer->json, "");
  ASSERT_THAT(gateway.host.bus().names(), ElementsAre("messages.update", "chats.upsert"));
  const Json status = data_of(gateway.host.bus().events()[0]);
  EXPECT_EQ(status["keyId"], "3A00");
  EXPECT_EQ(status["fromMe"], false);
  EXPECT_EQ(status["status"], "READ");
  EXPECT_EQ(data_of(gateway.host.bus().events()[1])[0]["unreadMessages"], 0);
  EXPECT_EQ(gateway.request("GET", "shop-01", "stanzas").json()[0]["attrs"].dump(),
            R"({"to":"5511970000001@s.whatsapp.net","id":"3A00","type":"read"})");
}

TEST_F(Messages, ReadingInAGroupTellsOnlyThatNothingIsUnread) {
  run("mark_read",
      {{"keys",
        {{{"id", "3A00"}, {"remoteJid", own_group}, {"fromMe", false}, {"participant", "84110000000001@lid"}}}}});
  gateway.host.time().advance(1);

  EXPECT_THAT(gateway.host.bus().names(), ElementsAre("chats.upsert"));
}

TEST_F(Messages, ChangesOfAChatTellWhichChatOnly) {
  const Json last = {{"key", {{"id", "3A00"}, {"remoteJid", kPersonJid}, {"fromMe", false}}},
                     {"messageTimestamp", 1768485802}};

  EXPECT_TRUE(run("archive_chat", {{"chat", kPersonJid}, {"archive", true}, {"lastMessage", last}})->ok);
  EXPECT_TRUE(run("mark_chat_unread", {{"chat", kPersonJid}, {"lastMessage", last}})->ok);

  ASSERT_THAT(gateway.host.bus().names(), ElementsAre("chats.update", "chats.update"));
  EXPECT_EQ(data_of(gateway.host.bus().events()[0]).dump(),
            R"([{"remoteJid":"5511970000001@s.whatsapp.net","instanceId":"0f5b1a52-6c0e-4a27-9a3c-5a3a8de1d001"}])");
  EXPECT_EQ(run("archive_chat", {{"chat", kPersonJid}, {"archive", "yes"}, {"lastMessage", last}})->sentence,
            "archive has to be true or false");
  EXPECT_EQ(run("archive_chat", {{"chat", kPersonJid}, {"archive", true}})->sentence, "lastMessage is not an object");
  EXPECT_EQ(run("mark_chat_unread", {{"chat", "120363000000000001@g.us"}, {"lastMessage", last}})->reason,
            "group_not_found");
}

TEST_F(Messages, PresenceInAChatLastsAsLongAsAsked) {
  const auto answer = run("chat_presence", {{"number", kPersonJid}, {"presence", "composing"}, {"delay", 25'000}});
  gateway.host.time().advance(24'999);
  EXPECT_FALSE(answer->answered);
  gateway.host.time().advance(1);

  EXPECT_TRUE(answer->ok);
  std::vector<std::string> states;
  for (const Json& stanza : gateway.request("GET", "shop-01", "stanzas").json())
    states.push_back(stanza["content"][0]["tag"]);
  EXPECT_THAT(states, ElementsAre("composing", "composing", "paused"));
  EXPECT_EQ(gateway.count("presence.update"), 1u);
  EXPECT_EQ(run("chat_presence", {{"number", kPersonJid}, {"presence", "composing"}, {"delay", 600'001}})->sentence,
            "delay has to be a whole number from 0 to 600000");
}

TEST_F(Messages, NotMoreThanAFewHundredCommandsWait) {
  const Json presence = {{"number", kPersonJid}, {"presence", "composing"}, {"delay", 5'000}};
  std::vector<std::shared_ptr<CommandAnswer>> waiting;
  for (int i = 0; i < 256; ++i) waiting.push_back(run("chat_presence", presence));

  EXPECT_EQ(run("chat_presence", presence)->reason, "too_many_pending");
  EXPECT_EQ(run("send_text", {{"number", kPersonJid}, {"text", "x"}, {"delay", 1}})->reason, "too_many_pending");
  gateway.host.time().advance(5'000);

  for (const auto& answer : waiting) EXPECT_TRUE(answer->ok);
  EXPECT_TRUE(run("send_text", {{"number", kPersonJid}, {"text", "x"}})->ok);
}

TEST_F(Messages, AnswersWaitingForTheirTimeSurviveNoClose) {
  const auto presence = run("chat_presence", {{"number", kPersonJid}, {"presence", "composing"}, {"delay", 5'000}});
  const auto voice = gateway.command(1, "send_media",
                                     Json({{"number", kPersonJid},
                                           {"kind", "voice"},
                                           {"delay", 5'000},
                                           {"media", {{"_placeholder", true}, {"num", 0}}}})
                                         .dump(),
                                     {"OggS"});

  gateway.simulator->close(1, abi::CloseMode::logout);
  gateway.host.time().advance(10'000);

  for (const auto& answer : {presence, voice}) {
    EXPECT_EQ(answer->answers, 1);
    EXPECT_EQ(answer->reason, "not_connected");
    EXPECT_EQ(answer->code, abi::StatusCode::failed_precondition);
  }
}

TEST_F(Messages, LabelsAreListedAndPutOnChats) {
  const Json labels = run("fetch_labels", Json::object())->result()["labels"];
  ASSERT_EQ(labels.size(), 5u);
  EXPECT_THAT(keys_of(labels[0]), ElementsAre("id", "name", "color"));

  EXPECT_TRUE(run("label_chat", {{"chat", kPersonJid}, {"labelId", "2"}, {"add", true}})->ok);
  EXPECT_TRUE(run("label_chat", {{"chat", kPersonJid}, {"labelId", "2"}, {"add", false}})->ok);

  ASSERT_THAT(gateway.host.bus().names(), ElementsAre("labels.association", "labels.association"));
  EXPECT_EQ(data_of(gateway.host.bus().events()[0]).dump(),
            R"({"instance":"shop-01","type":"add","chatId":"5511970000001@s.whatsapp.net","labelId":"2"})");
  EXPECT_EQ(data_of(gateway.host.bus().events()[1])["type"], "remove");
  EXPECT_EQ(run("label_chat", {{"chat", kPersonJid}, {"labelId", "77"}, {"add", true}})->reason, "label_not_found");
}

TEST_F(Messages, ACallRingsAndEnds) {
  const auto answer = run("offer_call", {{"jid", kPersonJid}, {"isVideo", true}, {"callDuration", 8}});
  gateway.host.time().advance(20'000);

  ASSERT_TRUE(answer->ok) << answer->sentence;
  EXPECT_THAT(answer->result()["id"].get<std::string>(), MatchesRegex("[0-9A-F]+"));
  const auto events = gateway.events("call");
  ASSERT_GE(events.size(), 3u);
  EXPECT_EQ(data_of(events.front())["event"], "CB:ack,class:call");
  EXPECT_THAT(data_of(events.back())["status"].get<std::string>(), MatchesRegex("terminate|timeout"));
  for (const auto& event : events) EXPECT_EQ(event.texts.at("call_id"), answer->result()["id"]);
  EXPECT_EQ(run("offer_call", {{"jid", "5511970000000@s.whatsapp.net"}})->reason, "not_on_whatsapp");
  EXPECT_EQ(run("offer_call", {{"jid", own_group}})->sentence, "jid is not that of a person");
}

TEST(MessageSettings, IncomingMessagesAreReadWhenTheSettingSaysSo) {
  for (const bool on : {false, true}) {
    Gateway gateway(R"({"pace":600,"history_chunks":0,"groups":0})");
    gateway.pair(1, "shop-01", on ? R"({"readMessages":true})" : "{}");
    gateway.host.time().advance(20'000);

    std::set<std::string> read;
    for (const auto& event : gateway.events("messages.update"))
      if (event.integers.at("from_me") == 0 && event.texts.at("status") == "READ")
        read.insert(event.texts.at("message_id"));
    EXPECT_EQ(read.empty(), !on);
    EXPECT_GT(gateway.count("messages.upsert"), 10u);
  }
}

TEST(MessageSettings, AnAccountThatIsAlwaysOnlineSaysSoWhenItOpens) {
  for (const bool on : {false, true}) {
    Gateway gateway(R"({"live":false,"history_chunks":0})");
    gateway.pair(1, "shop-01", on ? R"({"alwaysOnline":true})" : "{}");

    const Json stanzas = gateway.request("GET", "shop-01", "stanzas").json();
    ASSERT_EQ(stanzas.size(), on ? 1u : 0u);
    if (on) {
      EXPECT_EQ(stanzas[0]["attrs"]["type"], "available");
    }
  }
}

}  // namespace
}  // namespace wagate::session_simulator
