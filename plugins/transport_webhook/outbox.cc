#include "outbox.h"

#include "outbox_file.h"
#include "sqlite/transaction.h"

namespace wagate::transport_webhook {
namespace {

constexpr std::uint64_t kMostListedBytes = 8ull << 20;

std::int64_t number_of(Kind kind) { return static_cast<std::int64_t>(kind); }

Kind kind_of(std::int64_t number) { return number == 0 ? Kind::global : Kind::instance; }

}  // namespace

Outbox::Outbox(const std::string& path)
    : database_(open_outbox(path)), tag_(database_->text("SELECT tag FROM origin")) {}

void Outbox::write(const std::function<void()>& changes) {
  sqlite::Transaction transaction(*database_);
  changes();
  transaction.commit();
}

void Outbox::append(Row& row) {
  database_
      ->query("INSERT INTO pending(delivery,kind,instance,instance_name,event,body,created_ms,attempts,next_ms) "
              "VALUES(0,?,?,?,?,?,?,?,?)")
      .bind(number_of(row.lane.kind)).bind(row.lane.instance).bind(row.instance_name)
      .bind(row.event).bind_bytes(row.body).bind(row.created_ms).bind(row.attempts).bind(row.next_ms).run();
  row.id = row.delivery = database_->last_id();
  database_->query("UPDATE pending SET delivery=id WHERE id=?").bind(row.id).run();
}

void Outbox::remove(std::int64_t id) { database_->query("DELETE FROM pending WHERE id=?").bind(id).run(); }

void Outbox::put_off(std::int64_t id, std::int64_t attempts, std::int64_t next_ms) {
  database_->query("UPDATE pending SET attempts=?, next_ms=? WHERE id=?").bind(attempts).bind(next_ms).bind(id).run();
}

void Outbox::bury(std::int64_t id, const Death& death) {
  database_
      ->query("INSERT OR REPLACE INTO dead SELECT delivery,kind,instance,instance_name,event,body,created_ms,?,?,?,? "
              "FROM pending WHERE id=?")
      .bind(death.at_ms).bind(death.attempts).bind(death.status).bind(death.reason).bind(id).run();
  remove(id);
}

void Outbox::bury_lane(const LaneKey& lane, const Death& death) {
  database_
      ->query(
          "INSERT OR REPLACE INTO dead SELECT "
          "delivery,kind,instance,instance_name,event,body,created_ms,?,attempts,?,? "
          "FROM pending WHERE kind=? AND instance=?")
      .bind(death.at_ms)
      .bind(death.status)
      .bind(death.reason)
      .bind(number_of(lane.kind))
      .bind(lane.instance)
      .run();
  remove_lane(lane);
}

void Outbox::remove_lane(const LaneKey& lane) {
  database_->query("DELETE FROM pending WHERE kind=? AND instance=?")
      .bind(number_of(lane.kind)).bind(lane.instance).run();
}

void Outbox::remove_dead_of(const LaneKey& lane) {
  database_->query("DELETE FROM dead WHERE kind=? AND instance=?")
      .bind(number_of(lane.kind)).bind(lane.instance).run();
}

std::uint64_t Outbox::trim_dead(std::uint64_t max_rows, std::uint64_t max_bytes, std::int64_t died_before_ms) {
  database_->query("DELETE FROM dead WHERE died_ms<?").bind(died_before_ms).run();
  const auto removed = static_cast<std::uint64_t>(database_->changes());
  DeadQuery everything;
  everything.with_global = true;
  const DeadTotal total = dead_total(everything);
  if (total.rows <= max_rows && total.bytes <= max_bytes) return removed;

  // The oldest go, one by one, until both limits hold. The index on the age gives the order.
  std::vector<std::int64_t> going;
  {
    std::uint64_t rows = total.rows;
    std::uint64_t bytes = total.bytes;
    auto query = database_->query("SELECT delivery, length(body) FROM dead ORDER BY died_ms, delivery");
    while ((rows > max_rows || bytes > max_bytes) && query.step()) {
      going.push_back(query.integer(0));
      --rows;
      bytes -= static_cast<std::uint64_t>(query.integer(1));
    }
  }
  for (const std::int64_t delivery : going) database_->query("DELETE FROM dead WHERE delivery=?").bind(delivery).run();
  return removed + going.size();
}

// Numbers are our own; texts are bound.
std::string Outbox::condition(const DeadQuery& which) {
  std::string out = which.instance.empty() ? "(''=?)" : "instance=?";
  if (!which.with_global) out += " AND kind=" + std::to_string(number_of(Kind::instance));
  if (!which.except.empty()) {
    out += " AND (kind=" + std::to_string(number_of(Kind::global)) + " OR instance NOT IN (";
    for (std::size_t i = 0; i < which.except.size(); ++i) out += i == 0 ? "?" : ",?";
    out += "))";
  }
  if (which.before > 0) out += " AND delivery<" + std::to_string(which.before);
  if (which.deliveries.empty()) return out;
  out += " AND delivery IN (";
  for (std::size_t i = 0; i < which.deliveries.size(); ++i)
    out += (i == 0 ? "" : ",") + std::to_string(which.deliveries[i]);
  return out + ")";
}

sqlite::Query& Outbox::bind_condition(sqlite::Query& query, const DeadQuery& which) {
  query.bind(which.instance);
  for (const std::string& instance : which.except) query.bind(instance);
  return query;
}

std::uint64_t Outbox::revive(const DeadQuery& which) {
  const std::string those = condition(which);
  sqlite::Statement copy(*database_,
                 "INSERT INTO pending(delivery,kind,instance,instance_name,event,body,created_ms,attempts,next_ms) "
                 "SELECT delivery,kind,instance,instance_name,event,body,created_ms,0,0 FROM dead WHERE " + those +
                     " ORDER BY delivery");
  {
    auto query = copy.begin();
    bind_condition(query, which).run();
  }
  const auto count = static_cast<std::uint64_t>(database_->changes());
  sqlite::Statement remove(*database_, "DELETE FROM dead WHERE " + those);
  auto query = remove.begin();
  bind_condition(query, which).run();
  return count;
}

std::vector<Outbox::LaneTotal> Outbox::totals() {
  auto query = database_->query(
      "SELECT kind, instance, count(*), coalesce(sum(length(body)),0) FROM pending GROUP BY kind, instance");
  std::vector<LaneTotal> out;
  while (query.step()) {
    out.push_back({{kind_of(query.integer(0)), query.text(1)}, static_cast<std::uint64_t>(query.integer(2)),
                   static_cast<std::uint64_t>(query.integer(3))});
  }
  return out;
}

Outbox::DeadTotal Outbox::dead_total(const DeadQuery& which) {
  sqlite::Statement sums(*database_,
                         "SELECT count(*), coalesce(sum(length(body)),0) FROM dead WHERE " + condition(which));
  auto query = sums.begin();
  bind_condition(query, which);
  DeadTotal total;
  if (query.step()) {
    total.rows = static_cast<std::uint64_t>(query.integer(0));
    total.bytes = static_cast<std::uint64_t>(query.integer(1));
  }
  return total;
}

std::vector<DeadLetter> Outbox::dead_letters(const DeadQuery& which) {
  sqlite::Statement select(*database_,
                   "SELECT delivery,kind,instance,instance_name,event," +
                       std::string(which.with_bodies ? "body" : "''") +
                       ",created_ms,died_ms,attempts,status,reason FROM dead WHERE " + condition(which) +
                       " ORDER BY delivery DESC LIMIT ?");
  auto query = select.begin();
  bind_condition(query, which).bind(static_cast<std::int64_t>(which.limit));
  std::vector<DeadLetter> out;
  std::uint64_t bytes = 0;
  while (bytes < kMostListedBytes && query.step()) {
    DeadLetter& letter = out.emplace_back();
    letter.row.delivery = query.integer(0);
    letter.row.lane = {kind_of(query.integer(1)), query.text(2)};
    letter.row.instance_name = query.text(3);
    letter.row.event = query.text(4);
    letter.row.body = query.text(5);
    bytes += letter.row.body.size();
    letter.row.created_ms = query.integer(6);
    letter.death = {query.integer(7), query.integer(8), query.integer(9), query.text(10)};
  }
  return out;
}

std::vector<Row> Outbox::load(const LaneKey& lane, std::int64_t after_id, std::size_t max_rows,
                              std::uint64_t max_bytes) {
  auto query = database_->query(
      "SELECT id,delivery,instance_name,event,body,created_ms,attempts,next_ms FROM pending "
      "WHERE kind=? AND instance=? AND id>? ORDER BY id LIMIT ?");
  query.bind(number_of(lane.kind)).bind(lane.instance).bind(after_id).bind(static_cast<std::int64_t>(max_rows));
  std::vector<Row> out;
  std::uint64_t bytes = 0;
  while ((out.empty() || bytes < max_bytes) && query.step()) {
    Row& row = out.emplace_back();
    row.id = query.integer(0);
    row.delivery = query.integer(1);
    row.lane = lane;
    row.instance_name = query.text(2);
    row.event = query.text(3);
    row.body = query.text(4);
    row.created_ms = query.integer(5);
    row.attempts = query.integer(6);
    row.next_ms = query.integer(7);
    bytes += row.body.size();
  }
  return out;
}

void Outbox::tidy() { database_->execute("PRAGMA incremental_vacuum(2000)"); }

}  // namespace wagate::transport_webhook
