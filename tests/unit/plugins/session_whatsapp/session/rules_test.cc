// The small rules: how long to wait, what the end of a stream means, how a stanza is acknowledged.
#include <gtest/gtest.h>
#include <proto/handshake.pb.h>

#include "session/acks.h"
#include "session/backoff.h"
#include "session/client_payload.h"
#include "session/close_report.h"
#include "session/stream_end.h"

namespace wagate::session_whatsapp {
namespace {

TEST(Backoff, BeginsAtOnceAndGrowsToItsCap) {
  Backoff backoff;
  EXPECT_EQ(backoff.next_delay_ms(false), 0);
  for (int attempt = 1; attempt <= 100; ++attempt) {
    const std::int64_t plain = std::min<std::int64_t>(2'000 * attempt, Backoff::kCapMs);
    const std::int64_t delay = backoff.next_delay_ms(false);
    EXPECT_GE(delay, plain * 3 / 4) << attempt;
    EXPECT_LE(delay, plain * 5 / 4 + 1) << attempt;
  }
}

TEST(Backoff, NeverWaitsEquallyLong) {
  std::int64_t first = -1;
  bool differs = false;
  for (int i = 0; i < 20 && !differs; ++i) {
    Backoff backoff;
    const std::int64_t delay = backoff.next_delay_ms(true);
    differs = first >= 0 && delay != first;
    first = delay;
  }
  EXPECT_TRUE(differs);
}

TEST(Backoff, WaitsEvenTheFirstTimeWhenToldSo) {
  Backoff backoff;
  EXPECT_GE(backoff.next_delay_ms(true), 1'500);
  backoff.reset();
  EXPECT_EQ(backoff.next_delay_ms(false), 0);
}

StreamEnd stream_error(std::string_view code, std::string_view conflict) {
  Node error("stream:error");
  error.set("code", code);
  if (!conflict.empty()) error.add(Node("conflict")).set("type", conflict);
  return read_stream_error(error);
}

StreamEnd failure(std::string_view reason) {
  Node node("failure");
  node.set("reason", reason);
  return read_failure(node);
}

TEST(StreamEnd, TellsFatalFromPassing) {
  using Then = StreamEnd::Then;
  EXPECT_EQ(stream_error("515", "").then, Then::reconnect);
  EXPECT_EQ(stream_error("503", "").then, Then::wait);
  EXPECT_EQ(stream_error("401", "device_removed").then, Then::forget);
  EXPECT_EQ(stream_error("", "device_removed").code, 401);
  EXPECT_EQ(stream_error("", "replaced").then, Then::stop);
  EXPECT_EQ(stream_error("", "replaced").code, 440);
  EXPECT_EQ(stream_error("401", "").then, Then::wait) << "only the phone's word ends a link";
  EXPECT_EQ(stream_error("", "").then, Then::wait);
  for (const char* reason : {"401", "403", "406"}) EXPECT_EQ(failure(reason).then, Then::forget) << reason;
  for (const char* reason : {"402", "405", "409", "415", "418"}) EXPECT_EQ(failure(reason).then, Then::stop) << reason;
  for (const char* reason : {"500", "503", "999", "", "x"}) EXPECT_EQ(failure(reason).then, Then::wait) << reason;
}

TEST(StreamEnd, KnowsHowLongABanLasts) {
  Node node("failure", {{"reason", "402"}, {"code", "101"}, {"expire", "3600"}});
  EXPECT_EQ(read_failure(node).expires_in_s, 3600);
}

TEST(Acks, RepeatWhatNamesTheStanza) {
  const Node receipt("receipt", {{"id", "3EB0"}, {"from", "120363@g.us"}, {"participant", "49@s.whatsapp.net"}, {"type", "read"}});
  const Node ack = ack_for(receipt);

  EXPECT_EQ(ack, Node("ack", {{"class", "receipt"}, {"id", "3EB0"}, {"to", "120363@g.us"},
                              {"participant", "49@s.whatsapp.net"}, {"type", "read"}}));
}

TEST(Acks, LeaveTheTypeOfAMessageOut) {
  const Node message("message", {{"id", "3EB0"}, {"from", "49@s.whatsapp.net"}, {"type", "text"}});
  EXPECT_FALSE(ack_for(message).has_attribute("type"));
  EXPECT_EQ(ack_for(message, 491).attribute("error"), "491");
}

TEST(CloseReport, HasTheShapeApplicationsKnow) {
  const std::string at = iso_time(1'768'501'201'044);
  EXPECT_EQ(at, "2026-01-15T18:20:01.044Z");
  EXPECT_EQ(close_report(401, "device_removed", at),
            "{\"error\":{\"data\":null,\"isBoom\":true,\"isServer\":false,\"output\":{\"statusCode\":401,\"payload\":"
            "{\"statusCode\":401,\"error\":\"Unauthorized\",\"message\":\"device_removed\"},\"headers\":{}}},"
            "\"date\":\"2026-01-15T18:20:01.044Z\"}");
}

TEST(ClientPayload, OfADeviceThatIsLinkedNamesItsAccount) {
  Account account;
  account.jid = "4915100000002:7@s.whatsapp.net";
  Options options;
  options.version = {2, 3000, 1043857760};

  proto::ClientPayload payload;
  ASSERT_TRUE(payload.ParseFromString(login_payload(account, options).value_or("")));

  EXPECT_EQ(payload.username(), 4915100000002u);
  EXPECT_EQ(payload.device(), 7u);
  EXPECT_TRUE(payload.passive());
  EXPECT_TRUE(payload.pull());
  EXPECT_FALSE(payload.has_device_pairing_data());
  EXPECT_EQ(payload.user_agent().app_version().tertiary(), 1043857760u);
  for (const char* jid : {"", "x:7@s.whatsapp.net", "4915100000002@s.whatsapp.net", "4915100000002:7"}) {
    account.jid = jid;
    EXPECT_FALSE(login_payload(account, options)) << jid;
  }
}

}  // namespace
}  // namespace wagate::session_whatsapp
