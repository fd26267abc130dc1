#include "sections.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "wagate/events/catalog.h"

namespace wagate::filter_selection {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::uint64_t bit(CatalogEvent event) { return std::uint64_t{1} << static_cast<std::uint32_t>(event); }

struct Row {
  const char* sections;
  std::uint64_t websocket;
  std::uint64_t webhook;
};

TEST(ReadSections, ReadsWhatWasChosen) {
  const std::uint64_t upsert = bit(CatalogEvent::messages_upsert);
  const std::uint64_t groups = bit(CatalogEvent::groups_update);
  const Row rows[] = {
      {"", 0, 0},
      {"{}", 0, 0},
      {R"({"websocket":null})", 0, 0},
      {R"({"websocket":{"enabled":true,"events":["MESSAGES_UPSERT"]}})", upsert, 0},
      {R"({"webhook":{"enabled":true,"url":"http://x/","events":["MESSAGES_UPSERT"]}})", 0, upsert},
      {R"({"websocket":{"enabled":false,"events":["MESSAGES_UPSERT"]}})", 0, 0},
      {R"({"websocket":{"events":["MESSAGES_UPSERT"]}})", 0, 0},
      {R"({"websocket":{"enabled":"true","events":["MESSAGES_UPSERT"]}})", 0, 0},
      {R"({"websocket":{"enabled":true,"events":[]}})", kAllEvents, 0},
      {R"({"websocket":{"enabled":true}})", kAllEvents, 0},
      {R"({"websocket":{"enabled":true,"events":null}})", kAllEvents, 0},
      {R"({"websocket":{"enabled":true,"events":["GROUP_UPDATE"]}})", groups, 0},
      {R"({"websocket":{"enabled":true,"events":["GROUPS_UPDATE","MESSAGES_UPSERT","MESSAGES_UPSERT"]}})",
       groups | upsert, 0},
      {R"({"websocket":{"id":"x","enabled":true,"events":["CALL"],"createdAt":"y","instanceId":"z"},
           "webhook":{"enabled":true,"events":["GROUP_UPDATE"]},"settings":{"rejectCall":true}})",
       bit(CatalogEvent::call), groups},
  };
  for (const Row& row : rows) {
    const Choice choice = read_sections(row.sections);
    EXPECT_EQ(choice.websocket, row.websocket) << row.sections;
    EXPECT_EQ(choice.webhook, row.webhook) << row.sections;
    EXPECT_THAT(choice.problem, IsEmpty()) << row.sections;
  }
}

TEST(ReadSections, ChoosesNothingWhereItDoesNotUnderstand) {
  struct Bad {
    const char* sections;
    const char* problem;
  };
  const Bad rows[] = {
      {"{", "not a JSON object"},
      {"[]", "not a JSON object"},
      {R"({"websocket":true})", "section \"websocket\" is not an object"},
      {R"({"websocket":{"enabled":true,"events":"MESSAGES_UPSERT"}})", "\"events\" of section \"websocket\""},
      {R"({"websocket":{"enabled":true,"events":[7]}})", "not a text"},
      {R"({"websocket":{"enabled":true,"events":["messages.upsert"]}})", "\"messages.upsert\""},
  };
  for (const Bad& row : rows) {
    const Choice choice = read_sections(row.sections);
    EXPECT_EQ(choice.websocket, 0u) << row.sections;
    EXPECT_THAT(choice.problem, HasSubstr(row.problem)) << row.sections;
  }
}

TEST(ReadSections, KeepsTheNamesItKnowsBesideOneItDoesNot) {
  const Choice choice = read_sections(R"({"websocket":{"enabled":true,"events":["NO_SUCH_EVENT","CALL"]}})");

  EXPECT_EQ(choice.websocket, bit(CatalogEvent::call));
  EXPECT_THAT(choice.problem, HasSubstr("NO_SUCH_EVENT"));
}

TEST(ReadSections, DoesNotRepeatALongName) {
  const Choice choice =
      read_sections(R"({"websocket":{"enabled":true,"events":[")" + std::string(5000, 'X') + R"("]}})");

  EXPECT_LT(choice.problem.size(), 200u);
}

}  // namespace
}  // namespace wagate::filter_selection
