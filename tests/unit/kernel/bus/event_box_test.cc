#include "kernel/bus/event_box.h"

#include <gtest/gtest.h>

#include <cstring>
#include <string>

#include "wagate/events/all.h"

namespace wagate {
namespace {

TEST(EventBox, KeepsTextsDocumentAndAttachmentsWhenThePublishersAreGone) {
  EventBox box;
  {
    std::string chat = "5511970000001@s.whatsapp.net";
    std::string json = "{\"a\":{\"_placeholder\":true,\"num\":0}}";
    std::string bytes = "\x01\x02\x03";
    const BytesRef attachment(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
    MessagesUpsert event;
    event.chat = chat;
    event.from_me = true;
    event.at = 1'768'486'200;
    event.document = {json, &attachment, 1};
    box = EventBox::copy(kEventType<MessagesUpsert>, &event, sizeof(event));
    chat.assign(chat.size(), 'x');
    json.assign(json.size(), 'x');
    bytes.assign(bytes.size(), 'x');
  }

  const auto& copy = *static_cast<const MessagesUpsert*>(box.facts());
  EXPECT_EQ(copy.chat, "5511970000001@s.whatsapp.net");
  EXPECT_TRUE(copy.text.empty());
  EXPECT_TRUE(copy.from_me);
  EXPECT_EQ(copy.at, 1'768'486'200);
  EXPECT_EQ(copy.document.json, "{\"a\":{\"_placeholder\":true,\"num\":0}}");
  ASSERT_EQ(copy.document.attachment_count, 1u);
  EXPECT_EQ(std::memcmp(copy.document.attachments[0].data, "\x01\x02\x03", 3), 0);
  EXPECT_GE(box.bytes(), sizeof(MessagesUpsert) + 28 + 35 + 3);
}

TEST(EventBox, FillsUpAShorterStructWithZeros) {
  MessagesUpsert event;
  event.chat = "chat";
  event.sender = "not part of the older struct";

  const EventBox box = EventBox::copy(kEventType<MessagesUpsert>, &event, sizeof(StringRef));

  const auto& copy = *static_cast<const MessagesUpsert*>(box.facts());
  EXPECT_EQ(copy.chat, "chat");
  EXPECT_TRUE(copy.sender.empty());
  EXPECT_EQ(copy.document.attachment_count, 0u);
}

TEST(EventBox, CutsAStructThatIsLongerThanTheType) {
  struct Newer {
    MessagesUpsert known;
    StringRef unknown;
  } event;
  event.known.text = "hello";

  const EventBox box = EventBox::copy(kEventType<MessagesUpsert>, &event, sizeof(event));

  EXPECT_EQ(static_cast<const MessagesUpsert*>(box.facts())->text, "hello");
}

}  // namespace
}  // namespace wagate
