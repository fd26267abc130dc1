#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

#include "crypto/secret.h"
#include "store/store_error.h"

struct sqlite3;
struct sqlite3_stmt;

namespace wagate::session_whatsapp {

// One run of a prepared statement; gives the statement back when it goes:
//
//   Query query = database.query("SELECT record FROM session WHERE name = ? AND device = ?");
//   query.bind(name).bind(device);
//   if (query.step()) use(query.bytes(0));
//
// Text and bytes are borrowed until the query ends. Failures are thrown as StoreError.
class Query {
 public:
  Query(class Database& database, sqlite3_stmt* statement) : database_(database), statement_(statement) {}
  Query(const Query&) = delete;
  Query& operator=(const Query&) = delete;
  ~Query();

  // The next parameter.
  Query& bind(std::string_view text);
  Query& bind_bytes(std::string_view bytes);
  Query& bind(std::int64_t number);

  // Whether there is a (further) row.
  bool step();
  // For statements that give no rows.
  void run() { static_cast<void>(step()); }

  // Columns count from 0; views are valid until the next step().
  std::string_view bytes(int column) const;
  std::string text(int column) const { return std::string(bytes(column)); }
  std::int64_t integer(int column) const;

 private:
  void check(int result) const;

  Database& database_;
  sqlite3_stmt* statement_;
  int bound_ = 0;
};

// The one connection to one file, owned by this process alone as long as it is open. One thread at a time.
class Database {
 public:
  // Opens the file, or makes it readable for the owner only, and takes it. Throws StoreError.
  explicit Database(std::string path);
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  ~Database();

  // `sql` has to be a literal: it is prepared once and found again by its address.
  Query query(const char* sql);

  // Runs statements that give no rows anybody wants.
  void execute(const std::string& sql);

  // The first column of the first row, 0 or "" when there is none.
  std::int64_t integer(const std::string& sql);
  std::string text(const std::string& sql);

  std::int64_t changes() const;
  bool in_transaction() const;

  // Gives back memory that makes the next statements faster, and empties the log beside the file. For sessions that have
  // been quiet.
  void rest();

  const std::string& path() const { return path_; }

  // Throws what the last result means.
  [[noreturn]] void fail(int result) const;

 private:
  void open();
  void close() noexcept;

  std::string path_;
  sqlite3* handle_ = nullptr;
  std::unordered_map<const char*, sqlite3_stmt*> statements_;
};

}  // namespace wagate::session_whatsapp
