#include "sqlite/migrations.h"

#include <string>

#include "sqlite/transaction.h"

namespace wagate::sqlite {
namespace {

void check_ours(Connection& connection, const Schema& schema) {
  const std::int64_t id = connection.integer("PRAGMA application_id");
  if (id == schema.application_id) return;
  const bool is_new = connection.integer("SELECT count(*) FROM sqlite_schema") == 0;
  if (id != 0 || !is_new) throw connection.explanation().foreign();
}

void check_intact(Connection& connection) {
  const std::int64_t bytes = connection.integer("PRAGMA page_count") * connection.integer("PRAGMA page_size");
  if (bytes > connection.options().max_checked_bytes) return;
  const std::string verdict = connection.text("PRAGMA quick_check(1)");
  if (verdict != "ok") throw connection.explanation().damaged(verdict);
}

}  // namespace

void prepare(Connection& connection, const Schema& schema) {
  const auto newest = static_cast<std::int64_t>(schema.steps.size());
  const auto version_of = [&] {
    const std::int64_t version = connection.integer("PRAGMA user_version");
    if (version > newest) throw connection.explanation().newer(version, newest);
    return version;
  };
  check_ours(connection, schema);
  const std::int64_t found = version_of();
  connection.take_over();
  check_intact(connection);
  if (found == newest) return;

  Transaction transaction(connection);
  // Another gateway may have been quicker while this one waited for the lock.
  for (std::int64_t version = version_of(); version < newest; ++version)
    connection.execute(schema.steps[static_cast<std::size_t>(version)]);
  connection.execute("PRAGMA application_id=" + std::to_string(schema.application_id));
  connection.execute("PRAGMA user_version=" + std::to_string(newest));
  transaction.commit();
}

}  // namespace wagate::sqlite
