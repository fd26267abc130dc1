#include "validation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "routes.h"

namespace wagate::api_rest {
namespace {

using ::testing::ElementsAre;
using ::testing::ElementsAreArray;

constexpr char kAllEvents[] =
    "APPLICATION_STARTUP,QRCODE_UPDATED,MESSAGES_SET,MESSAGES_UPSERT,MESSAGES_EDITED,MESSAGES_UPDATE,MESSAGES_DELETE,"
    "SEND_MESSAGE,SEND_MESSAGE_UPDATE,CONTACTS_SET,CONTACTS_UPSERT,CONTACTS_UPDATE,PRESENCE_UPDATE,CHATS_SET,"
    "CHATS_UPSERT,CHATS_UPDATE,CHATS_DELETE,GROUPS_UPSERT,GROUP_UPDATE,GROUP_PARTICIPANTS_UPDATE,CONNECTION_UPDATE,"
    "LABELS_EDIT,LABELS_ASSOCIATION,CALL,TYPEBOT_START,TYPEBOT_CHANGE_STATUS,REMOVE_INSTANCE,LOGOUT_INSTANCE,"
    "INSTANCE_CREATE,INSTANCE_DELETE,STATUS_INSTANCE";

std::vector<std::string> check(const std::string& pattern, const std::string& body) {
  for (const Route& route : routes())
    if (pattern == route.pattern) return violations(route.rules, Json::parse(body));
  return {"(no such route)"};
}

struct Row {
  const char* pattern;
  const char* body;
  std::vector<std::string> texts;
};

class Violations : public ::testing::TestWithParam<Row> {};

TEST_P(Violations, ReadAsClientsKnowThem) {
  EXPECT_THAT(check(GetParam().pattern, GetParam().body), ElementsAreArray(GetParam().texts)) << GetParam().body;
}

constexpr char kText[] = "/message/sendText/{instance}";
constexpr char kWebsocket[] = "/websocket/set/{instance}";
constexpr char kSettings[] = "/settings/set/{instance}";
constexpr char kPresence[] = "/instance/setPresence/{instance}";

INSTANTIATE_TEST_SUITE_P(
    Routes, Violations,
    ::testing::Values(
        Row{kText, R"({"number":"1","text":"hi"})", {}},
        Row{kText, R"({"number":"1","text":"hi","unknown":{"a":[]}})", {}},
        Row{kText, "{}", {"instance requires property \"number\"", "instance requires property \"text\""}},
        Row{kText, "[]", {"instance is not of a type(s) object"}},
        Row{kText, R"({"number":5511,"text":"hi"})", {"Invalid format"}},
        Row{kText, R"({"number":"1","text":7})", {"text is not of a type(s) string"}},
        Row{kText, R"({"number":7,"text":null})", {"Invalid format", "text is not of a type(s) string"}},
        Row{kText, R"({"number":"1","text":"hi","delay":"5"})", {"Enter a value in milliseconds"}},
        Row{kText, R"({"number":"1","text":"hi","delay":1.5})", {"Enter a value in milliseconds"}},
        Row{kText, R"({"number":"1","text":"hi","delay":-1})", {"Enter a value in milliseconds"}},
        Row{kText, R"({"number":"1","text":"hi","delay":1e300})", {"Enter a value in milliseconds"}},
        Row{kText, R"({"number":"1","text":"hi","delay":1000.0})", {}},
        Row{kText, R"({"number":"1","text":"hi","linkPreview":"no"})", {"linkPreview is not of a type(s) boolean"}},
        Row{kText,
            R"({"number":"1","text":"hi","mentioned":["@55"]})",
            {"\"mentioned\" must be an array of numeric strings"}},
        Row{kText,
            R"({"number":"1","text":"hi","mentioned":[55]})",
            {"\"mentioned\" must be an array of numeric strings"}},
        Row{kText, R"({"number":"1","text":"hi","mentioned":[]})", {"mentioned does not meet minimum length of 1"}},
        Row{kText, R"({"number":"1","text":"hi","mentioned":["5","5"]})", {"mentioned contains duplicate item"}},
        Row{kText, R"({"number":"1","text":"hi","quoted":{}})", {"quoted requires property \"key\""}},
        Row{kText, R"({"number":"1","text":"hi","quoted":{"key":{}}})", {"quoted.key requires property \"id\""}},
        Row{kText,
            R"({"number":"1","text":"hi","quoted":{"key":{"id":1}}})",
            {"quoted.key.id is not of a type(s) string"}},
        Row{kText,
            R"({"number":"1","text":"hi","quoted":{"key":{"id":"A"},"message":"x"}})",
            {"quoted.message is not of a type(s) object"}},
        Row{kPresence, "{}", {"instance requires property \"presence\""}},
        Row{kPresence,
            R"({"presence":"away"})",
            {"presence is not one of enum values: unavailable,available,composing,recording,paused"}},
        Row{kPresence, R"({"presence":"paused"})", {}},
        Row{kWebsocket, "{}", {"instance requires property \"websocket\""}},
        Row{kWebsocket, R"({"enabled":true})", {"instance requires property \"websocket\""}},
        Row{kWebsocket, R"({"websocket":{}})", {"websocket requires property \"enabled\""}},
        Row{kWebsocket, R"({"websocket":true})", {"websocket is not of a type(s) object"}},
        Row{kWebsocket, R"({"websocket":{"enabled":"true"}})", {"websocket.enabled is not of a type(s) boolean"}},
        Row{kWebsocket,
            R"({"websocket":{"enabled":true,"events":"CALL"}})",
            {"websocket.events is not of a type(s) array"}},
        Row{kWebsocket,
            R"({"websocket":{"enabled":true,"events":["NOPE"]}})",
            {std::string("websocket.events[0] is not one of enum values: ") + kAllEvents}},
        Row{kWebsocket,
            R"({"websocket":{"enabled":true,"events":["CALL",7]}})",
            {"websocket.events[1] is not of a type(s) string",
             std::string("websocket.events[1] is not one of enum values: ") + kAllEvents}},
        Row{kWebsocket, R"({"websocket":{"enabled":true,"events":["GROUPS_UPDATE","GROUP_UPDATE"]}})", {}},
        Row{kSettings,
            R"({"rejectCall":1,"msgCall":false})",
            {"rejectCall is not of a type(s) boolean", "msgCall is not of a type(s) string",
             "instance requires property \"groupsIgnore\"", "instance requires property \"alwaysOnline\"",
             "instance requires property \"readMessages\"", "instance requires property \"readStatus\"",
             "instance requires property \"syncFullHistory\""}}));

TEST(Rules, OfUniqueItemsEndBeforeTheyCostTooMuch) {
  Json body = {{"number", "1"}, {"text", "hi"}, {"mentioned", Json::array()}};
  for (int i = 0; i < 2000; ++i) body["mentioned"].push_back(std::to_string(i));

  EXPECT_THAT(check(kText, body.dump()), ElementsAre("mentioned does not meet maximum length of 1024"));
}

TEST(Rules, RefuseEmptyTextsOnlyAmongTheirKind) {
  static constexpr Rule kRules[] = {{.name = "name", .type = Type::text, .not_empty = true}, {.name = "x"}};

  EXPECT_THAT(violations(kRules, Json{{"name", ""}}), ElementsAre("The \"name\" cannot be empty"));
  EXPECT_THAT(violations(kRules, Json{{"name", ""}, {"x", 1}}), ElementsAre());
  EXPECT_THAT(violations(kRules, Json{{"name", ""}, {"unknown", 1}}), ElementsAre());
}

TEST(Rules, LimitNumbersTextsAndLists) {
  static constexpr std::int64_t kFew[] = {0, 86400};
  static constexpr Rule kRules[] = {{.name = "n", .type = Type::number, .one_of_numbers = kFew},
                                    {.name = "t", .type = Type::text, .pattern = &kHasDigit, .min_length = 3},
                                    {.name = "l", .type = Type::array, .max_items = 1}};

  EXPECT_THAT(violations(kRules, Json{{"n", 86400.0}, {"t", "ab1"}, {"l", {1}}}), ElementsAre());
  EXPECT_THAT(violations(kRules, Json{{"n", 5}, {"t", "ab"}, {"l", {1, 2}}}),
              ElementsAre("n is not one of enum values: 0,86400", "t does not meet minimum length of 3",
                          "t does not match pattern \"\\\\d+\"", "l does not meet maximum length of 1"));
}

TEST(Rules, NameThePropertyOfAViolation) {
  static constexpr Rule kItem = {.type = Type::text};
  static constexpr Rule kRules[] = {{.name = "list", .type = Type::array, .items = &kItem},
                                    {.name = "more", .type = Type::text, .required = true}};

  const auto found = find_violations(kRules, Json{{"list", {"a", 1}}});

  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].property, "list[1]");
  EXPECT_EQ(found[1].property, "instance");
}

}  // namespace
}  // namespace wagate::api_rest
