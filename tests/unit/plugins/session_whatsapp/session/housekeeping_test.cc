// What keeps a session small and its keys fresh, and how many connect at a time.
#include "session/housekeeping.h"

#include <gtest/gtest.h>

#include <memory>

#include "../chat/scripted_wire.h"
#include "session/connect_pace.h"
#include "session/prekeys.h"
#include "session/session_files.h"
#include "wagate/testing/fake_host.h"

namespace wagate::session_whatsapp {
namespace {

constexpr std::int64_t kDay = 86'400;
constexpr std::int64_t kNow = 1'768'485'802;

class SignedPrekeys : public ::testing::Test {
 protected:
  // A month after the first look.
  SignedPrekeys() { prekeys.rotate_when_due(kNow - 31 * kDay); }

  bool can_open(std::uint32_t id) {
    Transaction work(*store);
    return work.load_signed_prekey(id).has_value();
  }
  void open_again() { store.reset(), store = SessionFiles(host.state_dir()).open("instance"); }

  wagate::testing::FakeHost host;
  testing::ScriptedWire wire;
  std::unique_ptr<SessionStore> store = SessionFiles(host.state_dir()).open("instance");
  Prekeys prekeys{wire, *store};
};

TEST_F(SignedPrekeys, AreNotReplacedBeforeTheirTime) {
  EXPECT_TRUE(wire.asked.empty()) << "their month begins when somebody looks at a clock for the first time";
  prekeys.rotate_when_due(kNow - 2 * kDay);
  EXPECT_TRUE(wire.asked.empty());
}

TEST_F(SignedPrekeys, AreReplacedAfterAMonthAndTheOldOneStillOpensMessages) {
  const std::uint32_t old = store->keys().signed_prekey_id;
  prekeys.rotate_when_due(kNow);

  ASSERT_EQ(wire.asked.size(), 1u);
  EXPECT_EQ(wire.asked[0].attribute("xmlns"), "encrypt");
  EXPECT_EQ(wire.asked[0].attribute("type"), "set");
  const auto key = PublicKey::from_raw(wire.asked[0].find({"rotate", "skey", "value"})->data());
  ASSERT_TRUE(key);
  EXPECT_TRUE(xeddsa_verify(store->keys().identity.pub, key->wire(),
                            wire.asked[0].find({"rotate", "skey", "signature"})->data()));
  EXPECT_EQ(wire.asked[0].find({"rotate", "skey", "id"})->data().size(), 3u);
  EXPECT_EQ(store->keys().signed_prekey_id, old) << "until the server has it";

  wire.answer(Answer::Kind::result);

  EXPECT_EQ(store->keys().signed_prekey_id, old + 1);
  EXPECT_EQ(store->keys().signed_prekey.pub.raw(), key->raw());
  EXPECT_TRUE(can_open(old));
  open_again();
  EXPECT_EQ(store->keys().signed_prekey_id, old + 1);
  EXPECT_EQ(store->keys().signed_prekey.pub.raw(), key->raw());
  EXPECT_TRUE(can_open(old));
}

TEST_F(SignedPrekeys, AreOfferedAgainWhenNobodyKnowsWhetherTheServerHasThem) {
  prekeys.rotate_when_due(kNow);
  const Node first = wire.asked[0];
  wire.answer(Answer::Kind::disconnected);

  prekeys.rotate_when_due(kNow + kDay);

  ASSERT_EQ(wire.asked.size(), 2u);
  EXPECT_EQ(wire.asked[1], first);
  EXPECT_TRUE(can_open(store->keys().signed_prekey_id + 1)) << "the server may hand it out already";
}

TEST_F(SignedPrekeys, AreForgottenAMonthAfterTheyWereReplaced) {
  const std::uint32_t first = store->keys().signed_prekey_id;
  for (const std::int64_t month : {0, 31}) {
    prekeys.rotate_when_due(kNow + month * kDay);
    wire.answer(Answer::Kind::result);
  }

  EXPECT_EQ(store->keys().signed_prekey_id, first + 2);
  EXPECT_FALSE(can_open(first));
  EXPECT_TRUE(can_open(first + 1));
}

TEST_F(SignedPrekeys, AreNotReplacedWhileOneTimePrekeysAreUploaded) {
  prekeys.take_count(0);
  prekeys.rotate_when_due(kNow);
  EXPECT_EQ(wire.asked.size(), 1u) << "the upload names the present one";
  wire.answer(Answer::Kind::result);

  prekeys.rotate_when_due(kNow);
  prekeys.take_count(0);
  EXPECT_EQ(wire.asked.size(), 2u);
  wire.answer(Answer::Kind::result);

  ASSERT_EQ(wire.asked.size(), 3u) << "what ran low meanwhile is filled up";
  EXPECT_EQ(wire.asked[2].child("list")->children().size(), Prekeys::kUpload);
}

class Idle : public ::testing::Test {
 protected:
  ~Idle() override { place.lane->shut(); }

