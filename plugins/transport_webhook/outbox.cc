#include "outbox.h"

#include <optional>

#include "outbox_tables.h"

namespace wagate::transport_webhook {
namespace {

constexpr std::uint64_t kMostListedBytes = 8ull << 20;

std::int64_t number_of(Kind kind) { return static_cast<std::int64_t>(kind); }

Kind kind_of(std::int64_t number) { return number == 0 ? Kind::global : Kind::instance; }

}  // namespace

struct Outbox::Parts {
  explicit Parts(const std::string& path) : database(path) { prepare_tables(database); }

  // Statements are compiled against the tables, so they come after these.
  struct Statements {
    explicit Statements(Database& database)
        : append(database, "INSERT INTO pending(delivery,kind,instance,instance_name,event,body,created_ms,attempts,next_ms)"
                           " VALUES(0,?,?,?,?,?,?,?,?)"),
          number(database, "UPDATE pending SET delivery=id WHERE id=?"),
          remove(database, "DELETE FROM pending WHERE id=?"),
          put_off(database, "UPDATE pending SET attempts=?, next_ms=? WHERE id=?"),
          bury(database,
               "INSERT OR REPLACE INTO dead SELECT delivery,kind,instance,instance_name,event,body,created_ms,?,?,?,? "
               "FROM pending WHERE id=?"),
          load(database,
               "SELECT id,delivery,instance_name,event,body,created_ms,attempts,next_ms FROM pending "
               "WHERE kind=? AND instance=? AND id>? ORDER BY id LIMIT ?") {}
    Statement append, number, remove, put_off, bury, load;
  };

