#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "sqlite/connection.h"
#include "wagate/abi/store.h"

namespace wagate::store_sqlite {

// The store of wagate/abi/store.h in one SQLite file.
//
// One connection behind a mutex: writes would wait for each other anyway, and reads are lookups in
// the page cache. Visitors run outside the mutex, on copies, so a visitor may call the store; a scan
// reads the space in pages and therefore sees writes that happen meanwhile.
class SqliteStore : public abi::Store {
 public:
  static constexpr std::size_t kMaxName = 1024;                 // of a space or a key
  static constexpr std::size_t kMaxValue = 64 * 1024 * 1024;

  SqliteStore();
  SqliteStore(const SqliteStore&) = delete;
  SqliteStore& operator=(const SqliteStore&) = delete;
  virtual ~SqliteStore();

  // Opens, checks and migrates the file. Throws sqlite::Error. Opening an open store does nothing.
  void open(const sqlite::Options& options);

  // Later calls answer unavailable.
  void close();

  abi::StatusCode get(abi::StringRef space, abi::StringRef key, abi::StoreVisitor& visitor,
                      abi::ErrorOut& error) noexcept override;
  abi::StatusCode put(abi::StringRef space, abi::StringRef key, abi::StringRef value, std::uint64_t expected,
                      abi::ErrorOut& error) noexcept override;
  abi::StatusCode remove(abi::StringRef space, abi::StringRef key, abi::ErrorOut& error) noexcept override;
  abi::StatusCode scan(abi::StringRef space, abi::StringRef prefix, abi::StoreVisitor& visitor,
                       abi::ErrorOut& error) noexcept override;

 private:
  struct Row;
  struct Page;

  sqlite::Connection& connection();  // throws PluginError when closed
  bool write(std::string_view space, std::string_view key, std::string_view value, std::uint64_t expected);
  Page read_page(std::string_view space, std::string_view prefix, const std::string* after);

  std::mutex mutex_;
  std::unique_ptr<sqlite::Connection> connection_;  // guarded by mutex_; null while closed
};

}  // namespace wagate::store_sqlite
