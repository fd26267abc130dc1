#include "sweeper.h"

#include <algorithm>
#include <limits>
#include <string>

#include "sqlite/transaction.h"

namespace wagate::archive_sqlite {

namespace {

constexpr std::int64_t kSecondsPerDay = 24 * 60 * 60;
constexpr std::int64_t kNoBound = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kPagesPerStep = 256;

}  // namespace

std::size_t Sweeper::step(std::int64_t now_ms) {
  sqlite::Transaction transaction(database_);
  std::size_t removed = sweep_gone();
  if (removed == 0) removed = sweep_old(now_ms);
  if (removed == 0) removed = sweep_surplus();
  if (removed > 0) give_back_pages();
  transaction.commit();
  return removed;
}

std::vector<std::int64_t> Sweeper::instances_with(sqlite::Statement& statement, std::int64_t bound) {
  std::vector<std::int64_t> out;
  auto query = statement.begin();
  query.bind(bound);
  while (query.step()) out.push_back(query.integer(0));
  return out;
}

std::size_t Sweeper::sweep_gone() {
  for (const std::int64_t instance : instances_with(gone_, 0)) {
    if (const std::size_t messages = remove_oldest(instance, kNoBound, kRowsPerStep)) return messages;
    for (sqlite::Statement* table : {&chats_, &contacts_, &labels_}) {
      table->begin().bind(instance).bind(kRowsPerStep).run();
      if (database_.changes() > 0) return static_cast<std::size_t>(database_.changes());
    }
    instance_.begin().bind(instance).run();
    return 1;
  }
  return 0;
}

std::size_t Sweeper::sweep_old(std::int64_t now_ms) {
  if (retention_.max_age_days <= 0) return 0;
  const std::int64_t oldest_kept = now_ms / 1000 - retention_.max_age_days * kSecondsPerDay;
  for (const std::int64_t instance : instances_with(with_more_, 0))
    if (const std::size_t removed = remove_oldest(instance, oldest_kept, kRowsPerStep)) return removed;
  return 0;
}

std::size_t Sweeper::sweep_surplus() {
  const std::int64_t most = retention_.max_messages_per_instance;
  if (most <= 0) return 0;
  for (const std::int64_t instance : instances_with(with_more_, most)) {
    std::int64_t surplus = 0;
    {
      auto query = surplus_.begin();
      query.bind(instance);
      if (query.step()) surplus = query.integer(0) - most;
    }
    if (const std::size_t removed = remove_oldest(instance, kNoBound, std::min(surplus, kRowsPerStep))) return removed;
  }
  return 0;
}

std::size_t Sweeper::remove_oldest(std::int64_t instance, std::int64_t before, std::int64_t most) {
  oldest_.begin().bind(instance).bind(before).bind(most).run();
  return static_cast<std::size_t>(database_.changes());
}

void Sweeper::give_back_pages() {
  database_.execute("PRAGMA incremental_vacuum(" + std::to_string(kPagesPerStep) + ")");
}

}  // namespace wagate::archive_sqlite
