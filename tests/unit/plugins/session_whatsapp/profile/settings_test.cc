#include "chat/settings.h"

#include <gtest/gtest.h>

namespace wagate::session_whatsapp {
namespace {

TEST(SettingsOfAnInstance, AreReadFromItsDocument) {
  const Settings settings = Settings::parse(R"({"rejectCall":true,"msgCall":"write","groupsIgnore":true,
      "alwaysOnline":true,"readMessages":true,"readStatus":true})");

  EXPECT_TRUE(settings.reject_call && settings.groups_ignore && settings.always_online);
  EXPECT_TRUE(settings.read_messages && settings.read_status);
  EXPECT_EQ(settings.msg_call, "write");
}

TEST(SettingsOfAnInstance, AreOffWhereTheDocumentSaysNothingUseful) {
  for (const char* text : {"", "[]", "{}", R"({"rejectCall":"true","msgCall":5})"}) {
    const Settings settings = Settings::parse(text);
    EXPECT_FALSE(settings.reject_call) << text;
    EXPECT_TRUE(settings.msg_call.empty()) << text;
  }
}

}  // namespace
}  // namespace wagate::session_whatsapp
