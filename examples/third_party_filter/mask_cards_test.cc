#include "mask_cards.h"

#include <gtest/gtest.h>

#include "wagate/testing/fake_edit.h"
#include "wagate/testing/fake_host.h"

namespace {

using wagate::Verdict;
using wagate::testing::FakeEdit;
using wagate::testing::FakeHost;

TEST(MaskCardNumbers, MasksAllButTheLastDigits) {
  EXPECT_EQ(mask_card_numbers("card 4111 1111 1111 1111, thanks", 4), "card **** **** **** 1111, thanks");
  EXPECT_EQ(mask_card_numbers("4111-1111-1111-1111", 0), "****-****-****-****");
  EXPECT_EQ(mask_card_numbers("4111111111111111", 2), "**************11");
}

TEST(MaskCardNumbers, LeavesOtherNumbersAlone) {
  for (const char* text : {"", "order 12345", "4111 1111 1111 1112", "+55 11 97000-0001", "no digits at all"})
    EXPECT_EQ(mask_card_numbers(text, 4), text);
}

TEST(MaskCards, MasksTheFactsAndTheDocument) {
  FakeHost host(R"({"keep_last": 4})");
  const auto filter = host.make<MaskCards>();
  wagate::MessagesUpsert message;
  message.text = "4111111111111111";
  message.document = wagate::DocumentRef(R"({"key":{"id":"4111111111111111"},"message":{"conversation":"4111111111111111"}})");
  FakeEdit edit(message);

  EXPECT_EQ(filter->on_event(edit), Verdict::pass);

  EXPECT_EQ(edit.text("text"), "************1111");
  EXPECT_EQ(edit.document().json, R"({"key":{"id":"4111111111111111"},"message":{"conversation":"************1111"}})");
}

TEST(MaskCards, DoesNotTouchAMessageWithoutACard) {
  FakeHost host;
  const auto filter = host.make<MaskCards>();
  wagate::MessagesUpsert message;
  message.text = "hello";
  message.document = wagate::DocumentRef(R"({"message":{"conversation":"hello"}})");
  FakeEdit edit(message);

  EXPECT_EQ(filter->on_event(edit), Verdict::pass);

  EXPECT_EQ(edit.edits(), 0);
}

TEST(MaskCards, FailsForADocumentThatItCannotRead) {
  FakeHost host;
  const auto filter = host.make<MaskCards>();
  wagate::MessagesUpsert message;
  message.document = wagate::DocumentRef("{");
  FakeEdit edit(message);

  EXPECT_EQ(filter->on_event(edit), Verdict::fault);
}

}  // namespace
