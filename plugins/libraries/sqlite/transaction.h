#pragma once

#include <cstdint>

#include "sqlite/connection.h"

namespace wagate::sqlite {

// Writes that are all or nothing, or reads that see one moment: rolled back unless commit() returned.
class Transaction {
 public:
  // A write takes the lock at once, so that it cannot fail for it in the middle.
  enum class Kind : std::uint8_t { write, read };

  explicit Transaction(Connection& connection, Kind kind = Kind::write);
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  ~Transaction();

  // When it returns, the writes are as safe as the connection's durability says.
  void commit();

 private:
  Connection& connection_;
  bool is_open_ = true;
};

}  // namespace wagate::sqlite
