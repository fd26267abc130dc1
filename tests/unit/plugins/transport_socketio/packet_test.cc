#include "socketio/packet.h"

#include <gtest/gtest.h>

#include <string>

namespace wagate::transport_socketio {
namespace {

constexpr std::uint32_t kMax = 10;

struct Parsed {
  const char* rule;
  Packet packet;
};
Parsed parse(std::string_view text) {
  Parsed parsed;
  parsed.rule = parse_packet(text, kMax, parsed.packet);
  return parsed;
}
std::string rule(std::string_view text) {
  const Parsed parsed = parse(text);
  return parsed.rule ? parsed.rule : "";
}

TEST(Packet, ReadsConnect) {
  EXPECT_EQ(parse("0").packet.channel, "/");
  EXPECT_FALSE(parse("0").packet.has_payload);
  EXPECT_EQ(parse(R"(0{"token":"t"})").packet.json, R"({"token":"t"})");
  EXPECT_EQ(parse("0/admin").packet.channel, "/admin");
  EXPECT_EQ(parse("0/admin,").packet.channel, "/admin");
  EXPECT_EQ(parse(R"(0/admin,{"a":1})").packet.json, R"({"a":1})");
  EXPECT_EQ(parse("0/,").packet.channel, "/");
  EXPECT_EQ(parse("0/custom?x=1,").packet.channel, "/custom?x=1");
  EXPECT_EQ(parse(R"(0/custom{"a":1})").packet.channel, R"(/custom{"a":1})");
  EXPECT_EQ(rule("0/admin/"), "");
}

TEST(Packet, ReadsEventsAndAcknowledgements) {
  const Parsed event = parse(R"(2/shop-01,12["sendNode",{"a":[1]},2])");
  ASSERT_EQ(event.rule, nullptr);
  EXPECT_EQ(event.packet.type, PacketType::event);
  EXPECT_EQ(event.packet.channel, "/shop-01");
  EXPECT_EQ(event.packet.id, "12");
  EXPECT_EQ(event_name(event.packet), "sendNode");
  EXPECT_EQ(event_arguments(event.packet), R"([{"a":[1]},2])");

  EXPECT_EQ(event_arguments(parse(R"(2["e"])").packet), "[]");
  EXPECT_EQ(event_name(parse(R"(2[7,"x"])").packet), "7");
  EXPECT_EQ(parse(R"(2007["e"])").packet.id, "7");
  EXPECT_EQ(parse(R"(20["e"])").packet.id, "0");
  EXPECT_EQ(rule(R"(3["x"])"), "");
  EXPECT_EQ(rule("317[]"), "");
}

TEST(Packet, ReadsBinaryHeaders) {
  const Parsed parsed = parse(R"(52-/files,8["put",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}])");

  ASSERT_EQ(parsed.rule, nullptr);
  EXPECT_EQ(parsed.packet.type, PacketType::binary_event);
  EXPECT_EQ(parsed.packet.attachments, 2u);
  EXPECT_EQ(parsed.packet.channel, "/files");
  EXPECT_EQ(parsed.packet.id, "8");
  EXPECT_EQ(rule(R"(61-3[{"_placeholder":true,"num":0}])"), "");
}

TEST(Packet, KeepsOddButLegalNames) {
  for (const char* text : {R"(2["error"])", R"(2["message"])", R"(2[""])", R"(2["__proto__"])", R"(2["constructor",1])", "2[0]",
                           R"(2["e",{"_placeholder":true,"num":9}])", R"(51-["e"])",
                           R"(52-["e",{"_placeholder":true,"num":0},{"_placeholder":true,"num":0}])"})
    EXPECT_EQ(rule(text), "") << text;
}

struct Bad {
  const char* text;
  const char* rule;
};

class BadPacket : public ::testing::TestWithParam<Bad> {};

TEST_P(BadPacket, IsRefusedWithTheRuleItBreaks) { EXPECT_EQ(rule(GetParam().text), GetParam().rule) << GetParam().text; }

INSTANTIATE_TEST_SUITE_P(
    Table, BadPacket,
    ::testing::Values(
        Bad{"", "empty packet"}, Bad{"abc", "packet type"}, Bad{"7", "packet type"}, Bad{"9[]", "packet type"},
        Bad{"-1", "packet type"}, Bad{" 2[\"e\"]", "packet type"}, Bad{"4", "CONNECT_ERROR from a client"},
        Bad{R"(4{"message":"x"})", "CONNECT_ERROR from a client"},
        Bad{"2", "event without a payload"}, Bad{"2/a", "event without a payload"}, Bad{"2{}", "event payload is not an array"},
        Bad{"2\"e\"", "event payload is not an array"}, Bad{"2[]", "event without a name"},
        Bad{"2[true]", "event name is not a string"}, Bad{"2[null]", "event name is not a string"},
        Bad{"2[{}]", "event name is not a string"}, Bad{"2[[]]", "event name is not a string"},
        Bad{R"(51-[{"_placeholder":true,"num":0}])", "event name is not a string"},
        Bad{R"(2["connect"])", "reserved event name"}, Bad{R"(2["connect_error"])", "reserved event name"},
        Bad{R"(2["disconnect"])", "reserved event name"}, Bad{R"(2["disconnecting"])", "reserved event name"},
        Bad{R"(2["newListener"])", "reserved event name"}, Bad{R"(2["\u0063onnect"])", "reserved event name"},
        Bad{R"(2["e")", "payload is not JSON"}, Bad{R"(2["e"]x)", "payload is not JSON"}, Bad{R"(2['e'])", "payload is not JSON"},
        Bad{"2[\"e\n\"]", "payload is not JSON"}, Bad{R"(2["e",NaN])", "payload is not JSON"}, Bad{R"(2["e",01])", "payload is not JSON"},
        Bad{R"(2["\x"])", "payload is not JSON"}, Bad{R"(2abc["e"])", "payload is not JSON"}, Bad{R"(2-1["e"])", "payload is not JSON"},
        Bad{R"(212.5["e"])", "payload is not JSON"}, Bad{R"(21e3["e"])", "payload is not JSON"},
        Bad{R"(212345678901234567["e"])", "acknowledgement id"},
        Bad{"5", "attachment count"}, Bad{R"(5["e"])", "attachment count"}, Bad{R"(5-["e"])", "attachment count"},
        Bad{R"(50-["e"])", "attachment count"}, Bad{R"(5-1-["e"])", "attachment count"}, Bad{R"(51.5-["e"])", "attachment count"},
        Bad{R"(5a-["e"])", "attachment count"}, Bad{R"(51["e"])", "attachment count"}, Bad{"51", "attachment count"},
        Bad{R"(511-["e"])", "too many attachments"}, Bad{R"(599999999999-["e"])", "too many attachments"},
        Bad{R"(51-["e",{"_placeholder":true,"num":1}])", "placeholder without an attachment"},
        Bad{R"(51-["e",{"_placeholder":true,"num":"0"}])", "placeholder without an attachment"},
        Bad{R"(51-["e",{"_placeholder":true,"num":-1}])", "placeholder without an attachment"},
        Bad{"51-", "event without a payload"}, Bad{"61-", "acknowledgement without a payload"},
        Bad{"0[]", "CONNECT payload is not an object"}, Bad{"0null", "CONNECT payload is not an object"},
        Bad{"0\"x\"", "CONNECT payload is not an object"}, Bad{"0{", "payload is not JSON"},
        Bad{"1{}", "DISCONNECT with a payload"}, Bad{"1/admin,[]", "DISCONNECT with a payload"},
        Bad{"31{}", "acknowledgement payload is not an array"}, Bad{"3null", "acknowledgement payload is not an array"}));

TEST(Packet, RefusesDeepNestingWithoutTrouble) {
  EXPECT_EQ(rule("2[\"e\"," + std::string(500000, '[') + std::string(500000, ']') + "]"), "payload is not JSON");
}

TEST(Packet, WritesHeads) {
  EXPECT_EQ(packet_head(PacketType::event, 0, "/"), "42");
  EXPECT_EQ(packet_head(PacketType::event, 0, "/shop-01"), "42/shop-01,");
  EXPECT_EQ(packet_head(PacketType::binary_event, 3, "/a"), "453-/a,");
  EXPECT_EQ(packet_head(PacketType::ack, 0, "/", "17"), "4317");
  EXPECT_EQ(packet_head(PacketType::binary_ack, 1, "/files", "8"), "461-/files,8");
  EXPECT_EQ(packet_head(PacketType::connect_error, 0, "/random"), "44/random,");
}

}  // namespace
}  // namespace wagate::transport_socketio
