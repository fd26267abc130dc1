#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "row.h"
#include "sqlite/connection.h"

namespace wagate::transport_webhook {

// What waits to be delivered, and what nobody tries any more, in one SQLite file. Every member throws
// sqlite::Error when the file cannot be used. For one thread.
class Outbox {
 public:
  struct LaneTotal {
    LaneKey lane;
    std::uint64_t rows = 0;
    std::uint64_t bytes = 0;  // of bodies
  };
  struct DeadTotal {
    std::uint64_t rows = 0;
    std::uint64_t bytes = 0;
  };
  // Which dead letters are meant.
  struct DeadQuery {
    std::string instance;         // id; empty: of all
    bool with_global = false;     // also those of the global webhook
    std::vector<std::int64_t> deliveries;  // empty: all of them
    std::vector<std::string> except;       // instances whose webhooks are not meant
    std::int64_t before = 0;      // only those with a lower number; 0: from the newest on
    std::uint64_t limit = 100;
    bool with_bodies = false;
  };

  explicit Outbox(const std::string& path);

  // Names this outbox among all: with a row's `delivery` it makes the name of a delivery.
  const std::string& tag() const { return tag_; }

  // Runs `changes` as one transaction.
  void write(const std::function<void()>& changes);

  // Within write().
  void append(Row& row);  // gives it `id` and `delivery`
  void remove(std::int64_t id);
  void put_off(std::int64_t id, std::int64_t attempts, std::int64_t next_ms);
  void bury(std::int64_t id, const Death& death);
  void bury_lane(const LaneKey& lane, const Death& death);
  void remove_lane(const LaneKey& lane);
  void remove_dead_of(const LaneKey& lane);
  std::uint64_t trim_dead(std::uint64_t max_rows, std::uint64_t max_bytes, std::int64_t died_before_ms);
  // Puts dead letters behind what waits in their lanes, with no failed attempts. Answers how many.
  std::uint64_t revive(const DeadQuery& which);

  std::vector<LaneTotal> totals();
  DeadTotal dead_total(const DeadQuery& which);
  std::vector<DeadLetter> dead_letters(const DeadQuery& which);  // newest first

  // The rows of a lane behind `after_id`, in order: at least one when there is one, then as long as the
  // limits last.
  std::vector<Row> load(const LaneKey& lane, std::int64_t after_id, std::size_t max_rows, std::uint64_t max_bytes);

  // Gives some of the space of removed rows back to the disk.
  void tidy();

 private:
  static std::string condition(const DeadQuery& which);
  static sqlite::Query& bind_condition(sqlite::Query& query, const DeadQuery& which);

  std::unique_ptr<sqlite::Connection> database_;
  std::string tag_;
};

}  // namespace wagate::transport_webhook
