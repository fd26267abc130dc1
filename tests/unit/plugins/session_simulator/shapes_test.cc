// Every event that a long life brings, against the fields applications rely on.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <set>

#include "support.h"
#include "wagate/base64.h"

namespace wagate::session_simulator {
namespace {

using ::testing::AnyOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;
using ::testing::MatchesRegex;
using ::testing::Not;
using ::testing::StartsWith;

constexpr const char* kInstanceId = "0f5b1a52-6c0e-4a27-9a3c-5a3a8de1d001";

// A life of many events, lived once for all tests of this file.
class Life : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    Gateway gateway(R"({"seed":7,"pace":6000,"contacts":10,"groups":3,"history_messages":60})");
    gateway.pair(1, "shop-01", R"({"readStatus":true})");
    gateway.host.time().advance(60'000);
    events_ = new std::vector<testing::PublishedEvent>(gateway.host.bus().events());
  }
  static void TearDownTestSuite() {
    delete events_;
    events_ = nullptr;
  }

  static std::vector<testing::PublishedEvent> all(const std::string& wire) {
    std::vector<testing::PublishedEvent> out;
    for (const auto& event : *events_)
      if (event.wire == wire) out.push_back(event);
    EXPECT_THAT(out, Not(IsEmpty())) << wire << " never happened";
    return out;
  }

  // Records of one content type, from messages.upsert.
  static std::vector<testing::PublishedEvent> messages(const std::string& type) {
    std::vector<testing::PublishedEvent> out;
    for (const auto& event : all("messages.upsert"))
      if (event.texts.at("message_type") == type) out.push_back(event);
    EXPECT_THAT(out, Not(IsEmpty())) << type << " was never sent";
    return out;
  }

