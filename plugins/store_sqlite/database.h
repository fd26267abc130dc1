#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "failure.h"

struct sqlite3;
struct sqlite3_stmt;

namespace wagate::store_sqlite {

class Database;

// One prepared statement, used again and again:
//
//   auto turn = statement.begin();   // gives the statement back when it goes
//   turn.bind(1, space).bind(2, key);
//   while (turn.step()) use(turn.text(0));
//
// Failures are thrown as StoreFailure.
class Statement {
 public:
  // One run of the statement. While it lives nobody else may run it.
  class Turn {
   public:
    explicit Turn(Statement& statement) : statement_(statement) {}
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;
    ~Turn();

    // Parameters count from 1. Text and bytes are borrowed until the turn ends.
    Turn& bind_text(int index, std::string_view text);
    Turn& bind_blob(int index, std::string_view bytes);
    Turn& bind_integer(int index, std::int64_t number);

    // Whether there is a (further) row.
    bool step();

    // Columns count from 0; views are valid until the next step().
    std::string_view bytes(int column) const;
    std::int64_t integer(int column) const;

   private:
    void check(int result) const;

    Statement& statement_;
  };

  Statement(Database& database, std::string_view sql);
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;
  ~Statement();

  Turn begin() { return Turn(*this); }

 private:
  Database& database_;
  sqlite3_stmt* handle_ = nullptr;
};

// One connection to one file. Not for several threads at once: its owner keeps a mutex.
class Database {
 public:
  struct Options {
    std::string path;
    int busy_timeout_ms = 2000;
    std::int64_t max_bytes = 0;  // 0: no limit of ours
  };

  // Opens the file and makes it, readable for the owner only, when it is not there; an existing one
  // is left as it is until take_over(). Throws StoreFailure.
  explicit Database(const Options& options);
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  ~Database();

  // Prepares the file for our writes: its mode, its write-ahead log, its limits. For a file that was
  // found to be ours.
  void take_over();

  // Runs statements that give no rows anybody wants.
  void execute(const std::string& sql);

  // The first column of the first row, 0 when there is none.
  std::int64_t integer(std::string_view sql);
  std::string text(std::string_view sql);

  // Rows the last insert, update or delete touched.
  std::int64_t changes() const;

  bool in_transaction() const;

  const std::string& path() const { return options_.path; }
  sqlite3* handle() const { return handle_; }

  // Throws what the last result means.
  [[noreturn]] void fail(int result) const;

 private:
  StoreFailure failure_of(int result) const;

  Options options_;
  sqlite3* handle_ = nullptr;
};

// A write that is all or nothing: rolled back unless commit() was called.
class Transaction {
 public:
  explicit Transaction(Database& database) : database_(database) { database_.execute("BEGIN IMMEDIATE"); }
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  ~Transaction();

  // After it returned the write is on the disk.
  void commit();

 private:
  Database& database_;
};

}  // namespace wagate::store_sqlite
