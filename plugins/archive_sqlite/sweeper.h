#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "sqlite/connection.h"
#include "settings.h"

namespace wagate::archive_sqlite {

// Removes what is not to be kept any longer: all rows of instances that are gone, messages that are
// too old, and the oldest ones of instances that have too many. In steps of a few milliseconds, between
// which events are written.
class Sweeper {
 public:
  static constexpr std::int64_t kRowsPerStep = 500;

  Sweeper(sqlite::Connection& database, const Retention& retention) : database_(database), retention_(retention) {}

  // One step, in a transaction of its own. Returns how many rows it removed; 0: nothing is left to do
  // for now. Throws sqlite::Error.
  std::size_t step(std::int64_t now_ms);

 private:
  std::vector<std::int64_t> instances_with(sqlite::Statement& statement, std::int64_t bound);
  std::size_t sweep_gone();
  std::size_t sweep_old(std::int64_t now_ms);
  std::size_t sweep_surplus();
  std::size_t remove_oldest(std::int64_t instance, std::int64_t before, std::int64_t most);
  void give_back_pages();

  sqlite::Connection& database_;
  const Retention retention_;
  sqlite::Statement gone_{database_, "SELECT id FROM instance WHERE gone=1 AND messages>=?1"};
  sqlite::Statement with_more_{database_, "SELECT id FROM instance WHERE gone=0 AND messages>?1"};
  sqlite::Statement surplus_{database_, "SELECT messages FROM instance WHERE id=?1"};
  sqlite::Statement oldest_{database_,
                    "DELETE FROM message WHERE id IN (SELECT id FROM message INDEXED BY message_by_instance "
                    "WHERE instance=?1 AND at<?2 ORDER BY at, id LIMIT ?3)"};
  sqlite::Statement chats_{database_, "DELETE FROM chat WHERE id IN (SELECT id FROM chat WHERE instance=?1 LIMIT ?2)"};
  sqlite::Statement contacts_{database_, "DELETE FROM contact WHERE id IN (SELECT id FROM contact WHERE instance=?1 LIMIT ?2)"};
  sqlite::Statement labels_{database_, "DELETE FROM label WHERE id IN (SELECT id FROM label WHERE instance=?1 LIMIT ?2)"};
  sqlite::Statement instance_{database_, "DELETE FROM instance WHERE id=?1"};
};

}  // namespace wagate::archive_sqlite
