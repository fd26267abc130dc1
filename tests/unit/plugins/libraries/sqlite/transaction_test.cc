#include "sqlite/transaction.h"

#include "file_fixture.h"

namespace wagate::sqlite {
namespace {

class TransactionTest : public FileTest {
 protected:
  TransactionTest() : connection_(options_) { prepare(connection_, kSchema); }

  void put(std::int64_t id) { connection_.query("INSERT INTO note VALUES(?, 'x')").bind(id).run(); }
  std::int64_t count() { return connection_.integer("SELECT count(*) FROM note"); }

  Connection connection_;
};

TEST_F(TransactionTest, IsAllWhenItIsCommittedAndNothingElse) {
  {
    Transaction transaction(connection_);
    put(1);
    put(2);
    EXPECT_TRUE(connection_.in_transaction());
  }
  EXPECT_EQ(count(), 0);

  Transaction transaction(connection_);
  put(1);
  transaction.commit();
  EXPECT_FALSE(connection_.in_transaction());
  EXPECT_EQ(count(), 1);
}

TEST_F(TransactionTest, LeavesTheNextOneAloneOnceItIsCommitted) {
  {
    std::optional<Transaction> first(std::in_place, connection_);
    first->commit();
    Transaction second(connection_);
    put(1);
    first.reset();
    second.commit();
  }

  EXPECT_EQ(count(), 1);
}

TEST_F(TransactionTest, OfAWriteTakesTheLockAtOnce) {
  Transaction first(connection_);
  Connection other(options_);

  try {
    Transaction second(other);
    ADD_FAILURE() << "two write at a time";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), Error::Kind::in_use);
  }
}

TEST_F(TransactionTest, OfReadsSeesOneMoment) {
  Connection reader(options_, Connection::Access::read);
  Transaction moment(reader, Transaction::Kind::read);
  EXPECT_EQ(reader.integer("SELECT count(*) FROM note"), 0);

  put(1);

  EXPECT_EQ(reader.integer("SELECT count(*) FROM note"), 0);
  moment.commit();
  EXPECT_EQ(reader.integer("SELECT count(*) FROM note"), 1);
}

}  // namespace
}  // namespace wagate::sqlite
