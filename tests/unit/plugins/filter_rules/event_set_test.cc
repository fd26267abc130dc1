#include "event_set.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "wagate/events/all.h"
#include "wagate/plugin.h"

namespace wagate::filter_rules {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

EventSet set_of(std::initializer_list<const char*> names) {
  EventSet set;
  for (const char* name : names) set.add(name);
  return set;
}

std::string refusal_of_event(const std::string& name) {
  try {
    EventSet set;
    set.add(name);
  } catch (const PluginError& error) {
    return error.what();
  }
  return {};
}

abi::EventType foreign(const char* id) {
  abi::EventType type = kEventType<Call>;
  type.id = id;
  type.catalog_index = abi::kNotInCatalog;
  return type;
}

TEST(EventSet, KnowsAnEventByEachOfItsNames) {
  for (const char* name : {"messages.upsert", "MESSAGES_UPSERT", "wagate.messages.upsert/1"}) {
    const EventSet set = set_of({name});
    EXPECT_TRUE(set.contains(kEventType<MessagesUpsert>)) << name;
    EXPECT_FALSE(set.contains(kEventType<MessagesUpdate>)) << name;
  }
  EXPECT_TRUE(set_of({"GROUP_UPDATE"}).contains(kEventType<GroupsUpdate>));
  EXPECT_TRUE(set_of({"GROUPS_UPDATE"}).contains(kEventType<GroupsUpdate>));
}

TEST(EventSet, TakesGlobsOverBothSpellings) {
  for (const char* glob : {"messages.*", "MESSAGES_*"}) {
    const EventSet set = set_of({glob});
    EXPECT_TRUE(set.contains(kEventType<MessagesUpsert>));
    EXPECT_TRUE(set.contains(kEventType<MessagesDelete>));
    EXPECT_FALSE(set.contains(kEventType<SendMessage>));
  }
  EXPECT_TRUE(set_of({"*"}).contains(foreign("com.example.order/1")));
  EXPECT_FALSE(set_of({"messages.*"}).contains(foreign("com.example.order/1")));
}

TEST(EventSet, KnowsEventsOfOtherPluginsByTheirId) {
  const EventSet set = set_of({"com.example.order/1"});
  EXPECT_TRUE(set.contains(foreign("com.example.order/1")));
  EXPECT_FALSE(set.contains(foreign("com.example.order/2")));
  EXPECT_FALSE(set.contains(kEventType<Call>));
}

TEST(EventSet, ProposesTheNameThatWasMeant) {
  EXPECT_THAT(refusal_of_event("mesages.upsert"), HasSubstr("did you mean \"messages.upsert\"?"));
  EXPECT_THAT(refusal_of_event("message.upsert"), HasSubstr("did you mean \"messages.upsert\"?"));
  EXPECT_THAT(refusal_of_event("MESSAGE_UPSERT"), HasSubstr("did you mean \"MESSAGES_UPSERT\"?"));
  EXPECT_THAT(refusal_of_event("group.update"), HasSubstr("did you mean \"groups.update\"?"));
  EXPECT_THAT(refusal_of_event("connection_update"), HasSubstr("did you mean \"connection.update\"?"));
  EXPECT_THAT(refusal_of_event("weather"), Not(HasSubstr("did you mean")));
  EXPECT_THAT(refusal_of_event("weather"), HasSubstr("there is no event \"weather\""));
}

TEST(EventSet, RefusesWhatFitsNothing) {
  EXPECT_THAT(refusal_of_event("weather.*"), HasSubstr("no event of the catalogue fits \"weather.*\""));
  EXPECT_THAT(refusal_of_event(""), HasSubstr("empty name"));
  EXPECT_THAT(refusal_of_event(std::string(300, 'x')), HasSubstr("longer than"));
}

}  // namespace
}  // namespace wagate::filter_rules
