#include "event_text.h"

#include <gtest/gtest.h>

namespace wagate::transport_sse {
namespace {

TEST(EventText, IsOneMessage) {
  EXPECT_EQ(event_text("messages.upsert", 7, R"({"a":1})"), "id: 7\nevent: messages.upsert\ndata: {\"a\":1}\n\n");
}

TEST(EventText, HasNoNumberWhenThereIsNone) { EXPECT_EQ(event_text("hi", 0, "[]"), "event: hi\ndata: []\n\n"); }

TEST(EventText, KeepsALineBreakFromBeginningAField) {
  EXPECT_EQ(event_text("a\ndata: x\r", 0, "{\n \"a\": 1\r\n}"), "event: adata: x\ndata: {  \"a\": 1  }\n\n");
}

}  // namespace
}  // namespace wagate::transport_sse
