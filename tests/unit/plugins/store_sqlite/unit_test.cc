#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "store_fixture.h"
#include "store_sqlite.h"
#include "wagate/testing/fake_host.h"

namespace wagate::store_sqlite {
namespace {

using abi::StatusCode;
using wagate::testing::FakeHost;

TEST(StoreUnit, KeepsItsFileInItsStateDirectoryUnlessTold) {
  FakeHost host;
  auto unit = host.make<StoreSqlite>();
  EXPECT_TRUE(std::filesystem::exists(host.state_dir() + "/store.db"));

  FakeHost other(R"({"path":")" + host.state_dir() + R"(/elsewhere.db"})");
  auto elsewhere = other.make<StoreSqlite>();
  EXPECT_TRUE(std::filesystem::exists(host.state_dir() + "/elsewhere.db"));
}

TEST(StoreUnit, IsUsableBeforeItsStartAndRefusesAfterItsStop) {
  FakeHost host;
  auto unit = host.make<StoreSqlite>();
  EXPECT_EQ(put(*unit, "key", "value"), StatusCode::ok);

  unit->start();
  unit->stop();

  EXPECT_EQ(put(*unit, "key", "late"), StatusCode::unavailable);
}

TEST(StoreUnit, StartsAgainWithWhatItHad) {
  FakeHost host;
  auto unit = host.make<StoreSqlite>();
  put(*unit, "key", "value");
  unit->stop();

  unit->start();

  EXPECT_EQ(value_of(*unit, "key"), "value");
}

TEST(StoreUnit, TellsTheOperatorWhyItCannotBeMade) {
  FakeHost host(R"({"path":"/nowhere/at/all/store.db"})");

  try {
    host.make<StoreSqlite>();
    FAIL() << "opened a file in a folder that does not exist";
  } catch (const sqlite::Error& failure) {
    EXPECT_THAT(failure.what(), ::testing::HasSubstr("/nowhere/at/all must exist"));
  }
}

TEST(StoreUnit, ReadsItsLimits) {
  FakeHost host(R"({"max_size_mb":1})");
  auto unit = host.make<StoreSqlite>();

  EXPECT_EQ(put(*unit, "key", std::string(2 * 1024 * 1024, 'x')), StatusCode::resource_exhausted);
}

}  // namespace
}  // namespace wagate::store_sqlite
