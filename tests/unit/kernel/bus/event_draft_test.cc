#include "kernel/bus/event_draft.h"

#include <gtest/gtest.h>

#include "wagate/events/all.h"

namespace wagate {
namespace {

using abi::StatusCode;

struct EventDraftTest : testing::Test {
  EventDraftTest() {
    event.text = "before";
    event.document = StringRef("{}");
  }
  MessagesUpsert event;
  EventDraft draft{kEventType<MessagesUpsert>, &event, {}};
  abi::ErrorOut error;

  static const MessagesUpsert& facts(const EventDraft& of) { return *static_cast<const MessagesUpsert*>(of.facts()); }
};

TEST_F(EventDraftTest, LeavesThePublishersFactsAlone) {
  ASSERT_EQ(draft.set_text("text", "after", error), StatusCode::ok);
  ASSERT_EQ(draft.set_integer("at", 42, error), StatusCode::ok);
  ASSERT_EQ(draft.set_integer("from_me", 1, error), StatusCode::ok);

  EXPECT_EQ(facts(draft).text, "after");
  EXPECT_EQ(facts(draft).at, 42);
  EXPECT_TRUE(facts(draft).from_me);
  EXPECT_EQ(event.text, "before");
  EXPECT_EQ(event.at, 0);
}

TEST_F(EventDraftTest, CopiesChangeWithoutEachOther) {
  ASSERT_EQ(draft.set_text("text", "shared", error), StatusCode::ok);
  EventDraft copy(draft);
  EXPECT_FALSE(copy.was_edited());

  ASSERT_EQ(copy.set_text("text", "own", error), StatusCode::ok);

  EXPECT_EQ(facts(draft).text, "shared");
  EXPECT_EQ(facts(copy).text, "own");
}

TEST_F(EventDraftTest, KeepsANewDocumentWithItsAttachments) {
  {
    std::string json = "[1]";
    std::string bytes = "abc";
    const BytesRef attachment(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
    ASSERT_EQ(draft.set_document({json, &attachment, 1}, error), StatusCode::ok);
    json = "xxx";
    bytes = "xxx";
  }

  EXPECT_EQ(draft.document()->json, "[1]");
  EXPECT_EQ(std::string(reinterpret_cast<const char*>(draft.document()->attachments[0].data), 3), "abc");
}

TEST_F(EventDraftTest, SaysWhichFieldItDoesNotHave) {
  EXPECT_EQ(draft.set_text("colour", "red", error), StatusCode::not_found);
  EXPECT_EQ(error.view(), "\"wagate.messages.upsert/1\" has no field \"colour\"");
}

TEST_F(EventDraftTest, RefusesAValueOfAnotherKind) {
  EXPECT_EQ(draft.set_text("at", "noon", error), StatusCode::invalid_argument);
  EXPECT_EQ(draft.set_integer("text", 1, error), StatusCode::invalid_argument);
  EXPECT_EQ(draft.set_text("document", "{}", error), StatusCode::invalid_argument);
  EXPECT_FALSE(draft.was_edited());
}

TEST_F(EventDraftTest, RefusesAnEmptyDocumentAndTooManyAttachments) {
  EXPECT_EQ(draft.set_document({}, error), StatusCode::invalid_argument);
  const std::vector<BytesRef> many(abi::kMaxAttachments + 1);
  EXPECT_EQ(draft.set_document({StringRef("{}"), many.data(), many.size()}, error), StatusCode::invalid_argument);
}

}  // namespace
}  // namespace wagate
