#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace wagate::transport_webhook {

// The outbox could not be read or written. The sentence names the file and what to do; it never holds an
// event.
class OutboxFailure : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// One connection to one SQLite file, for one thread at a time.
class Database {
 public:
  // Opens the file, or makes it, readable for the owner only. Throws OutboxFailure.
  explicit Database(std::string path);
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  ~Database();

  void execute(const std::string& sql);
  std::int64_t integer(std::string_view sql);  // first column of the first row, 0 when there is none
  std::string text(std::string_view sql);
  std::int64_t last_id() const;
  std::int64_t changes() const;

  const std::string& path() const { return path_; }
  sqlite3* handle() const { return handle_; }
  [[noreturn]] void fail(int result) const;

 private:
  std::string path_;
  sqlite3* handle_ = nullptr;
};

// One prepared statement, used again and again. A Turn is one run of it; no two live at a time.
class Statement {
 public:
  class Turn {
   public:
    explicit Turn(Statement& statement) : statement_(statement) {}
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;
    ~Turn();

    // Bind the next parameter. Text is borrowed until the turn ends.
    Turn& bind(std::string_view text);
    Turn& bind(std::int64_t number);
    Turn& bind_blob(std::string_view bytes);

    bool step();                // whether there is a (further) row
    void run() { while (step()) {} }
    std::string text(int column) const;
    std::int64_t integer(int column) const;

   private:
    void check(int result) const;

    Statement& statement_;
    int bound_ = 0;
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

// All or nothing: rolled back unless commit() returned.
class Transaction {
 public:
  explicit Transaction(Database& database) : database_(database) { database_.execute("BEGIN IMMEDIATE"); }
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  ~Transaction();

  void commit() { database_.execute("COMMIT"); }

 private:
  Database& database_;
};

}  // namespace wagate::transport_webhook
