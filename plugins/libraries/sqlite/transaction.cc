#include "sqlite/transaction.h"

#include <sqlite3.h>

namespace wagate::sqlite {

Transaction::Transaction(Connection& connection, Kind kind) : connection_(connection) {
  connection_.execute(kind == Kind::write ? "BEGIN IMMEDIATE" : "BEGIN");
}

// SQLite rolls some failed transactions back by itself (a full disk is one). A roll-back that fails has nobody to
// tell: the file is gone or damaged, and whoever writes next is told.
Transaction::~Transaction() {
  if (is_open_ && connection_.in_transaction())
    sqlite3_exec(connection_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
}

void Transaction::commit() {
  connection_.execute("COMMIT");
  is_open_ = false;
}

}  // namespace wagate::sqlite
