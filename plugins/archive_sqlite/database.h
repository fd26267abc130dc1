#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "failure.h"

struct sqlite3;
struct sqlite3_stmt;

namespace wagate::archive_sqlite {

class Database;

// One prepared statement, used again and again:
//
//   auto turn = statement.begin();   // gives the statement back when it goes
//   turn.bind(1, instance).bind(2, jid);
//   while (turn.step()) use(turn.text(0));
//
// Failures are thrown as ArchiveFailure.
class Statement {
 public:
  // One run of the statement. While it lives nobody else may run it.
  class Turn {
   public:
    explicit Turn(Statement& statement) : statement_(statement) {}
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;
    ~Turn();

    // Parameters count from 1. Text is borrowed until the turn ends.
    Turn& bind(int index, std::string_view text);
    Turn& bind(int index, std::int64_t number);
    Turn& bind_null(int index);
    Turn& bind_or_null(int index, std::string_view text) { return text.empty() ? bind_null(index) : bind(index, text); }

    // Whether there is a (further) row.
    bool step();

    // For a statement that gives no rows anybody wants.
    void run() {
      while (step()) {
      }
    }

    // Columns count from 0; views are valid until the next step(). Null reads as empty text and 0.
    std::string_view text(int column) const;
    std::int64_t integer(int column) const;
    bool is_null(int column) const;

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

// One connection to one file. For one thread at a time.
class Database {
 public:
  struct Options {
    std::string path;
    int busy_timeout_ms = 2000;
    std::int64_t max_bytes = 0;  // 0: no limit of ours
  };
  enum class Access { write, read };

  // For writing, the file is made, readable for the owner only, when it is not there; an existing one
  // is left as it is until take_over(). Throws ArchiveFailure.
  Database(const Options& options, Access access);
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  ~Database();

  // Prepares a file that was found to be ours: its mode, its write-ahead log, its limits.
  void take_over();

  // Runs statements that give no rows anybody wants.
  void execute(const std::string& sql);

  // The first column of the first row; 0 or empty when there is none.
  std::int64_t integer(std::string_view sql);
  std::string text(std::string_view sql);

  // Rows the last insert, update or delete touched.
  std::int64_t changes() const;
  std::int64_t last_row() const;

  bool in_transaction() const;

  const std::string& path() const { return options_.path; }
  sqlite3* handle() const { return handle_; }

  // Throws what the last result means.
  [[noreturn]] void fail(int result) const;

 private:
  ArchiveFailure failure_of(int result) const;

  Options options_;
  sqlite3* handle_ = nullptr;
};

// Writes that are all or nothing, or reads that see one moment: rolled back unless commit() was called.
class Transaction {
 public:
  enum class Kind { write, read };

  explicit Transaction(Database& database, Kind kind = Kind::write);
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  ~Transaction();

  void commit();

 private:
  Database& database_;
};

}  // namespace wagate::archive_sqlite
