#include "openapi.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

namespace wagate::api_rest {
namespace {

Json described() {
  static const Json document = Json::parse(write_openapi(routes(), {}, "1.2.3"));
  return document;
}

TEST(Openapi, ListsEveryRouteThatHasASummary) {
  const Json document = described();

  EXPECT_EQ(document["openapi"], "3.1.0");
  EXPECT_EQ(document["info"]["version"], "1.2.3");
  std::size_t operations = 0;
  for (const Route& route : routes()) {
    if (!*route.summary) continue;
    ASSERT_TRUE(document["paths"].contains(route.pattern)) << route.pattern;
    operations +=
        1 + static_cast<std::size_t>(std::count(route.methods, route.methods + std::string(route.methods).size(), ' '));
  }
  std::size_t described_operations = 0;
  for (const auto& path : document["paths"]) described_operations += path.size();
  EXPECT_EQ(described_operations, operations);
}

TEST(Openapi, HasTheRoutesOfOtherUnitsButItsOwnComeFirst) {
  const std::map<std::string, std::string> others = {{"/orders", R"({"get":{"summary":"Lists orders."}})"},
                                                     {"/", R"({"get":{"summary":"Somebody else's."}})"}};

  const Json paths = Json::parse(write_openapi(routes(), others, "1"))["paths"];

  EXPECT_EQ(paths["/orders"]["get"]["summary"], "Lists orders.");
  EXPECT_EQ(paths["/"], described()["paths"]["/"]);
}

TEST(Openapi, LeavesNoRouteOfAnInstanceWithoutSummary) {
  for (const Route& route : routes()) {
    if (route.key != KeyRule::instance) continue;
    EXPECT_STRNE(route.summary, "") << route.pattern;
  }
}

TEST(Openapi, NamesEachOperationOnce) {
  const Json document = described();
  std::set<std::string> seen;
  for (const auto& path : document["paths"])
    for (const auto& operation : path) {
      const std::string id = operation["operationId"].get<std::string>();
      EXPECT_TRUE(seen.insert(id).second) << id;
    }
  EXPECT_TRUE(seen.contains("postMessageSendText"));
  EXPECT_TRUE(seen.contains("putInstanceRestart"));
}

TEST(Openapi, ShowsTheRulesOfABodyAsASchema) {
  const Json poll = described()["paths"]["/message/sendPoll/{instance}"]["post"];
  const Json schema = poll["requestBody"]["content"]["application/json"]["schema"];

  EXPECT_EQ(schema["required"].dump(), R"(["number","name","selectableCount","values"])");
  EXPECT_EQ(schema["properties"]["selectableCount"].dump(), R"({"type":"integer","minimum":0,"maximum":10})");
  EXPECT_EQ(schema["properties"]["values"].dump(),
            R"({"type":"array","minItems":2,"maxItems":10,"uniqueItems":true,"items":{"type":"string"}})");
  EXPECT_EQ(schema["properties"]["quoted"]["properties"]["key"]["required"].dump(), R"(["id"])");
  EXPECT_EQ(poll["parameters"][0]["name"], "instance");
  EXPECT_TRUE(poll["responses"].contains("201"));
  EXPECT_EQ(poll["responses"]["401"]["$ref"], "#/components/responses/Unauthorized");
}

TEST(Openapi, AsksForNoBodyWhereTheQueryWillDo) {
  const Json paths = described()["paths"];

  EXPECT_FALSE(paths["/group/findGroupInfos/{instance}"]["get"].contains("requestBody"));
  EXPECT_EQ(paths["/group/findGroupInfos/{instance}"]["get"]["parameters"][1]["name"], "groupJid");
  EXPECT_EQ(paths["/group/revokeInviteCode/{instance}"]["post"]["requestBody"]["required"], false);
}

TEST(Openapi, ShowsWhereAFileMayBeUploaded) {
  const Json media = described()["paths"]["/message/sendMedia/{instance}"]["post"]["requestBody"]["content"];

  EXPECT_EQ(media["multipart/form-data"]["schema"]["properties"]["file"]["contentMediaType"],
            "application/octet-stream");
  EXPECT_FALSE(media["application/json"]["schema"]["properties"].contains("file"));
}

TEST(Openapi, SaysWhichRoutesNeedNoKey) {
  EXPECT_EQ(described()["paths"]["/"]["get"]["security"].dump(), "[]");
  EXPECT_FALSE(described()["paths"]["/verify-creds"]["post"].contains("security"));
}

TEST(Openapi, RefersToNothingThatIsNotThere) {
  const Json document = described();
  const std::string text = document.dump();
  std::size_t count = 0;
  for (std::size_t at = text.find("\"$ref\":\"#"); at != std::string::npos; at = text.find("\"$ref\":\"#", at + 1)) {
    const std::size_t start = at + 9;
    EXPECT_TRUE(document.contains(Json::json_pointer(text.substr(start, text.find('"', start) - start))));
    ++count;
  }
  EXPECT_GT(count, 50u);
}

}  // namespace
}  // namespace wagate::api_rest
