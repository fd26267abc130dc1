#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "sqlite_store.h"
#include "store_file.h"

namespace wagate::store_sqlite {

// A folder that goes with the test.
class StoreTest : public ::testing::Test {
 protected:
  StoreTest() {
    std::string pattern = (std::filesystem::temp_directory_path() / "wagate-store-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
  }
  ~StoreTest() override { std::filesystem::remove_all(folder_); }

  sqlite::Options options() const {
    sqlite::Options options = store_options((folder_ / "store.db").string());
    options.busy_timeout_ms = 20;
    return options;
  }

  std::filesystem::path folder_;
};

// What a scan or get showed.
struct Seen final : abi::StoreVisitor {
  bool visit(abi::StringRef key, abi::StringRef value, std::uint64_t version) noexcept override {
    entries.emplace_back(key.str(), value.str());
    versions.push_back(version);
    return entries.size() < limit;
  }

  std::vector<std::pair<std::string, std::string>> entries;
  std::vector<std::uint64_t> versions;
  std::size_t limit = ~std::size_t{0};
};

inline abi::StatusCode put(abi::Store& store, std::string_view key, std::string_view value,
                           std::uint64_t expected = abi::kAnyVersion, std::string_view space = "space") {
  abi::ErrorOut error;
  return store.put(space, key, value, expected, error);
}

inline std::string value_of(abi::Store& store, std::string_view key) {
  Seen seen;
  abi::ErrorOut error;
  return store.get("space", key, seen, error) == abi::StatusCode::ok ? seen.entries[0].second : "(none)";
}

inline std::uint64_t version_of(abi::Store& store, std::string_view key) {
  Seen seen;
  abi::ErrorOut error;
  return store.get("space", key, seen, error) == abi::StatusCode::ok ? seen.versions[0] : 0;
}

}  // namespace wagate::store_sqlite
