#include "store_sqlite.h"

#include <filesystem>

#include "store_file.h"

namespace wagate::store_sqlite {

namespace {

sqlite::Options options_of(const PluginContext& context) {
  std::filesystem::path path = context.text("path");
  if (path.empty()) path = std::filesystem::path(context.state_dir()) / "store.db";

  sqlite::Options options = store_options(std::filesystem::absolute(path).lexically_normal().string());
  options.busy_timeout_ms = static_cast<int>(context.integer("busy_timeout_ms", 2000));
  options.max_bytes = context.integer("max_size_mb", 0) * 1024 * 1024;
  return options;
}

}  // namespace

StoreSqlite::StoreSqlite(PluginContext& context) : options_(options_of(context)), log_(context.log()) {
  open(options_);
}

void StoreSqlite::start() {
  open(options_);  // does nothing unless the unit was stopped before
  log_.info("store opened", {{"path", options_.path}});
}

void StoreSqlite::stop() { close(); }

}  // namespace wagate::store_sqlite
