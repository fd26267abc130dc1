// Who has which devices, who is in a group, and which keys devices have published.
#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "chat/group_directory.h"
#include "scripted_wire.h"
#include "session/device_directory.h"
#include "session/key_bundles.h"
#include "session/session_files.h"
#include "wagate/testing/fake_host.h"

namespace wagate::session_whatsapp {
namespace {

using testing::ScriptedWire;

Jid jid(std::string_view text) { return *Jid::parse(text); }

class Directories : public ::testing::Test {
 protected:
  void find(std::vector<std::string> accounts) {
    std::vector<Jid> jids;
    for (const std::string& account : accounts) jids.push_back(jid(account));
    found.reset();
    devices.find(jids, [this](DeviceDirectory::Found answer) { found = std::move(answer); });
  }
  static Node user(const std::string& name, std::vector<int> ids) {
    Node out("user", {{"jid", name}});
    Node& list = out.add(Node("devices")).add(Node("device-list").set_children({}));
    for (const int id : ids) list.add(Node("device", {{"id", std::to_string(id)}}));
    return out;
  }
  static Node usync(std::vector<Node> users) {
    Node out("usync");
    out.add(Node("list").set_children(std::move(users)));
    return out;
  }
  std::vector<std::string> found_devices() const {
    std::vector<std::string> out;
    for (const Jid& device : found->devices) out.push_back(device.text());
    std::sort(out.begin(), out.end());
    return out;
  }

