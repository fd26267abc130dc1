#include "vcard.h"

#include <gtest/gtest.h>

namespace wagate::api_rest {
namespace {

TEST(Vcard, HoldsWhatIsKnownOfAPerson) {
  const Person person = {"Ana Souza", "+55 11 97000-0001", "5511970000001@s.whatsapp.net", "Shop", "a@example.org",
                         "https://example.org/?a=1;b"};

  EXPECT_EQ(write_vcard(person),
            "BEGIN:VCARD\nVERSION:3.0\nN:Ana Souza\nFN:Ana Souza\nORG:Shop;\nEMAIL:a@example.org\n"
            "URL:https://example.org/?a=1;b\nitem1.TEL;waid=5511970000001@s.whatsapp.net:+55 11 97000-0001\n"
            "item1.X-ABLabel:Celular\nEND:VCARD");
}

TEST(Vcard, LeavesOutWhatIsNotKnown) {
  EXPECT_EQ(write_vcard({"Ana", "5511970000001", "5511970000001@s.whatsapp.net", "", "", ""}),
            "BEGIN:VCARD\nVERSION:3.0\nN:Ana\nFN:Ana\nitem1.TEL;waid=5511970000001@s.whatsapp.net:5511970000001\n"
            "item1.X-ABLabel:Celular\nEND:VCARD");
}

TEST(Vcard, LetsNoValueAddAProperty) {
  const std::string card =
      write_vcard({"Ana\r\nTEL:666;,\\", "1\nTEL:666", "1@s.whatsapp.net", "a;b", "e\nX:1", "u\nX:1"});

  EXPECT_EQ(
      card,
      "BEGIN:VCARD\nVERSION:3.0\nN:Ana\\nTEL:666\\;\\,\\\\\nFN:Ana\\nTEL:666\\;\\,\\\\\nORG:a\\;b;\nEMAIL:e\\nX:1\n"
      "URL:uX:1\nitem1.TEL;waid=1@s.whatsapp.net:1TEL:666\nitem1.X-ABLabel:Celular\nEND:VCARD");
}

}  // namespace
}  // namespace wagate::api_rest
