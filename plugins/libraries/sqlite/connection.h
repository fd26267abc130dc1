#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

#include "sqlite/options.h"
#include "sqlite/statement.h"

struct sqlite3;

namespace wagate::sqlite {

// One connection to one file, for one thread at a time. Failures are thrown as Error.
//
//   Connection connection(options);
//   prepare(connection, kSchema);  // migrations.h: whose file is it, is it whole, is it of our version
//   connection.query("INSERT INTO entry VALUES(?,?)").bind(key).bind(value).run();
class Connection {
 public:
  enum class Access : std::uint8_t { write, read };

  // For writing, the file is made, readable for the owner only, when it is not there; one that is there is left as it
  // is until take_over(). For reading it has to be there, prepared by somebody who writes.
  explicit Connection(const Options& options, Access access = Access::write);
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection();

  // Keeps a file that was found to be ours as the options say, and from the eyes of others. prepare() calls it.
  void take_over();

  // A run of a literal: it is prepared once, found again by its address, and kept until rest().
  Query query(const char* literal);

  // Runs statements that give no rows anybody wants.
  void execute(const std::string& sql);

  // The first column of the first row; 0 or empty when there is none.
  std::int64_t integer(std::string_view sql);
  std::string text(std::string_view sql);

  // Rows the last insert, update or delete touched, and the number of the row that was inserted last.
  std::int64_t changes() const;
  std::int64_t last_id() const;

  bool in_transaction() const;

  // Gives back memory that only makes the next calls faster, and the space of the write-ahead log. Not within a query
  // or a transaction.
  void rest();

  const Options& options() const { return options_; }
  const std::string& path() const { return options_.path; }
  Explanation explanation() const { return {options_.wording, options_.path}; }
  sqlite3* handle() const { return handle_; }

  // Throws what the last result means.
  [[noreturn]] void fail(int result) const;

 private:
  void open(Access access);
  void close() noexcept;
  void close_to_others() const;

  const Options options_;
  sqlite3* handle_ = nullptr;
  std::unordered_map<const char*, Statement> kept_;
};

}  // namespace wagate::sqlite
