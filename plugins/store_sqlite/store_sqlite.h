#pragma once

#include "sqlite_store.h"
#include "wagate/plugin.h"

namespace wagate::store_sqlite {

// The plugin: a SqliteStore at the configured place.
class StoreSqlite : public PluginBase, public SqliteStore {
 public:
  static constexpr std::uint32_t kFlags = 0;  // one unit: two could be given the same file

  // Opens the file, so that units that need the store may use it from their own constructors on.
  explicit StoreSqlite(PluginContext& context);

  void start() override;
  void stop() override;

 private:
  sqlite::Options options_;
  Logger log_;
};

}  // namespace wagate::store_sqlite
