#include "kernel/plugin/api_board.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

namespace wagate {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

std::map<std::string, std::string> read(ApiBoard& board) {
  struct Reader final : abi::ApiBookVisitor {
    void visit(abi::StringRef unit, abi::StringRef paths_json) noexcept override { pages[unit.str()] = paths_json.str(); }
    std::map<std::string, std::string> pages;
  } reader;
  board.read(reader);
  return reader.pages;
}

TEST(ApiBoard, KeepsThePageOfEachUnitUntilItTakesItBack) {
  ApiBoard board;
  EXPECT_TRUE(board.describe("orders", "{\"/a\":{}}"));
  EXPECT_TRUE(board.describe("orders", "{\"/b\":{}}"));
  EXPECT_TRUE(board.describe("webhooks", "{\"/c\":{}}"));
  EXPECT_THAT(read(board), ElementsAre(Pair("orders", "{\"/b\":{}}"), Pair("webhooks", "{\"/c\":{}}")));

  EXPECT_TRUE(board.describe("orders", ""));
  EXPECT_THAT(read(board), ElementsAre(Pair("webhooks", "{\"/c\":{}}")));
}

TEST(ApiBoard, RefusesAPageThatIsTooLarge) {
  ApiBoard board;

  EXPECT_FALSE(board.describe("orders", std::string(ApiBoard::kMaxBytes + 1, ' ')));

  EXPECT_THAT(read(board), IsEmpty());
}

}  // namespace
}  // namespace wagate