  void wait(std::int64_t ms) {
    host.time().advance(ms);
    host.executor().run_all();
  }
  bool is_seen() {
    Transaction work(*store);
    return work.is_seen("chat", "sender", "id");
  }
  std::uintmax_t log_size() const { return std::filesystem::file_size(store->path() + "-wal"); }

  wagate::testing::FakeHost host;
  std::shared_ptr<Outstanding> outstanding = std::make_shared<Outstanding>();
  Workplace place{host.time(), host.time(),
                  std::make_shared<Lane>(host.executor(), outstanding, [](std::string_view what) { FAIL() << what; }),
                  outstanding};
  std::unique_ptr<SessionStore> store = SessionFiles(host.state_dir()).open("instance");
  int days = 0;
  Housekeeping housekeeping{place, *store, [this] { ++days; }};
};

TEST_F(Idle, SessionsAreLookedAfterAtEveryLoginAndOnceADay) {
  {
    Transaction work(*store);
    work.mark_seen("chat", "sender", "id", host.time().unix_ms() / 1'000 - 14 * kDay);
    work.commit();
  }
  housekeeping.online();
  EXPECT_EQ(days, 1);
  EXPECT_TRUE(is_seen());

  for (int i = 0; i < 2; ++i) wait(Housekeeping::kDayMs);
  EXPECT_EQ(days, 3);
  EXPECT_FALSE(is_seen()) << "older than the server keeps anything";

  housekeeping.offline();
  wait(5 * Housekeeping::kDayMs);
  EXPECT_EQ(days, 3);
}

TEST_F(Idle, SessionsGiveBackWhatTheyNeededOnlyForWork) {
  housekeeping.stir();
  ASSERT_GT(log_size(), 0u);

  wait(Housekeeping::kIdleMs - 1);
  housekeeping.stir();
  wait(Housekeeping::kIdleMs - 1);
  EXPECT_GT(log_size(), 0u) << "it was busy in between";
  wait(1);

  EXPECT_EQ(log_size(), 0u);
  EXPECT_EQ(host.time().pending_timers(), 0u) << "nothing to do until something happens";
  EXPECT_FALSE(is_seen()) << "and it works as before";
}

TEST(ConnectPace, LetsAFewGoAtOnceAndTheOthersOneAfterTheOther) {
  ConnectPace pace;
  for (int i = 0; i < ConnectPace::kAtOnce; ++i) EXPECT_EQ(pace.wait_ms(1'000), 0) << i;
  for (int i = 1; i <= 100; ++i) EXPECT_EQ(pace.wait_ms(1'000), i * ConnectPace::kGapMs);
}

TEST(ConnectPace, NeverLetsOneSessionAloneWait) {
  ConnectPace pace;
  for (std::int64_t at = 0; at < 100'000; at += 2'000) EXPECT_EQ(pace.wait_ms(at), 0);
}

}  // namespace
}  // namespace wagate::session_whatsapp
