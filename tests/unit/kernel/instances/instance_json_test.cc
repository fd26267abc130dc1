#include <gtest/gtest.h>

#include "kernel/instances/instance_name.h"
#include "kernel/instances/instance_store.h"

namespace wagate {
namespace {

TEST(InstanceName, AcceptsWhatCanBeAddressedAsAChannel) {
  for (const char* name : {"shop-01", "Shop 01", "loja_são", "a", "店", "a.b:c"}) EXPECT_TRUE(check_instance_name(name).ok()) << name;
  EXPECT_TRUE(check_instance_name(std::string(255, 'a')).ok());
}

TEST(InstanceName, RefusesWhatCannot) {
  for (const char* name : {"", "a,b", "a/b", "a?b", "a#b", "a\nb", "a\x7f", "\xff\xfe", "a\xc3", ".", ".."})
    EXPECT_FALSE(check_instance_name(name).ok()) << name;
  const Status status = check_instance_name(std::string(256, 'a'));
  EXPECT_EQ(status.sentence(), "the name of an instance has at most 255 bytes, not 256");
}

TEST(InstanceDocument, ComesBackAsItWasWritten) {
  InstanceRecord record;
  record.id = "0f5b1a52-6c0e-4a27-9a3c-5a3a8de1d001";
  record.name = "shop \"01\"";
  record.token = "secret";
  record.integration = "WHATSAPP-BAILEYS";
  record.number = "5511960000009";
  record.wanted = true;
  record.owner_jid = "5511960000009@s.whatsapp.net";
  record.created_at_ms = 1'768'486'200'000;
  record.disconnection_code = 401;
  record.disconnection_json = "{\"error\":{}}";
  record.settings_json = kDefaultSettings;
  record.sections["websocket"] = "{\"enabled\":true,\"events\":[\"CALL\"]}";
  record.compose_sections();

  const auto back = read_instance(write_instance(record));

  ASSERT_TRUE(back);
  EXPECT_EQ(back->id, record.id);
  EXPECT_EQ(back->name, record.name);
  EXPECT_EQ(back->token, record.token);
  EXPECT_EQ(back->number, record.number);
  EXPECT_TRUE(back->wanted);
  EXPECT_EQ(back->owner_jid, record.owner_jid);
  EXPECT_EQ(back->created_at_ms, record.created_at_ms);
  EXPECT_EQ(back->disconnection_code, 401);
  EXPECT_EQ(back->disconnection_json, record.disconnection_json);
  EXPECT_EQ(back->settings_json, record.settings_json);
  EXPECT_EQ(back->sections_json, "{\"websocket\":{\"enabled\":true,\"events\":[\"CALL\"]}}");
}

TEST(InstanceDocument, IsRefusedWhenItIsNoneOfOurs) {
  for (const char* text : {"", "null", "[]", "{", "{\"id\":\"x\"}", "{\"id\":1,\"name\":\"a\",\"token\":\"t\"}"})
    EXPECT_FALSE(read_instance(text)) << text;
}

TEST(Settings, AreFilledUpToAllEightInTheirOrder) {
  std::string out;
  ASSERT_TRUE(normalise_settings("{\"msgCall\":\"busy\",\"rejectCall\":true,\"other\":1}", out).ok());

  EXPECT_EQ(out, "{\"rejectCall\":true,\"msgCall\":\"busy\",\"groupsIgnore\":false,\"alwaysOnline\":false,"
                 "\"readMessages\":false,\"readStatus\":false,\"syncFullHistory\":false,\"wavoipToken\":\"\"}");
}

TEST(Settings, OfTheWrongKindAreNamed) {
  std::string out;
  EXPECT_EQ(normalise_settings("{\"rejectCall\":\"yes\"}", out).sentence(), "setting \"rejectCall\" has to be a boolean");
  EXPECT_FALSE(normalise_settings("[]", out).ok());
}

TEST(Sections, HaveToBeObjectsWithProperNames) {
  std::map<std::string, std::string> out;
  EXPECT_TRUE(split_sections("{\"websocket\":{},\"webhook\":{\"url\":\"x\"}}", out).ok());
  EXPECT_EQ(out.size(), 2u);
  EXPECT_FALSE(split_sections("{\"websocket\":[]}", out).ok());
  EXPECT_FALSE(split_sections("{\"Web Socket\":{}}", out).ok());
  EXPECT_FALSE(split_sections("{\"settings\":{}}", out).ok());
  EXPECT_EQ(out.size(), 2u) << "a refusal changes nothing";
}

TEST(Disconnection, IsTakenFromTheStatusDocument) {
  EXPECT_EQ(disconnection_of("{\"disconnectionObject\":\"{\\\"a\\\":1}\"}"), "{\"a\":1}");
  EXPECT_EQ(disconnection_of("null"), "");
  EXPECT_EQ(disconnection_of("not json"), "");
}

}  // namespace
}  // namespace wagate
