#include "kernel/bus/event_types.h"

#include <gtest/gtest.h>

#include "wagate/events/all.h"

namespace wagate {
namespace {

using abi::StatusCode;

struct Short {
  StringRef a;
  std::int64_t b = 0;
};
struct Long {
  StringRef a;
  std::int64_t b = 0;
  StringRef c;
};
struct Other {
  StringRef a;
  StringRef b;
};

template <typename E>
struct Table;
template <>
struct Table<Short> {
  static constexpr abi::FieldInfo fields[] = {WAGATE_FIELD(Short, a), WAGATE_FIELD(Short, b)};
};
template <>
struct Table<Long> {
  static constexpr abi::FieldInfo fields[] = {WAGATE_FIELD(Long, a), WAGATE_FIELD(Long, b), WAGATE_FIELD(Long, c)};
};
template <>
struct Table<Other> {
  static constexpr abi::FieldInfo fields[] = {WAGATE_FIELD(Other, a), WAGATE_FIELD(Other, b)};
};

template <typename E>
abi::EventType type_of(const char* id = "com.example.thing/1") {
  return {sizeof(abi::EventType), abi::kNotInCatalog, id, "thing", "THING", Table<E>::fields,
          static_cast<std::uint32_t>(std::size(Table<E>::fields)), sizeof(E)};
}

struct EventTypesTest : testing::Test {
  EventTypes types;
  abi::ErrorOut error;
  abi::EventTypeId number = 0;

  StatusCode declare(const char* unit, const abi::EventType& type) { return types.declare(unit, type, &number, error); }
};

TEST_F(EventTypesTest, GivesTheSameNumberForTheSameId) {
  ASSERT_EQ(declare("a", type_of<Short>()), StatusCode::ok);
  const auto first = number;
  ASSERT_EQ(declare("b", type_of<Short>()), StatusCode::ok);

  EXPECT_EQ(number, first);
  EXPECT_EQ(types.find(first)->number, first);
  EXPECT_EQ(types.find(first + 1), nullptr);
}

TEST_F(EventTypesTest, RefusesAnotherStructUnderTheSameIdAndNamesUnitsAndField) {
  ASSERT_EQ(declare("geo", type_of<Short>()), StatusCode::ok);

  EXPECT_EQ(declare("maps", type_of<Other>()), StatusCode::already_exists);
  EXPECT_NE(error.view().find("\"geo\""), std::string_view::npos);
  EXPECT_NE(error.view().find("\"maps\""), std::string_view::npos);
  EXPECT_NE(error.view().find("field \"b\""), std::string_view::npos);
}

TEST_F(EventTypesTest, AcceptsAnOlderAndANewerStructInEitherOrder) {
  ASSERT_EQ(declare("old", type_of<Short>()), StatusCode::ok);
  ASSERT_EQ(declare("new", type_of<Long>()), StatusCode::ok);
  ASSERT_EQ(declare("older still", type_of<Short>()), StatusCode::ok);

  EXPECT_EQ(types.find(number)->type.load()->field_count, 3u);
}

TEST_F(EventTypesTest, OutlivesTheUnitThatDeclaredIt) {
  {
    std::string id = "com.example.gone/1";
    std::vector<abi::FieldInfo> fields(std::begin(Table<Short>::fields), std::end(Table<Short>::fields));
    abi::EventType type = type_of<Short>(id.c_str());
    type.fields = fields.data();
    ASSERT_EQ(declare("a", type), StatusCode::ok);
    id.assign(id.size(), 'x');
    fields.assign(fields.size(), {});
  }

  EXPECT_STREQ(types.find(number)->type.load()->id, "com.example.gone/1");
  EXPECT_STREQ(types.find(number)->type.load()->fields[1].name, "b");
}

TEST_F(EventTypesTest, RefusesAFieldOutsideOfTheStruct) {
  abi::EventType type = type_of<Short>();
  type.facts_size = sizeof(StringRef);

  EXPECT_EQ(declare("a", type), StatusCode::invalid_argument);
  EXPECT_NE(error.view().find("\"b\" lies outside of the struct"), std::string_view::npos);
}

TEST_F(EventTypesTest, RefusesATypeThatTakesAnothersPlaceInTheCatalogue) {
  abi::EventType type = type_of<Short>();
  type.catalog_index = 3;

  EXPECT_EQ(declare("a", type), StatusCode::invalid_argument);
}

TEST_F(EventTypesTest, AcceptsEveryEventOfTheCatalogue) {
  int declared = 0;
  for_each_event([&]<typename E>() {
    EXPECT_EQ(declare("a", kEventType<E>), StatusCode::ok) << error.view();
    ++declared;
  });

  EXPECT_EQ(declared, static_cast<int>(kCatalogSize));
}

}  // namespace
}  // namespace wagate
