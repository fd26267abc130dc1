#include "wagate/events/catalog.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "wagate/events/all.h"

namespace wagate {
namespace {

TEST(Catalog, HasTheThirtyOneEventsOfTheContractInStoredOrder) {
  ASSERT_EQ(kCatalogSize, 31u);
  EXPECT_STREQ(kCatalog[0].config, "APPLICATION_STARTUP");
  EXPECT_STREQ(kCatalog[3].config, "MESSAGES_UPSERT");
  EXPECT_STREQ(kCatalog[30].config, "STATUS_INSTANCE");
}

TEST(Catalog, DerivesTheConfigurationNameFromTheWireNameWithOneExceptionThatClientsKnow) {
  for (const CatalogEntry& entry : kCatalog) {
    std::string derived = entry.wire;
    for (char& c : derived) c = c == '.' || c == '-' ? '_' : static_cast<char>(std::toupper(c));
    if (derived == "GROUPS_UPDATE") derived = "GROUP_UPDATE";
    EXPECT_EQ(derived, entry.config);
  }
}

TEST(Catalog, AcceptsBothSpellingsOfGroupUpdates) {
  EXPECT_EQ(catalog_index_of_config("GROUPS_UPDATE"), catalog_index_of_config("GROUP_UPDATE"));
  EXPECT_EQ(catalog_index_of_wire("groups.update"), catalog_index_of_config("GROUP_UPDATE"));
  EXPECT_EQ(catalog_index_of_config("groups_update"), abi::kNotInCatalog);
}

TEST(Catalog, EveryEventHasOneStructWithADocument) {
  std::set<std::string> ids;
  std::uint32_t position = 0;
  for_each_event([&]<typename E>() {
    EXPECT_EQ(kEventType<E>.catalog_index, position++);
    EXPECT_EQ(std::string("wagate.") + kEventType<E>.wire + "/1", kEventType<E>.id);
    ids.insert(kEventType<E>.id);
    E event{};
    const abi::EventMeta meta;
    const abi::EventView view{&kEventType<E>, &event, sizeof(E), &meta};
    EXPECT_EQ(event_document(view), &event.document) << kEventType<E>.id;
  });
  EXPECT_EQ(ids.size(), kCatalogSize);
}

TEST(EventView, GivesFactsByNameAndTypeOnly) {
  MessagesUpsert message;
  message.chat = "a@s.whatsapp.net";
  const abi::EventMeta meta;
  const abi::EventView view{&kEventType<MessagesUpsert>, &message, sizeof(message), &meta};

  EXPECT_EQ(event_text(view, "chat"), "a@s.whatsapp.net");
  EXPECT_EQ(event_text(view, "from_me"), "");
  EXPECT_EQ(event_as<MessagesUpsert>(view), &message);
  EXPECT_EQ(event_as<SendMessage>(view), nullptr);
}

}  // namespace
}  // namespace wagate