  wagate::testing::FakeHost host;
  std::unique_ptr<SessionStore> store = SessionFiles(host.state_dir()).open("instance");
  ScriptedWire wire;
  std::vector<std::pair<std::string, std::string>> learnt;
  DeviceDirectory devices{wire, *store, host.time(),
                          [this](const std::string& pn, const std::string& lid) { learnt.emplace_back(pn, lid); }};
  GroupDirectory groups{wire, host.time(),
                        [this](const std::string& pn, const std::string& lid) { learnt.emplace_back(pn, lid); }};
  std::optional<DeviceDirectory::Found> found;
};

TEST_F(Directories, AskForDevicesOnceAndKeepThemForAnHour) {
  find({"49151@s.whatsapp.net"});
  Node answer = user("49151@s.whatsapp.net", {0, 7});
  answer.add(Node("lid", {{"val", "8877@lid"}}));
  wire.answer(Answer::Kind::result, {usync({answer})});

  ASSERT_TRUE(found);
  EXPECT_TRUE(found->is_complete);
  EXPECT_EQ(found_devices(), (std::vector<std::string>{"49151:7@s.whatsapp.net", "49151@s.whatsapp.net"}));
  EXPECT_EQ(learnt, (std::vector<std::pair<std::string, std::string>>{{"49151", "8877"}}));

  find({"49151@s.whatsapp.net"});
  EXPECT_TRUE(found) << "known";
  EXPECT_EQ(wire.asked.size(), 1u);

  host.time().advance(3'600'001);
  find({"49151@s.whatsapp.net"});
  EXPECT_FALSE(found);
  EXPECT_EQ(wire.asked.size(), 2u);
}

TEST_F(Directories, AskAgainWhenTheServerTellsOfAChange) {
  find({"49151@s.whatsapp.net"});
  wire.answer(Answer::Kind::result, {usync({user("49151@s.whatsapp.net", {0})})});

  devices.take_notification(Node("notification", {{"from", "49151@s.whatsapp.net"}, {"type", "devices"}}));
  find({"49151@s.whatsapp.net"});

  EXPECT_FALSE(found);
}

TEST_F(Directories, TellWhoIsNobody) {
  find({"49151@s.whatsapp.net"});
  wire.answer(Answer::Kind::result, {usync({Node("user", {{"jid", "49151@s.whatsapp.net"}})})});

  ASSERT_TRUE(found);
  EXPECT_EQ(found->nobodies, std::vector<Jid>{jid("49151@s.whatsapp.net")});
}

TEST_F(Directories, TellWhenTheServerDidNotAnswer) {
  find({"49151@s.whatsapp.net"});
  wire.answer(Answer::Kind::timed_out);
  ASSERT_TRUE(found);
  EXPECT_FALSE(found->is_complete);

  find({"49151@s.whatsapp.net"});
  wire.answer(Answer::Kind::result, {usync({user("66666@s.whatsapp.net", {0, 1})})});
  ASSERT_TRUE(found);
  EXPECT_FALSE(found->is_complete) << "an answer about somebody else";
  EXPECT_TRUE(found->devices.empty());
}

TEST_F(Directories, AskForManyAccountsInParts) {
  std::vector<std::string> many;
  for (int i = 0; i < 250; ++i) many.push_back(std::to_string(49'000 + i) + "@s.whatsapp.net");
  find(many);
  for (int part = 0; part < 2; ++part) {
    ASSERT_EQ(wire.waiting.size(), 1u);
    std::vector<Node> users;
    for (const Node& asked : wire.asked.back().find({"usync", "list"})->children())
      users.push_back(user(std::string(asked.attribute("jid")), {0}));
    EXPECT_LE(users.size(), DeviceDirectory::kMaxAccountsInQuery);
    wire.answer(Answer::Kind::result, {usync(users)});
  }

  ASSERT_TRUE(found);
  EXPECT_EQ(found->devices.size(), 250u);
  EXPECT_TRUE(found->is_complete);
}

TEST_F(Directories, KnowTheMembersOfAGroup) {
  std::optional<GroupMembers> members;
  const auto ask = [&] {
    members.reset();
    groups.find(jid("1203@g.us"), [&](GroupDirectory::Failure, const GroupMembers& told) { members = told; });
  };
  ask();
  Node group("group", {{"id", "1203"}, {"addressing_mode", "lid"}});
  group.add(Node("participant", {{"jid", "8877@lid"}, {"phone_number", "49151@s.whatsapp.net"}}));
  group.add(Node("participant", {{"jid", "9988@lid"}}));
  group.add(Node("description"));
  wire.answer(Answer::Kind::result, {group});

  ASSERT_TRUE(members);
  EXPECT_TRUE(members->uses_lids);
  EXPECT_EQ(members->accounts, (std::vector<Jid>{jid("8877@lid"), jid("9988@lid")}));
  EXPECT_EQ(learnt.size(), 1u);
  ask();
  EXPECT_TRUE(members) << "known";
  groups.forget("1203@g.us");
  ask();
  EXPECT_FALSE(members);
}

TEST_F(Directories, TellThatThereIsNoSuchGroup) {
  auto failure = GroupDirectory::Failure::none;
  groups.find(jid("1203@g.us"), [&](GroupDirectory::Failure told, const GroupMembers&) { failure = told; });
  wire.answer(Answer::Kind::error);

  EXPECT_EQ(failure, GroupDirectory::Failure::not_found);
}

Node published(const std::string& device, bool has_one_time) {
  const KeyPair identity = KeyPair::generate();
  const KeyPair key = KeyPair::generate();
  Node out("user", {{"jid", device}});
  out.add(bytes_node("registration", std::string("\0\0\1\2", 4)));
  out.add(bytes_node("identity", std::string(identity.pub.raw())));
  Node& signed_key = out.add(Node("skey"));
  signed_key.add(bytes_node("id", std::string("\0\0\5", 3)));
  signed_key.add(bytes_node("value", std::string(key.pub.raw())));
  signed_key.add(bytes_node("signature", xeddsa_sign(identity.secret, key.pub.wire()).str()));
  if (has_one_time) {
    Node& one_time = out.add(Node("key"));
    one_time.add(bytes_node("id", std::string("\0\1\0", 3)));
    one_time.add(bytes_node("value", std::string(KeyPair::generate().pub.raw())));
  }
  return out;
}

TEST_F(Directories, ReadPublishedKeysAndLeaveOutWhatIsNone) {
  std::optional<KeyBundles> bundles;
  fetch_key_bundles(wire, {jid("1:2@lid"), jid("1:3@lid"), jid("1:4@lid")},
                    [&](KeyBundles told) { bundles = std::move(told); });
  Node refused("user", {{"jid", "1:4@lid"}});
  refused.add(Node("error", {{"code", "404"}}));
  Node list("list");
  list.set_children({published("1:2@lid", true), published("1:3@lid", false), refused, published("7:7@lid", true)});
  wire.answer(Answer::Kind::result, {list});

  ASSERT_TRUE(bundles);
  ASSERT_EQ(bundles->size(), 2u);
  EXPECT_EQ((*bundles)[0].second.registration_id, 0x102u);
  EXPECT_EQ((*bundles)[0].second.signed_prekey_id, 5u);
  EXPECT_EQ((*bundles)[0].second.prekey->id, 256u);
  EXPECT_FALSE((*bundles)[1].second.prekey);
}

}  // namespace
}  // namespace wagate::session_whatsapp
