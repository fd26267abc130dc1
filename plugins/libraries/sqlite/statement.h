#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

struct sqlite3_stmt;

namespace wagate::sqlite {

class Connection;

// One run of a prepared statement; gives the statement back when it goes:
//
//   Query query = connection.query("SELECT value FROM entry WHERE space=? AND key=?");
//   query.bind(space).bind(key);
//   if (query.step()) use(query.view(0));
//
// While it lives, nobody else may run the same statement. Failures are thrown as Error.
class Query {
 public:
  Query(const Connection& connection, sqlite3_stmt* statement) : connection_(connection), statement_(statement) {}
  Query(const Query&) = delete;
  Query& operator=(const Query&) = delete;
  ~Query();

  // The next parameter. Text and bytes are borrowed until the query ends.
  Query& bind(std::string_view text);
  Query& bind(std::int64_t number);
  Query& bind_bytes(std::string_view bytes);
  Query& bind_null();
  Query& bind_or_null(std::string_view text) { return text.empty() ? bind_null() : bind(text); }
  Query& bind_or_null(std::optional<std::int64_t> number) { return number ? bind(*number) : bind_null(); }

  // Whether there is a (further) row.
  bool step();

  // To the end, for rows that nobody wants.
  void run() {
    while (step()) {
    }
  }

  // Columns of the row, counted from 0. Null reads as empty and 0. A view, of text or bytes, is valid until the next
  // step.
  std::string_view view(int column) const;
  std::string text(int column) const { return std::string(view(column)); }
  std::int64_t integer(int column) const;
  bool is_null(int column) const;

 private:
  void check(int result) const;

  const Connection& connection_;
  sqlite3_stmt* statement_;
  int bound_ = 0;
};

// A prepared statement with an owner: for a text that is made at run time, or one that is to be ready before it is
// needed. For all others there is Connection::query().
class Statement {
 public:
  Statement(const Connection& connection, std::string_view sql);
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;
  ~Statement();

  Query begin() { return Query(connection_, handle_); }

 private:
  const Connection& connection_;
  sqlite3_stmt* handle_ = nullptr;
};

}  // namespace wagate::sqlite
