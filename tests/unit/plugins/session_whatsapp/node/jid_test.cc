#include "node/jid.h"

#include <gtest/gtest.h>

namespace wagate::session_whatsapp {
namespace {

TEST(Jid, ReadsEveryFormItWrites) {
  for (const char* text : {"491701234567@s.whatsapp.net", "491701234567:12@s.whatsapp.net", "123456789012345@lid",
                           "123456789012345:3@lid", "120363000000000001@g.us", "4917012-1600000000@g.us",
                           "status@broadcast", "@s.whatsapp.net", "@g.us", "77:99@hosted", "123:99@hosted.lid",
                           "555:4000@msgr", "9-user:7@interop", "user@interop", "12@newsletter", "x@call"}) {
    const auto jid = Jid::parse(text);
    ASSERT_TRUE(jid) << text;
    EXPECT_EQ(jid->text(), text);
  }
}

TEST(Jid, KnowsItsParts) {
  const auto jid = Jid::parse("491701234567.2:31@s.whatsapp.net");

  ASSERT_TRUE(jid);
  EXPECT_EQ(jid->user, "491701234567");
  EXPECT_EQ(jid->agent, 2);
  EXPECT_EQ(jid->device, 31);
  EXPECT_TRUE(jid->is_pn());
  EXPECT_EQ(jid->account().text(), "491701234567@s.whatsapp.net");
}

TEST(Jid, WritesNoDeviceForThePhone) {
  EXPECT_EQ(Jid::parse("491701234567:0@s.whatsapp.net")->text(), "491701234567@s.whatsapp.net");
}

TEST(Jid, RefusesWhatOnlyLooksLikeOne) {
  for (const char* text : {"", "plain", "a@b", "@", "someone@example.org", "1:x@lid", "1:@lid", "1:70000@lid",
                           "1:-2@lid", "1.300:2@lid", "a@lid@lid"})
    EXPECT_FALSE(Jid::parse(text)) << text;
}

}  // namespace
}  // namespace wagate::session_whatsapp
