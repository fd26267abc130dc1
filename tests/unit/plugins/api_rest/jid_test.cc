#include "jid.h"

#include <gtest/gtest.h>

namespace wagate::api_rest {
namespace {

struct Row {
  const char* number;
  const char* jid;
};

class ToJid : public ::testing::TestWithParam<Row> {};

TEST_P(ToJid, IsTheAddressThatIsMeant) { EXPECT_EQ(to_jid(GetParam().number), GetParam().jid) << GetParam().number; }

INSTANTIATE_TEST_SUITE_P(Jid, ToJid, ::testing::Values(
    // as it is written
    Row{"+55 (11) 97000-0001", "5511970000001@s.whatsapp.net"},
    Row{"+1\t(415)\n555-0100", "14155550100@s.whatsapp.net"},
    // Brazil: the ninth digit stays for area codes below 31 and for old numbers below 7
    Row{"5511970000001", "5511970000001@s.whatsapp.net"},
    Row{"5530970000001", "5530970000001@s.whatsapp.net"},
    Row{"5531970000001", "553170000001@s.whatsapp.net"},
    Row{"5531960000001", "5531960000001@s.whatsapp.net"},
    Row{"5599899999999", "559999999999@s.whatsapp.net"},
    Row{"553170000001", "553170000001@s.whatsapp.net"},
    // Mexico and Argentina: the third digit goes
    Row{"5215512345678", "525512345678@s.whatsapp.net"},
    Row{"5491112345678", "541112345678@s.whatsapp.net"},
    Row{"525512345678", "525512345678@s.whatsapp.net"},
    // groups
    Row{"120363000000000001", "120363000000000001@g.us"},
    Row{"12345678901234567", "12345678901234567@s.whatsapp.net"},
    Row{"5511970000001-1600000000", "5511970000001-1600000000@g.us"},
    Row{"551197000000-160000000", "551197000000160000000@g.us"},
    // addresses
    Row{"5511970000001:12@s.whatsapp.net", "5511970000001@s.whatsapp.net"},
    Row{"5511970000001@s.whatsapp.net", "5511970000001@s.whatsapp.net"},
    Row{"5531970000001@s.whatsapp.net", "5531970000001@s.whatsapp.net"},
    Row{"5511970000001@c.us", "5511970000001@s.whatsapp.net"},
    Row{"123@lid", "123@lid"},
    Row{"120363000000000001@g.us", "120363000000000001@g.us"},
    Row{"status@broadcast", "status@broadcast"},
    Row{"5511970000001:12", "5511970000001@s.whatsapp.net"},
    Row{"5511970000001:x", "5511970000001@s.whatsapp.net"},
    // nothing that could be an address
    Row{"", ""}, Row{"   ", ""}, Row{"abc", ""}, Row{":12", ""}, Row{"@c.us", ""}, Row{"1\x01@lid", ""}));

TEST(Jid, IsNotMadeFromATextThatIsTooLong) {
  EXPECT_EQ(to_jid(std::string(257, '1')), "");
  EXPECT_EQ(to_jid(std::string(250, '1')), std::string(250, '1') + "@g.us");
}

TEST(PhoneNumber, ConsistsOfDigitsAndTheUsualSigns) {
  EXPECT_TRUE(is_phone_number(""));
  EXPECT_TRUE(is_phone_number("+55 (11) 97000-0001"));
  EXPECT_FALSE(is_phone_number("5511x"));
  EXPECT_FALSE(is_phone_number(std::string(33, '1')));
  EXPECT_EQ(digits_of("+55 (11) 97000-0001"), "5511970000001");
}

}  // namespace
}  // namespace wagate::api_rest
