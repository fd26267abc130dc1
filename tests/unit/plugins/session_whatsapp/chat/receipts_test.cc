// What receipts say.
#include <gtest/gtest.h>

#include "chat/receipts.h"

namespace wagate::session_whatsapp {
namespace {

TEST(Receipts, NameAllTheirMessagesOnce) {
  Node receipt("receipt", {{"id", "a"}, {"type", "read"}});
  Node& list = receipt.add(Node("list"));
  for (const char* id : {"b", "a", "c"}) list.add(Node("item", {{"id", id}}));

  const ReceiptNews news = read_receipt(receipt);

  EXPECT_EQ(news.status, "READ");
  EXPECT_EQ(news.ids, (std::vector<std::string>{"a", "b", "c"}));
}

TEST(Receipts, SayWhatHappened) {
  const auto status = [](const char* type) { return read_receipt(Node("receipt", {{"id", "a"}, {"type", type}})).status; };
  EXPECT_EQ(status(""), "DELIVERY_ACK");
  EXPECT_EQ(status("inactive"), "DELIVERY_ACK");
  EXPECT_EQ(status("read"), "READ");
  EXPECT_EQ(status("played"), "PLAYED");
  for (const char* type : {"read-self", "sender", "server-error", "hist_sync", "peer_msg"}) EXPECT_EQ(status(type), "") << type;
}

}  // namespace
}  // namespace wagate::session_whatsapp
