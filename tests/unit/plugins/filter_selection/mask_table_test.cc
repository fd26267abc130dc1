#include "mask_table.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace wagate::filter_selection {
namespace {

TEST(MaskTable, HasNoMaskForAnInstanceItHasNeverSeen) {
  const MaskTable table;

  EXPECT_EQ(table.mask(0, Carrier::websocket), 0u);
  EXPECT_EQ(table.mask(12345, Carrier::webhook), 0u);
  EXPECT_EQ(table.mask(~abi::InstanceKey{0} / 2, Carrier::websocket), 0u);
}

TEST(MaskTable, KeepsEveryKeyAndCarrierApart) {
  MaskTable table;
  // Both sides of the borders between chunks: 256, 256 + 512, 256 + 512 + 1024.
  const std::vector<abi::InstanceKey> keys = {0, 1, 255, 256, 257, 767, 768, 1791, 1792, 100000};
  bool kept = false;
  for (const abi::InstanceKey key : keys) {
    table.set(key, Carrier::websocket, key * 2 + 1, kept);
    ASSERT_TRUE(kept);
    table.set(key, Carrier::webhook, key * 2 + 2, kept);
  }

  for (const abi::InstanceKey key : keys) {
    EXPECT_EQ(table.mask(key, Carrier::websocket), key * 2 + 1) << key;
    EXPECT_EQ(table.mask(key, Carrier::webhook), key * 2 + 2) << key;
  }
  EXPECT_EQ(table.mask(2, Carrier::websocket), 0u);
}

TEST(MaskTable, TellsTheMaskBefore) {
  MaskTable table;
  bool kept = false;
  EXPECT_EQ(table.set(7, Carrier::websocket, 5, kept), 0u);
  EXPECT_EQ(table.set(7, Carrier::websocket, 6, kept), 5u);
}

TEST(MaskTable, RefusesAKeyBeyondItsLimitWithoutAllocating) {
  MaskTable table;
  bool kept = true;

  table.set(MaskTable::kMaxKey, Carrier::websocket, 1, kept);

  EXPECT_FALSE(kept);
  EXPECT_EQ(table.mask(MaskTable::kMaxKey, Carrier::websocket), 0u);
}

TEST(MaskTable, IsReadWhileItGrows) {
  constexpr abi::InstanceKey kKeys = 4000;
  MaskTable table;
  std::vector<std::thread> threads;
  for (int writer = 0; writer < 2; ++writer) {
    threads.emplace_back([&table, writer] {
      for (abi::InstanceKey key = static_cast<abi::InstanceKey>(writer); key < kKeys; key += 2) {
        bool kept = false;
        table.set(key, Carrier::websocket, key + 1, kept);
      }
    });
  }
  std::uint64_t wrong = 0;
  threads.emplace_back([&table, &wrong] {
    for (abi::InstanceKey key = 0; key < kKeys; ++key) {
      const std::uint64_t mask = table.mask(key, Carrier::websocket);
      if (mask != 0 && mask != key + 1) ++wrong;
    }
  });
  for (std::thread& thread : threads) thread.join();

  EXPECT_EQ(wrong, 0u);
  for (abi::InstanceKey key = 0; key < kKeys; ++key) ASSERT_EQ(table.mask(key, Carrier::websocket), key + 1);
}

}  // namespace
}  // namespace wagate::filter_selection
