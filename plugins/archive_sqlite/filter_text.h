#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "sqlite/connection.h"

namespace wagate::archive_sqlite {

// The conditions of a question as SQL, with the values that belong to them. Values are borrowed and
// never become part of the text.
class FilterText {
 public:
  // `condition` ends in its parameter: "m.type=?".
  void add(std::string_view condition, std::string_view value) { extend(condition).values_.emplace_back(value); }
  void add(std::string_view condition, std::int64_t value) { extend(condition).values_.emplace_back(value); }
  void add(std::string_view condition) { extend(condition); }

  // What comes before the first condition: which index is to be used.
  void use(std::string_view index) { index_ = index; }

  std::string sql() const { return (index_.empty() ? "" : " INDEXED BY " + index_) + " WHERE " + conditions_; }
  std::size_t size() const { return count_; }

  // Binds the values; the next parameter is the first behind the conditions.
  void bind(sqlite::Query& query) const {
    for (const auto& value : values_) std::visit([&](auto bound) { query.bind(bound); }, value);
  }

 private:
  FilterText& extend(std::string_view condition) {
    if (count_++ > 0) conditions_ += " AND ";
    conditions_ += condition;
    return *this;
  }

  std::string index_;
  std::string conditions_;
  std::vector<std::variant<std::string_view, std::int64_t>> values_;
  std::size_t count_ = 0;
};

}  // namespace wagate::archive_sqlite
