#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store_fixture.h"

// What survives when the process goes without saying goodbye.
namespace wagate::store_sqlite {
namespace {

using abi::StatusCode;

using Durability = StoreTest;

TEST_F(Durability, KeepsAcknowledgedEntriesAndNothingOfATransactionThatWasCutShort) {
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    SqliteStore store;
    store.open(options());
    const bool stored = put(store, "acknowledged", "yes") == StatusCode::ok;
    sqlite::Connection database(options());
    database.execute("BEGIN IMMEDIATE");
    database.execute("INSERT INTO entry VALUES('space','half','x',99)");
    database.execute("DELETE FROM entry WHERE key='acknowledged'");
    ::_exit(stored ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);

  SqliteStore store;
  store.open(options());

  EXPECT_EQ(value_of(store, "acknowledged"), "yes");
  EXPECT_EQ(value_of(store, "half"), "(none)");
}

TEST_F(Durability, LosesNothingAcknowledgedWhenKilledWhileWriting) {
  int pipe[2];
  ASSERT_EQ(::pipe(pipe), 0);
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    SqliteStore store;
    store.open(options());
    for (std::uint32_t i = 0;; ++i) {
      if (put(store, std::to_string(i), std::string(3000, 'x')) != StatusCode::ok) ::_exit(1);
      if (::write(pipe[1], &i, sizeof i) != sizeof i) ::_exit(1);
    }
  }
  ::close(pipe[1]);
  std::uint32_t acknowledged = 0;
  while (acknowledged < 40 && ::read(pipe[0], &acknowledged, sizeof acknowledged) == sizeof acknowledged) {
  }
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  for (std::uint32_t more = 0; ::read(pipe[0], &more, sizeof more) == sizeof more;) acknowledged = more;
  ::close(pipe[0]);
  ASSERT_GE(acknowledged, 40u);

  SqliteStore store;
  store.open(options());

  for (std::uint32_t i = 0; i <= acknowledged; ++i)
    ASSERT_EQ(value_of(store, std::to_string(i)).size(), 3000u) << "entry " << i << " of " << acknowledged;
}

TEST_F(Durability, OpensAgainWhatItClosed) {
  SqliteStore store;
  store.open(options());
  put(store, "key", "value");
  store.close();

  store.open(options());

  EXPECT_EQ(value_of(store, "key"), "value");
}

}  // namespace
}  // namespace wagate::store_sqlite
