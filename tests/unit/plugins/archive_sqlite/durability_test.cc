#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "archive_fixture.h"

// What is there when the process goes without saying goodbye.
namespace wagate::archive_sqlite {
namespace {

using Durability = ArchiveTest;

TEST_F(Durability, KeepsWhatWasFlushedWhenKilledWhileWriting) {
  prepare();
  int pipe[2];
  ASSERT_EQ(::pipe(pipe), 0);
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    run();
    for (std::uint32_t i = 0;; ++i) {
      receive({.id = "M" + std::to_string(i)});
      abi::ErrorOut error;
      if (i % 10 != 9) continue;
      if (unit_->flush(error) != abi::StatusCode::ok || ::write(pipe[1], &i, sizeof i) != sizeof i) ::_exit(1);
    }
  }
  ::close(pipe[1]);
  std::uint32_t flushed = 0;
  while (flushed < 100 && ::read(pipe[0], &flushed, sizeof flushed) == sizeof flushed) {
  }
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  for (std::uint32_t more = 0; ::read(pipe[0], &more, sizeof more) == sizeof more;) flushed = more;
  ::close(pipe[0]);
  ASSERT_GE(flushed, 100u);

  run();

  EXPECT_GE(counts().messages, flushed + 1);
  std::uint64_t total = 0;
  abi::MessageQuery query;
  query.take = 1'000'000;
  EXPECT_EQ(messages(query, &total).size(), total);
}

}  // namespace
}  // namespace wagate::archive_sqlite
