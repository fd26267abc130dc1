#include "json_scan.h"

#include <gmock/gmock.h>

#include <string>
#include <vector>

namespace wagate::archive_sqlite {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

struct Split {
  explicit Split(std::string_view json) {
    is_whole = each_element(json, [this](std::string_view element) { elements.emplace_back(element); });
  }
  std::vector<std::string> elements;
  bool is_whole = false;
};

TEST(JsonScan, GivesEveryElementOfAnArray) {
  const Split split(R"( [ {"a":[1,2]} , "x,]" ,3, [4,{"b":"}"}] ] )");

  EXPECT_TRUE(split.is_whole);
  EXPECT_THAT(split.elements, ElementsAre(R"({"a":[1,2]})", R"("x,]")", "3", R"([4,{"b":"}"}])"));
}

TEST(JsonScan, GivesWhatIsNoArrayAsItself) {
  EXPECT_THAT(Split(R"( {"a":1} )").elements, ElementsAre(R"({"a":1})"));
}

TEST(JsonScan, GivesNothingOfAnEmptyArray) {
  EXPECT_TRUE(Split("[ ]").is_whole);
  EXPECT_THAT(Split("[ ]").elements, IsEmpty());
}

TEST(JsonScan, IsNotMisledByQuotesInText) {
  EXPECT_THAT(Split(R"(["a\",b","c\\"])").elements, ElementsAre(R"("a\",b")", R"("c\\")"));
}

TEST(JsonScan, TellsAnArrayThatDoesNotEndWhereItShould) {
  for (const char* json : {"", "[", "[1", "[1,", "[1]]", "[1] 2", "[\"1]", "[1}", "[\"\\"}) {
    EXPECT_FALSE(Split(json).is_whole) << json;
  }
}

TEST(JsonScan, TellsHowDeepBracketsAreNested) {
  EXPECT_EQ(nesting_of("1"), 0u);
  EXPECT_EQ(nesting_of(R"([{"a":"[[[["}])"), 2u);
  EXPECT_EQ(nesting_of(std::string(100'000, '[')), 100'000u);
  EXPECT_EQ(nesting_of("]]][["), 2u);
}

}  // namespace
}  // namespace wagate::archive_sqlite