  Database database;
  std::optional<Statements> statements;
};

Outbox::Outbox(const std::string& path) : parts_(std::make_unique<Parts>(path)) {
  parts_->statements.emplace(parts_->database);
  tag_ = parts_->database.text("SELECT tag FROM origin");
}

Outbox::~Outbox() = default;

void Outbox::write(const std::function<void()>& changes) {
  Transaction transaction(parts_->database);
  changes();
  transaction.commit();
}

void Outbox::append(Row& row) {
  parts_->statements->append.begin().bind(number_of(row.lane.kind)).bind(row.lane.instance).bind(row.instance_name)
      .bind(row.event).bind_blob(row.body).bind(row.created_ms).bind(row.attempts).bind(row.next_ms).run();
  row.id = row.delivery = parts_->database.last_id();
  parts_->statements->number.begin().bind(row.id).run();
}

void Outbox::remove(std::int64_t id) { parts_->statements->remove.begin().bind(id).run(); }

void Outbox::put_off(std::int64_t id, std::int64_t attempts, std::int64_t next_ms) {
  parts_->statements->put_off.begin().bind(attempts).bind(next_ms).bind(id).run();
}

void Outbox::bury(std::int64_t id, const Death& death) {
  parts_->statements->bury.begin().bind(death.at_ms).bind(death.attempts).bind(death.status).bind(death.reason).bind(id).run();
  remove(id);
}

void Outbox::bury_lane(const LaneKey& lane, const Death& death) {
  Statement copy(parts_->database,
                 "INSERT OR REPLACE INTO dead SELECT delivery,kind,instance,instance_name,event,body,created_ms,?,attempts,?,? "
                 "FROM pending WHERE kind=? AND instance=?");
  copy.begin().bind(death.at_ms).bind(death.status).bind(death.reason).bind(number_of(lane.kind)).bind(lane.instance).run();
  remove_lane(lane);
}

void Outbox::remove_lane(const LaneKey& lane) {
  Statement remove(parts_->database, "DELETE FROM pending WHERE kind=? AND instance=?");
  remove.begin().bind(number_of(lane.kind)).bind(lane.instance).run();
}

void Outbox::remove_dead_of(const LaneKey& lane) {
  Statement remove(parts_->database, "DELETE FROM dead WHERE kind=? AND instance=?");
  remove.begin().bind(number_of(lane.kind)).bind(lane.instance).run();
}

std::uint64_t Outbox::trim_dead(std::uint64_t max_rows, std::uint64_t max_bytes, std::int64_t died_before_ms) {
  std::uint64_t removed = 0;
  {
    Statement old(parts_->database, "DELETE FROM dead WHERE died_ms<?");
    old.begin().bind(died_before_ms).run();
    removed += static_cast<std::uint64_t>(parts_->database.changes());
  }
  DeadQuery everything;
  everything.with_global = true;
  const DeadTotal total = dead_total(everything);
  if (total.rows <= max_rows && total.bytes <= max_bytes) return removed;

  // The oldest go, one by one, until both limits hold. The index on the age gives the order.
  std::vector<std::int64_t> going;
  {
    std::uint64_t rows = total.rows;
    std::uint64_t bytes = total.bytes;
    Statement oldest(parts_->database, "SELECT delivery, length(body) FROM dead ORDER BY died_ms, delivery");
    auto turn = oldest.begin();
    while ((rows > max_rows || bytes > max_bytes) && turn.step()) {
      going.push_back(turn.integer(0));
      --rows;
      bytes -= static_cast<std::uint64_t>(turn.integer(1));
    }
  }
  Statement remove(parts_->database, "DELETE FROM dead WHERE delivery=?");
  for (const std::int64_t delivery : going) remove.begin().bind(delivery).run();
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

Statement::Turn& Outbox::bind_condition(Statement::Turn& turn, const DeadQuery& which) {
  turn.bind(which.instance);
  for (const std::string& instance : which.except) turn.bind(instance);
  return turn;
}

std::uint64_t Outbox::revive(const DeadQuery& which) {
  const std::string those = condition(which);
  Statement copy(parts_->database,
                 "INSERT INTO pending(delivery,kind,instance,instance_name,event,body,created_ms,attempts,next_ms) "
                 "SELECT delivery,kind,instance,instance_name,event,body,created_ms,0,0 FROM dead WHERE " + those +
                     " ORDER BY delivery");
  {
    auto turn = copy.begin();
    bind_condition(turn, which).run();
  }
  const auto count = static_cast<std::uint64_t>(parts_->database.changes());
  Statement remove(parts_->database, "DELETE FROM dead WHERE " + those);
  auto turn = remove.begin();
  bind_condition(turn, which).run();
  return count;
}

std::vector<Outbox::LaneTotal> Outbox::totals() {
  Statement sums(parts_->database,
                 "SELECT kind, instance, count(*), coalesce(sum(length(body)),0) FROM pending GROUP BY kind, instance");
  auto turn = sums.begin();
  std::vector<LaneTotal> out;
  while (turn.step()) {
    out.push_back({{kind_of(turn.integer(0)), turn.text(1)}, static_cast<std::uint64_t>(turn.integer(2)),
                   static_cast<std::uint64_t>(turn.integer(3))});
  }
  return out;
}

Outbox::DeadTotal Outbox::dead_total(const DeadQuery& which) {
  Statement sums(parts_->database, "SELECT count(*), coalesce(sum(length(body)),0) FROM dead WHERE " + condition(which));
  auto turn = sums.begin();
  bind_condition(turn, which);
  DeadTotal total;
  if (turn.step()) {
    total.rows = static_cast<std::uint64_t>(turn.integer(0));
    total.bytes = static_cast<std::uint64_t>(turn.integer(1));
  }
  return total;
}

std::vector<DeadLetter> Outbox::dead_letters(const DeadQuery& which) {
  Statement select(parts_->database,
                   "SELECT delivery,kind,instance,instance_name,event," +
                       std::string(which.with_bodies ? "body" : "''") +
                       ",created_ms,died_ms,attempts,status,reason FROM dead WHERE " + condition(which) +
                       " ORDER BY delivery DESC LIMIT ?");
  auto turn = select.begin();
  bind_condition(turn, which).bind(static_cast<std::int64_t>(which.limit));
  std::vector<DeadLetter> out;
  std::uint64_t bytes = 0;
  while (bytes < kMostListedBytes && turn.step()) {
    DeadLetter& letter = out.emplace_back();
    letter.row.delivery = turn.integer(0);
    letter.row.lane = {kind_of(turn.integer(1)), turn.text(2)};
    letter.row.instance_name = turn.text(3);
    letter.row.event = turn.text(4);
    letter.row.body = turn.text(5);
    bytes += letter.row.body.size();
    letter.row.created_ms = turn.integer(6);
    letter.death = {turn.integer(7), turn.integer(8), turn.integer(9), turn.text(10)};
  }
  return out;
}

std::vector<Row> Outbox::load(const LaneKey& lane, std::int64_t after_id, std::size_t max_rows, std::uint64_t max_bytes) {
  auto turn = parts_->statements->load.begin();
  turn.bind(number_of(lane.kind)).bind(lane.instance).bind(after_id).bind(static_cast<std::int64_t>(max_rows));
  std::vector<Row> out;
  std::uint64_t bytes = 0;
  while ((out.empty() || bytes < max_bytes) && turn.step()) {
    Row& row = out.emplace_back();
    row.id = turn.integer(0);
    row.delivery = turn.integer(1);
    row.lane = lane;
    row.instance_name = turn.text(2);
    row.event = turn.text(3);
    row.body = turn.text(4);
    row.created_ms = turn.integer(5);
    row.attempts = turn.integer(6);
    row.next_ms = turn.integer(7);
    bytes += row.body.size();
  }
  return out;
}

void Outbox::tidy() { parts_->database.execute("PRAGMA incremental_vacuum(2000)"); }

}  // namespace wagate::transport_webhook
