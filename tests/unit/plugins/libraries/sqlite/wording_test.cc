#include "sqlite/wording.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace wagate::sqlite {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

const std::string kPath = "/var/lib/wagate/notes.db";

std::string sentence(int result, int system_error = 0, int waited_ms = 0, bool has_limit = false) {
  Wording wording;
  wording.file = "the notebook";
  wording.when_full = "Free space in {folder} or tear pages out.";
  wording.when_damaged = "Move {path} and {path}-wal away.";
  return Explanation(wording, kPath).of({result, "detail", system_error}, waited_ms, has_limit).what();
}

TEST(Explanation, NeverLeavesTheOperatorWithoutTheFileAndSomethingToDo) {
  for (int result : {3, 5, 6, 8, 10, 11, 13, 14, 18, 21, 23, 26}) {
    EXPECT_THAT(sentence(result), HasSubstr("the notebook " + kPath)) << result;
    EXPECT_EQ(sentence(result).find('{'), std::string::npos) << sentence(result);
    EXPECT_EQ(sentence(result).back(), '.') << sentence(result);
  }
}

TEST(Explanation, PutsTheFileIntoTheAdvice) {
  EXPECT_THAT(sentence(13), HasSubstr("no space left (detail). Free space in /var/lib/wagate or tear pages out."));
  EXPECT_THAT(sentence(11), HasSubstr("Move " + kPath + " and " + kPath + "-wal away."));
}

TEST(Explanation, SpeaksOfALimitOnlyWhereThereIsOne) {
  EXPECT_THAT(sentence(13), Not(HasSubstr("limit")));
  EXPECT_THAT(sentence(13, 0, 0, true), HasSubstr("or the limit of its size is reached"));
}

TEST(Explanation, SaysHowLongItWaited) {
  EXPECT_THAT(sentence(5, 0, 500), HasSubstr("locked by another program for more than 500 ms"));
  EXPECT_THAT(sentence(5), HasSubstr("is in use by another program"));
}

TEST(Explanation, SaysWhatTheSystemSaid) {
  EXPECT_THAT(sentence(14, 13),
              AllOf(HasSubstr("(detail, Permission denied)"), HasSubstr("/var/lib/wagate must exist")));
}

TEST(Explanation, UnderstandsExtendedResults) {
  const Wording wording;
  const Error error = Explanation(wording, kPath).of({10 | (3 << 8), "disk I/O error", 5}, 0, false);

  EXPECT_EQ(error.kind(), Error::Kind::disk);
  EXPECT_EQ(error.code(), abi::StatusCode::unavailable);
  EXPECT_EQ(error.result(), 10 | (3 << 8));
}

TEST(Explanation, NamesAWayOutOfWhatSqliteDoesNotSay) {
  Wording wording;
  wording.file = "the notebook";
  wording.contents = "secrets";
  const Explanation explanation(wording, kPath);

  EXPECT_THAT(explanation.exposed().what(), AllOf(HasSubstr("holds secrets"), HasSubstr("chmod 600 " + kPath)));
  EXPECT_THAT(explanation.no_log().what(), HasSubstr("Put it on a local disk"));
  EXPECT_THAT(explanation.damaged("row 7 missing").what(), HasSubstr("is damaged (row 7 missing). Stop the gateway"));
  EXPECT_EQ(explanation.foreign().code(), abi::StatusCode::failed_precondition);
}

}  // namespace
}  // namespace wagate::sqlite