  static std::vector<testing::PublishedEvent>* events_;
};
std::vector<testing::PublishedEvent>* Life::events_ = nullptr;

void expect_keys(const Json& object, const std::vector<std::string>& required,
                 const std::vector<std::string>& optional = {}) {
  ASSERT_TRUE(object.is_object()) << object;
  const auto keys = keys_of(object);
  EXPECT_THAT(keys, IsSupersetOf(required)) << object;
  for (const std::string& key : keys) {
    const bool known = std::find(required.begin(), required.end(), key) != required.end() ||
                       std::find(optional.begin(), optional.end(), key) != optional.end();
    EXPECT_TRUE(known) << "unexpected " << key << " in " << object;
  }
}

// 64-bit numbers come in halves, as {low, high, unsigned}.
void expect_number64(const Json& value) {
  EXPECT_THAT(keys_of(value), ElementsAre("low", "high", "unsigned"));
  EXPECT_TRUE(value["low"].is_number_integer());
  EXPECT_TRUE(value["unsigned"].is_boolean());
}

void expect_bytes(const Json& value, const testing::PublishedEvent& event, std::size_t size = 0) {
  ASSERT_THAT(keys_of(value), ElementsAre("_placeholder", "num")) << value;
  const auto& attachments = event.document.attachments;
  ASSERT_LT(value["num"].get<std::size_t>(), attachments.size());
  if (size > 0) {
    EXPECT_EQ(attachments[value["num"].get<std::size_t>()].size(), size);
  }
}

void collect_placeholders(const Json& value, std::vector<std::size_t>& numbers) {
  if (value.is_object() && value.contains("_placeholder")) {
    numbers.push_back(value["num"].get<std::size_t>());
    return;
  }
  if (value.is_structured())
    for (const Json& child : value) collect_placeholders(child, numbers);
}

void expect_record(const Json& record) {
  expect_keys(record,
              {"key", "pushName", "status", "message", "messageType", "messageTimestamp", "instanceId", "source"},
              {"contextInfo"});
  const auto keys = keys_of(record);
  EXPECT_EQ(keys.front(), "key");
  EXPECT_EQ(keys[3], "message");
  EXPECT_EQ(keys.back(), "source");
  expect_keys(record["key"], {"remoteJid", "fromMe", "id"},
              {"remoteJidAlt", "participant", "participantAlt", "addressingMode"});
  EXPECT_TRUE(record["messageTimestamp"].is_number_integer());
  EXPECT_GT(record["messageTimestamp"], 1'700'000'000);
  EXPECT_EQ(record["instanceId"], kInstanceId);
  EXPECT_THAT(record["source"].get<std::string>(), AnyOf("ios", "android", "web", "desktop"));
  EXPECT_THAT(record["status"].get<std::string>(), AnyOf("DELIVERY_ACK", "SERVER_ACK", "READ"));
  EXPECT_TRUE(record["message"].contains(record["messageType"].get<std::string>())) << record;
}

void expect_contact(const Json& contact) {
  EXPECT_THAT(keys_of(contact), ElementsAre("remoteJid", "pushName", "profilePicUrl", "instanceId"));
  EXPECT_TRUE(contact["profilePicUrl"].is_null() || contact["profilePicUrl"].is_string());
}

TEST_F(Life, BringsEveryEventThatHappensByItself) {
  std::set<std::string> names;
  for (const auto& event : *events_) names.insert(event.wire);

  EXPECT_THAT(names, IsSupersetOf({"qrcode.updated",
                                   "connection.update",
                                   "messages.set",
                                   "messages.upsert",
                                   "messages.edited",
                                   "messages.update",
                                   "messages.delete",
                                   "contacts.upsert",
                                   "contacts.update",
                                   "presence.update",
                                   "chats.set",
                                   "chats.upsert",
                                   "chats.update",
                                   "chats.delete",
                                   "groups.upsert",
                                   "groups.update",
                                   "group-participants.update",
                                   "labels.edit",
                                   "labels.association",
                                   "call"}));
}

TEST_F(Life, NumbersAttachmentsInTheOrderOfTheirFirstAppearance) {
  std::size_t with_attachments = 0;
  for (const auto& event : *events_) {
    std::vector<std::size_t> numbers;
    collect_placeholders(data_of(event), numbers);
    ASSERT_EQ(numbers.size(), event.document.attachments.size()) << event.wire;
    for (std::size_t i = 0; i < numbers.size(); ++i) ASSERT_EQ(numbers[i], i) << event.wire;
    with_attachments += numbers.empty() ? 0 : 1;
  }
  EXPECT_GT(with_attachments, 100u);
}

TEST_F(Life, WritesWholeRecords) {
  for (const auto& event : all("messages.upsert")) {
    const Json record = data_of(event);
    expect_record(record);
    EXPECT_EQ(event.texts.at("chat"), record["key"]["remoteJid"]);
    EXPECT_EQ(event.texts.at("message_id"), record["key"]["id"]);
    EXPECT_EQ(event.texts.at("push_name"), record["pushName"]);
    EXPECT_EQ(event.integers.at("from_me"), record["key"]["fromMe"].get<bool>() ? 1 : 0);
    EXPECT_EQ(event.integers.at("at"), record["messageTimestamp"]);
  }
  for (const auto& event : all("messages.set"))
    for (const Json& record : data_of(event)) expect_record(record);
}

TEST_F(Life, NeverRepeatsAMessageId) {
  std::set<std::string> ids;
  for (const auto& event : all("messages.upsert")) EXPECT_TRUE(ids.insert(event.texts.at("message_id")).second);
}

TEST_F(Life, AddressesDirectChatsAndGroupsAsWhatsAppDoes) {
  bool direct_by_lid = false;
  bool group = false;
  for (const auto& event : all("messages.upsert")) {
    const Json key = data_of(event)["key"];
    const std::string chat = key["remoteJid"];
    if (chat.ends_with("@g.us")) {
      group = true;
      EXPECT_THAT(key["participant"].get<std::string>(), EndsWith("@lid"));
      EXPECT_THAT(key["participantAlt"].get<std::string>(), EndsWith("@s.whatsapp.net"));
      EXPECT_EQ(key["addressingMode"], "lid");
      EXPECT_EQ(event.texts.at("sender"), key["participant"]);
    } else if (chat.ends_with("@lid")) {
      direct_by_lid = true;
      EXPECT_EQ(key["addressingMode"], "lid");
      EXPECT_THAT(key["remoteJidAlt"].get<std::string>(), EndsWith("@s.whatsapp.net"));
      EXPECT_EQ(event.texts.at("sender"), chat);
    } else if (chat.ends_with("@s.whatsapp.net")) {
      EXPECT_EQ(key["addressingMode"], "pn");
      EXPECT_EQ(key["participant"], "");
      EXPECT_THAT(key["remoteJidAlt"].get<std::string>(), EndsWith("@lid"));
    } else {
      EXPECT_EQ(chat, "status@broadcast");
      EXPECT_THAT(key["participant"].get<std::string>(), EndsWith("@s.whatsapp.net"));
    }
  }
  EXPECT_TRUE(direct_by_lid);
  EXPECT_TRUE(group);
}

TEST_F(Life, WritesContextByTheRulesOfTheContent) {
  std::size_t quotes = 0;
  for (const auto& event : all("messages.upsert")) {
    const Json record = data_of(event);
    const std::string type = record["messageType"];
    if (type == "reactionMessage") {
      EXPECT_FALSE(record.contains("contextInfo"));
      continue;
    }
    if (type != "conversation") {
      ASSERT_TRUE(record.contains("contextInfo")) << record;
    }
    if (!record.contains("contextInfo") || record["contextInfo"].is_null()) continue;
    const Json& context = record["contextInfo"];
    expect_keys(context, {"mentionedJid", "groupMentions"}, {"stanzaId", "participant", "quotedMessage", "expiration"});
    if (!context.contains("quotedMessage")) continue;
    ++quotes;
    EXPECT_FALSE(context["quotedMessage"].contains("extendedTextMessage"));
    if (type != "conversation") {
      EXPECT_EQ(record["message"][type]["contextInfo"]["stanzaId"], context["stanzaId"]);
    }
  }
  EXPECT_GT(quotes, 5u);
}

TEST_F(Life, WritesImagesAsApplicationsKnowThem) {
  for (const auto& event : messages("imageMessage")) {
    const Json image = data_of(event)["message"]["imageMessage"];
    auto keys = keys_of(image);
    std::erase_if(keys, [](const std::string& key) { return key == "caption" || key == "contextInfo"; });
    EXPECT_THAT(keys, ElementsAre("interactiveAnnotations", "scanLengths", "annotations", "url", "mimetype",
                                  "fileSha256", "fileLength", "height", "width", "mediaKey", "fileEncSha256",
                                  "directPath", "mediaKeyTimestamp", "jpegThumbnail"));
    expect_bytes(image["fileSha256"], event, 32);
    expect_bytes(image["mediaKey"], event, 32);
    expect_bytes(image["jpegThumbnail"], event);
    expect_number64(image["fileLength"]);
    expect_number64(image["mediaKeyTimestamp"]);
    EXPECT_EQ(event.texts.at("text"), image.value("caption", ""));
  }
}

TEST_F(Life, WritesOtherContents) {
  for (const auto& event : messages("audioMessage")) {
    const Json audio = data_of(event)["message"]["audioMessage"];
    expect_bytes(audio["waveform"], event, 64);
    EXPECT_EQ(audio["ptt"], true);
  }
  for (const auto& event : messages("videoMessage"))
    expect_bytes(data_of(event)["message"]["videoMessage"]["streamingSidecar"], event);
  for (const auto& event : messages("documentMessage"))
    EXPECT_EQ(data_of(event)["message"]["documentMessage"]["fileName"], "invoice.pdf");
  for (const auto& event : messages("stickerMessage"))
    EXPECT_TRUE(data_of(event)["message"]["stickerMessage"]["isAnimated"].is_boolean());
  for (const auto& event : messages("locationMessage"))
    EXPECT_LT(data_of(event)["message"]["locationMessage"]["degreesLatitude"], -23.0);
  for (const auto& event : messages("contactMessage")) {
    EXPECT_THAT(data_of(event)["message"]["contactMessage"]["vcard"].get<std::string>(),
                StartsWith("BEGIN:VCARD\nVERSION:3.0"));
  }
  for (const auto& event : messages("pollCreationMessage")) {
    EXPECT_GE(data_of(event)["message"]["pollCreationMessage"]["options"].size(), 2u);
  }
  for (const auto& event : messages("reactionMessage")) {
    const Json reaction = data_of(event)["message"]["reactionMessage"];
    expect_keys(reaction, {"key", "text", "senderTimestampMs"});
    expect_number64(reaction["senderTimestampMs"]);
    EXPECT_EQ(event.texts.at("text"), "");
  }
}

TEST_F(Life, OnlyTalksAboutMessagesThatWerePublishedBefore) {
  std::set<std::string> published;
  for (const auto& event : *events_) {
    const Json data = data_of(event);
    if (event.wire == "messages.set")
      for (const Json& record : data) published.insert(record["key"]["id"]);
    if (event.wire == "messages.edited") {
      EXPECT_THAT(published, Contains(event.texts.at("message_id")));
    }
    if (event.wire == "messages.update") {
      EXPECT_THAT(published, Contains(event.texts.at("message_id")));
    }
    if (event.wire != "messages.upsert") continue;
    published.insert(event.texts.at("message_id"));
    if (data["message"].contains("reactionMessage")) {
      EXPECT_THAT(published, Contains(data["message"]["reactionMessage"]["key"]["id"].get<std::string>()));
    }
    if (data.contains("contextInfo") && data["contextInfo"].is_object() && data["contextInfo"].contains("stanzaId")) {
      EXPECT_THAT(published, Contains(data["contextInfo"]["stanzaId"].get<std::string>()));
    }
  }
}

TEST_F(Life, SurroundsADirectMessageWithItsContactAndChat) {
  const auto& events = *events_;
  std::size_t seen = 0;
  for (std::size_t i = 1; i + 2 < events.size(); ++i) {
    if (events[i].wire != "messages.upsert" || events[i].integers.at("from_me") != 0) continue;
    const std::string chat = events[i].texts.at("chat");
    if (chat.ends_with("@g.us") || chat == "status@broadcast") continue;
    ++seen;
    EXPECT_EQ(events[i - 1].wire, "contacts.update");
    EXPECT_TRUE(data_of(events[i - 1]).is_array());
    EXPECT_THAT(events[i + 1].wire, AnyOf("contacts.update", "contacts.upsert"));
    EXPECT_TRUE(data_of(events[i + 1]).is_object());
    EXPECT_THAT(events[i + 2].wire, AnyOf("chats.update", "chats.upsert"));
  }
  EXPECT_GT(seen, 50u);
}

TEST_F(Life, WritesContacts) {
  bool single_upsert = false;
  for (const char* wire : {"contacts.upsert", "contacts.update"}) {
    for (const auto& event : all(wire)) {
      const Json data = data_of(event);
      if (data.is_array()) {
        for (const Json& contact : data) expect_contact(contact);
        if (std::string_view(wire) == "contacts.update") continue;
        for (const Json& contact : data) EXPECT_TRUE(contact["profilePicUrl"].is_null());
      } else {
        expect_contact(data);
        single_upsert |= std::string_view(wire) == "contacts.upsert";
        EXPECT_EQ(event.texts.at("contact"), data["remoteJid"]);
      }
    }
  }
  EXPECT_TRUE(single_upsert);
}

TEST_F(Life, WritesChats) {
  for (const auto& event : all("chats.set"))
    for (const Json& chat : data_of(event)) EXPECT_THAT(keys_of(chat), ElementsAre("remoteJid", "instanceId", "name"));
  std::set<std::vector<std::string>> shapes;
  for (const auto& event : all("chats.upsert"))
    for (const Json& chat : data_of(event)) shapes.insert(keys_of(chat));
  EXPECT_EQ(shapes, (std::set<std::vector<std::string>>{{"id", "name"},
                                                        {"remoteJid", "instanceId", "name", "unreadMessages"},
                                                        {"remoteJid", "instanceId", "unreadMessages"}}));
  for (const auto& event : all("chats.update"))
    for (const Json& chat : data_of(event)) EXPECT_THAT(keys_of(chat), ElementsAre("remoteJid", "instanceId"));
  for (const auto& event : all("chats.delete")) {
    ASSERT_EQ(data_of(event).size(), 1u);
    EXPECT_EQ(data_of(event)[0], event.texts.at("chat"));
  }
}

TEST_F(Life, WritesReceiptsOfOwnMessagesInOrder) {
  static const std::map<std::string, int> kRank = {{"SERVER_ACK", 1}, {"DELIVERY_ACK", 2}, {"READ", 3}};
  std::map<std::string, int> reached;
  for (const auto& event : all("messages.update")) {
    const Json data = data_of(event);
    EXPECT_THAT(keys_of(data), ElementsAre("keyId", "remoteJid", "fromMe", "status", "instanceId"));
    EXPECT_EQ(data["fromMe"], true);
    int& rank = reached[data["keyId"]];
    EXPECT_LT(rank, kRank.at(data["status"]));
    rank = kRank.at(data["status"]);
  }
}

TEST_F(Life, WritesEditsAndDeletions) {
  bool edit = false;
  bool image_edit = false;
  bool revoke = false;
  for (const auto& event : all("messages.edited")) {
    const Json data = data_of(event);
    expect_keys(data["key"], {"remoteJid", "fromMe", "id"}, {"participant"});
    if (data["type"] == "REVOKE") {
      revoke = true;
      EXPECT_THAT(keys_of(data), ElementsAre("key", "type"));
      continue;
    }
    edit = true;
    EXPECT_THAT(keys_of(data), ElementsAre("key", "type", "editedMessage", "timestampMs"));
    EXPECT_THAT(data["timestampMs"].get<std::string>(), MatchesRegex("[0-9]+"));
    if (!data["editedMessage"].contains("imageMessage")) continue;
    image_edit = true;
    EXPECT_TRUE(base64::decode(data["editedMessage"]["imageMessage"]["jpegThumbnail"].get<std::string>()));
    EXPECT_THAT(data["editedMessage"]["imageMessage"]["fileLength"].get<std::string>(), MatchesRegex("[0-9]+"));
  }
  EXPECT_TRUE(edit);
  EXPECT_TRUE(image_edit);
  EXPECT_TRUE(revoke);
  for (const auto& event : all("messages.delete"))
    expect_keys(data_of(event), {"remoteJid", "fromMe", "id"}, {"participant"});
}

TEST_F(Life, WritesPresences) {
  std::set<std::string> states;
  for (const auto& event : all("presence.update")) {
    const Json data = data_of(event);
    EXPECT_THAT(keys_of(data), ElementsAre("id", "presences"));
    const Json& presence = data["presences"][event.texts.at("sender")];
    expect_keys(presence, {"lastKnownPresence"}, {"lastSeen"});
    states.insert(presence["lastKnownPresence"]);
    if (presence["lastKnownPresence"] == "unavailable") {
      EXPECT_TRUE(presence["lastSeen"].is_number_integer());
    }
  }
  EXPECT_THAT(states, IsSupersetOf({"available", "unavailable", "composing", "recording"}));
}

TEST_F(Life, WritesGroups) {
  for (const auto& event : all("groups.upsert")) {
    for (const Json& group : data_of(event)) {
      expect_keys(group,
                  {"id", "addressingMode", "subject", "subjectOwner", "subjectTime", "size", "creation", "owner",
                   "ownerPn", "restrict", "announce", "isCommunity", "isCommunityAnnounce", "joinApprovalMode",
                   "memberAddMode", "participants"},
                  {"desc", "descId", "ephemeralDuration"});
      EXPECT_EQ(group["size"], group["participants"].size());
      std::size_t creators = 0;
      for (const Json& member : group["participants"]) {
        EXPECT_THAT(keys_of(member), ElementsAre("id", "phoneNumber", "admin"));
        creators += member["admin"] == "superadmin" ? 1 : 0;
      }
      EXPECT_EQ(creators, 1u);
    }
  }
  for (const auto& event : all("groups.update")) {
    const Json group = data_of(event)[0];
    expect_keys(group, {"id", "author", "authorPn"}, {"subject", "desc", "descId", "announce"});
    EXPECT_GE(group.size(), 4u);
  }
  std::set<std::string> actions;
  for (const auto& event : all("group-participants.update")) {
    const Json data = data_of(event);
    EXPECT_THAT(keys_of(data), ElementsAre("id", "author", "authorPn", "participants", "action", "participantsData"));
    EXPECT_THAT(keys_of(data["participants"][0]), ElementsAre("id", "phoneNumber", "admin"));
    EXPECT_THAT(keys_of(data["participantsData"][0]), ElementsAre("jid", "phoneNumber", "name"));
    actions.insert(data["action"]);
  }
  EXPECT_THAT(actions, IsSupersetOf({"add", "remove", "promote"}));
}

TEST_F(Life, WritesLabels) {
  bool deleted = false;
  for (const auto& event : all("labels.edit")) {
    const Json data = data_of(event);
    EXPECT_THAT(keys_of(data), ElementsAre("id", "name", "color", "deleted", "instance"));
    EXPECT_LT(data["color"], 20);
    deleted |= data["deleted"].get<bool>();
  }
  EXPECT_TRUE(deleted);
  for (const auto& event : all("labels.association")) {
    EXPECT_THAT(keys_of(data_of(event)), ElementsAre("instance", "type", "chatId", "labelId"));
  }
}

TEST_F(Life, WritesCallsAsPacketsAndAsStates) {
  std::map<std::string, std::vector<std::string>> calls;
  bool offer_with_bytes = false;
  for (const auto& event : all("call")) {
    const Json data = data_of(event);
    const bool raw = data.contains("event");
    EXPECT_EQ(event.integers.at("raw"), raw ? 1 : 0);
    if (raw) {
      EXPECT_THAT(keys_of(data), ElementsAre("event", "packet"));
      expect_keys(data["packet"], {"tag", "attrs"}, {"content"});
      offer_with_bytes |= event.document.attachments.size() == 1 && event.document.attachments[0].size() == 190;
      calls[event.texts.at("call_id")].push_back("raw");
      continue;
    }
    expect_keys(data, {"chatId", "from", "id", "date", "offline", "status", "isVideo", "isGroup"}, {"groupJid"});
    EXPECT_THAT(data["date"].get<std::string>(), MatchesRegex("....-..-..T..:..:..\\....Z"));
    EXPECT_EQ(event.texts.at("status"), data["status"]);
    calls[data["id"]].push_back(data["status"]);
  }
  EXPECT_TRUE(offer_with_bytes);
  for (const auto& [id, steps] : calls) {
    ASSERT_GE(steps.size(), 2u);
    EXPECT_EQ(steps[0], "raw");
    EXPECT_EQ(steps[1], "offer");
  }
}

}  // namespace
}  // namespace wagate::session_simulator
