#include "kernel/route/choice.h"

#include <gtest/gtest.h>

#include <initializer_list>

#include "kernel/route/choice_reader.h"
#include "wagate/events/instance.h"
#include "wagate/events/message.h"

namespace wagate {
namespace {

ChoiceReader reader() {
  return ChoiceReader([](std::string_view wire) { return wire == "orders.paid"; });
}

// The choice of a query string; the sentence when it was refused.
struct Read {
  Read(std::initializer_list<abi::NameValue> fields) {
    problem = reader().read_query(fields.begin(), fields.size(), choice);
  }
  ChoicePtr choice;
  std::string problem;
};

template <typename E>
bool admits(const ChoicePtr& choice, const E& event) {
  abi::EventMeta meta;
  return choice->admits(ChoiceFacts({&kEventType<E>, &event, sizeof(E), &meta}));
}

MessagesUpsert message(std::string_view chat, bool from_me = false, std::string_view type = "conversation") {
  MessagesUpsert out;
  out.chat = chat;
  out.from_me = from_me;
  out.message_type = type;
  return out;
}

TEST(Choice, IsNoneForAQueryThatAsksForNothing) {
  const Read read({{"apikey", "k"}, {"EIO", "4"}});
  EXPECT_EQ(read.choice, nullptr);
  EXPECT_EQ(read.problem, "");
}

TEST(Choice, TakesNamesOfTheWireNamesOfConfigurationsAndWildcards) {
  const Read read({{"events", "messages.*, CONNECTION_UPDATE"}});
  EXPECT_EQ(read.problem, "");
  EXPECT_TRUE(admits(read.choice, message("a@s.whatsapp.net")));
  EXPECT_TRUE(admits(read.choice, MessagesUpdate{}));
  EXPECT_TRUE(admits(read.choice, ConnectionUpdate{}));
  EXPECT_FALSE(admits(read.choice, SendMessage{}));
}

TEST(Choice, NamesAnEventThatDoesNotExist) {
  const Read read({{"events", "mesages.upsert"}});
  EXPECT_EQ(read.problem, "events: there is no event \"mesages.upsert\"; names are those of the events, such as messages.upsert");
  EXPECT_EQ(Read({{"events", "orders.paid"}}).problem, "") << "a type that a plugin has declared";
}

TEST(Choice, TakesNumbersAddressesAndServersAsChats) {
  const Read read({{"chats", "+55 11 97000-0001,*@g.us"}});
  EXPECT_TRUE(admits(read.choice, message("5511970000001@s.whatsapp.net")));
  EXPECT_TRUE(admits(read.choice, message("120363040000000001@g.us")));
  EXPECT_FALSE(admits(read.choice, message("5511970000002@s.whatsapp.net")));
  EXPECT_TRUE(admits(read.choice, ConnectionUpdate{})) << "it is about no chat";
  EXPECT_NE(Read({{"chats", "ana"}}).problem, "");
}

TEST(Choice, TellsOwnMessagesFromOthers) {
  const Read others({{"from_me", "false"}});
  EXPECT_TRUE(admits(others.choice, message("a@lid", false)));
  EXPECT_FALSE(admits(others.choice, message("a@lid", true)));
  EXPECT_FALSE(admits(others.choice, SendMessage{}));
  EXPECT_NE(Read({{"from_me", "no"}}).problem, "");
}

TEST(Choice, TakesTypesOfMessages) {
  const Read read({{"types", "imageMessage"}});
  EXPECT_TRUE(admits(read.choice, message("a@lid", false, "imageMessage")));
  EXPECT_FALSE(admits(read.choice, message("a@lid", false, "conversation")));
}

TEST(Choice, HasOneTextForEveryWayToSayIt) {
  const Read one({{"events", "messages.upsert,call"}, {"omit", "b,a"}});
  const Read other({{"omit", "a,b"}, {"events", "call,messages.upsert"}});
  EXPECT_EQ(one.choice->text, other.choice->text);
  EXPECT_EQ(one.choice->rendering(), other.choice->rendering());
  EXPECT_NE(one.choice->text, Read({{"events", "call"}}).choice->text);
}

// Clients with one text share an audience, and those with one rendering a copy.
TEST(Choice, HasAnotherTextWhenItMeansSomethingElse) {
  const auto read = [](std::string_view json) {
    ChoicePtr choice;
    EXPECT_EQ(reader().read_json(json, choice), "");
    return choice;
  };
  EXPECT_NE(read(R"({"types":["a,b"]})")->text, read(R"({"types":["a","b"]})")->text);
  EXPECT_NE(read(R"({"chats":["1@x\nfrom_me=true\ntypes="]})")->text, read(R"({"chats":["1@x"],"from_me":true})")->text);
  EXPECT_NE(read(R"({"omit":["a;b"]})")->rendering(), read(R"({"omit":["a","b"]})")->rendering());
}

TEST(Choice, OfAJoinReplacesThatOfTheDoorMemberByMember) {
  Read door({{"events", "call"}, {"from_me", "true"}});
  EXPECT_EQ(reader().read_json(R"({"apikey":"k","events":["messages.upsert"]})", door.choice), "");
  EXPECT_TRUE(admits(door.choice, message("a@lid", true)));
  EXPECT_FALSE(admits(door.choice, message("a@lid", false)));
}

TEST(Choice, RefusesValuesOfTheWrongKindAndTooMany) {
  ChoicePtr choice;
  EXPECT_EQ(reader().read_json(R"({"events":7})", choice), "events: has to be a text or a list of texts");
  EXPECT_EQ(reader().read_json(R"({"binary":"hex"})", choice), "binary: has to be base64 or attachments");
  EXPECT_EQ(reader().read_json(R"({"events":)", choice), "") << "not JSON: none of the choice's business";
  std::string many;
  for (int i = 0; i < 65; ++i) many += "t" + std::to_string(i) + ",";
  EXPECT_EQ(Read({{"types", many}}).problem, "types: more than 64 entries");
  EXPECT_EQ(choice, nullptr);
}

TEST(FitsPattern, TakesStarsAnywhere) {
  EXPECT_TRUE(fits_pattern("*", ""));
  EXPECT_TRUE(fits_pattern("messages.*", "messages.upsert"));
  EXPECT_TRUE(fits_pattern("*.update", "chats.update"));
  EXPECT_TRUE(fits_pattern("*s*s*", "messages"));
  EXPECT_FALSE(fits_pattern("messages.*", "message"));
  EXPECT_FALSE(fits_pattern("", "call"));
  EXPECT_FALSE(fits_pattern("a*b", "ac"));
}

}  // namespace
}  // namespace wagate
