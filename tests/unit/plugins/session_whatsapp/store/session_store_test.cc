#include "store/session_store.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "store/transaction.h"
#include "store/value_names.h"

namespace wagate::session_whatsapp {
namespace {

class SessionStoreTest : public testing::Test {
 protected:
  SessionStoreTest() {
    std::string pattern = (std::filesystem::temp_directory_path() / "wagate-session-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
    path_ = (folder_ / "shop.wa").string();
  }
  ~SessionStoreTest() override { std::filesystem::remove_all(folder_); }

  StoreError::Kind refusal() {
    try {
      SessionStore store(path_);
    } catch (const StoreError& error) {
      EXPECT_NE(std::string(error.what()).find(path_), std::string::npos) << error.what();
      return error.kind();
    }
    ADD_FAILURE() << "the file was accepted";
    return StoreError::Kind::failed;
  }

  void run_sql(const char* sql) {
    sqlite3* handle = nullptr;
    ASSERT_EQ(sqlite3_open(path_.c_str(), &handle), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(handle, sql, nullptr, nullptr, nullptr), SQLITE_OK) << sqlite3_errmsg(handle);
    sqlite3_close(handle);
  }

  std::filesystem::path folder_;
  std::string path_;
};

TEST_F(SessionStoreTest, MakesKeysOnceAndKeepsThem) {
  std::string identity;
  std::string noise;
  {
    SessionStore store(path_);
    identity = store.keys().identity.pub.raw();
    noise = store.keys().noise.pub.raw();
    EXPECT_FALSE(store.account());
    EXPECT_GE(store.keys().registration_id, 1u);
    EXPECT_TRUE(xeddsa_verify(store.keys().identity.pub, store.keys().signed_prekey.pub.wire(),
                              store.keys().signed_prekey_signature.view()));
  }

  SessionStore again(path_);

  EXPECT_EQ(again.keys().identity.pub.raw(), identity);
  EXPECT_EQ(again.keys().noise.pub.raw(), noise);
  EXPECT_NE(identity, noise);
}

TEST_F(SessionStoreTest, TheFileIsForItsOwnerOnly) {
  SessionStore store(path_);

  struct stat facts {};
  ASSERT_EQ(::stat(path_.c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 0777, 0600u);
}

TEST_F(SessionStoreTest, AFileOthersCanReadIsClosedToThem) {
  { SessionStore store(path_); }
  ASSERT_EQ(::chmod(path_.c_str(), 0644), 0);

  SessionStore store(path_);

  struct stat facts {};
  ASSERT_EQ(::stat(path_.c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 0777, 0600u);
}

TEST_F(SessionStoreTest, OnlyOneOwnerAtATime) {
  SessionStore store(path_);

  EXPECT_EQ(refusal(), StoreError::Kind::in_use);
}

TEST_F(SessionStoreTest, WhatIsNotCommittedNeverWas) {
  SessionStore store(path_);
  {
    Transaction work(store);
    work.set_value(value_names::kNctSalt, "salt");
    Account account;
    account.jid = "5511970000001:3@s.whatsapp.net";
    work.save_account(account);
  }

  EXPECT_FALSE(store.account());
  Transaction work(store);
  EXPECT_EQ(work.value(value_names::kNctSalt), "");
}

TEST_F(SessionStoreTest, TheAccountIsThereAfterARestart) {
  {
    SessionStore store(path_);
    Transaction work(store);
    Account account{"5511970000001:3@s.whatsapp.net", "84110000000001:3@lid", "Ana", "android", "", "identity"};
    work.save_account(account);
    work.commit();
    EXPECT_EQ(store.account()->push_name, "Ana");
  }

  SessionStore again(path_);

  ASSERT_TRUE(again.account());
  EXPECT_EQ(again.account()->lid, "84110000000001:3@lid");
  EXPECT_EQ(again.account()->device_identity, "identity");
}

TEST_F(SessionStoreTest, AKilledProcessLosesNothingThatWasCommitted) {
  int ready[2];
  ASSERT_EQ(::pipe(ready), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    SessionStore store(path_);
    for (int i = 0;; ++i) {
      Transaction work(store);
      work.set_value("count", std::to_string(i));
      work.store_session({"peer", 0}, SecretBytes("record " + std::to_string(i)));
      work.commit();
      const char told = static_cast<char>(i);
      if (::write(ready[1], &told, 1) != 1) ::_exit(1);
      if (i == 20) {  // the next transaction is open when the process dies
        Transaction open(store);
        open.set_value("count", "torn");
        ::kill(::getpid(), SIGKILL);
      }
    }
  }
  ::close(ready[1]);
  char last = 0;
  while (::read(ready[0], &last, 1) == 1) {
  }
  ::close(ready[0]);
  ::waitpid(child, nullptr, 0);

  SessionStore store(path_);
  Transaction work(store);

  EXPECT_EQ(last, 20);
  EXPECT_EQ(work.value("count"), "20");
  EXPECT_EQ(work.load_session({"peer", 0}).expose(), "record 20");
}

TEST_F(SessionStoreTest, ForgettingMakesANewDevice) {
  SessionStore store(path_);
  const std::string before(store.keys().identity.pub.raw());
  {
    Transaction work(store);
    work.save_account({"5511970000001:3@s.whatsapp.net", "", "", "", "", "identity"});
    work.store_session({"peer", 0}, SecretBytes(std::string("record")));
    work.make_prekeys(3);
    work.commit();
  }

  store.forget();

  EXPECT_FALSE(store.account());
  EXPECT_NE(store.keys().identity.pub.raw(), before);
  Transaction work(store);
  EXPECT_TRUE(work.load_session({"peer", 0}).empty());
  EXPECT_TRUE(work.prekeys_to_upload(10).empty());
}

TEST_F(SessionStoreTest, ForeignNewerAndDamagedFilesAreRefused) {
  run_sql("CREATE TABLE something(x)");
  EXPECT_EQ(refusal(), StoreError::Kind::foreign);

  std::filesystem::remove(path_);
  { SessionStore store(path_); }
  run_sql("PRAGMA user_version=99");
  EXPECT_EQ(refusal(), StoreError::Kind::newer);

  std::filesystem::remove(path_);
  std::ofstream(path_) << std::string(5000, 'x');
  EXPECT_EQ(refusal(), StoreError::Kind::damaged);
}

TEST_F(SessionStoreTest, APrekeyIsUsedOnceAndIdsAscend) {
  SessionStore store(path_);
  Transaction work(store);
  const auto made = work.make_prekeys(3);
  ASSERT_EQ(made.size(), 3u);
  EXPECT_EQ(made[2].id, made[0].id + 2);
  EXPECT_EQ(work.prekeys_to_upload(10).size(), 3u);
  work.mark_uploaded(made[1].id);
  EXPECT_EQ(work.prekeys_to_upload(10).size(), 1u);
  EXPECT_EQ(work.load_prekey(made[0].id)->pub, made[0].key);

  work.remove_prekey(made[0].id);

  EXPECT_FALSE(work.load_prekey(made[0].id));
  EXPECT_GT(work.make_prekeys(1).front().id, made[2].id);
}

TEST_F(SessionStoreTest, PrekeyIdsBeginAnewAfterThreeBytes) {
  SessionStore store(path_);
  Transaction work(store);
  std::string last;
  append_big_endian(last, 0xFFFFFF, 4);
  work.set_value(value_names::kNextPrekeyId, last);

  const auto made = work.make_prekeys(2);

  EXPECT_EQ(made[0].id, 0xFFFFFFu);
  EXPECT_EQ(made[1].id, 1u);
}

TEST_F(SessionStoreTest, AnAccountMovesUnderItsOtherNameWithoutLosingWhatIsThere) {
  SessionStore store(path_);
  Transaction work(store);
  const auto record = [](const char* text) { return SecretBytes(std::string(text)); };
  work.store_session({"5511", 0}, record("old phone"));
  work.store_session({"5511", 2}, record("second device"));
  work.store_session({"84_1", 0}, record("new phone"));

  work.move_account("5511", "84_1");

  EXPECT_EQ(work.load_session({"84_1", 0}).expose(), "new phone");
  EXPECT_EQ(work.load_session({"84_1", 2}).expose(), "second device");
  EXPECT_FALSE(work.has_session({"5511", 0}));
}

TEST_F(SessionStoreTest, NamesOfAnAccountAreFoundBothWays) {
  SessionStore store(path_);
  Transaction work(store);

  EXPECT_TRUE(work.learn_lid("5511", "84"));
  EXPECT_FALSE(work.learn_lid("5511", "84"));
  EXPECT_EQ(work.lid_of("5511"), "84");
  EXPECT_EQ(work.pn_of("84"), "5511");
  EXPECT_TRUE(work.learn_lid("5512", "84"));  // the number was changed
  EXPECT_EQ(work.pn_of("84"), "5512");
  EXPECT_EQ(work.lid_of("5511"), "");
}

TEST_F(SessionStoreTest, OldThingsAreForgottenAndNewOnesKept) {
  SessionStore store(path_);
  const std::int64_t now = 1'768'485'802;
  const std::int64_t day = 86'400;
  {
    Transaction work(store);
    work.mark_seen("chat", "sender", "old", now - 20 * day);
    work.mark_seen("chat", "sender", "new", now - day);
    work.remember_sent("chat", "old", "message", now - 5 * day);
    work.remember_sent("chat", "new", "message", now - day);
    work.commit();
  }

  store.prune(now);

  Transaction work(store);
  EXPECT_FALSE(work.is_seen("chat", "sender", "old"));
  EXPECT_TRUE(work.is_seen("chat", "sender", "new"));
  EXPECT_FALSE(work.sent("chat", "old"));
  EXPECT_EQ(work.sent("chat", "new"), "message");
}

TEST_F(SessionStoreTest, CountsTokensAndDeviceListsAreKept) {
  SessionStore store(path_);
  Transaction work(store);

  EXPECT_EQ(work.count_retry("id", "peer", 1), 1);
  EXPECT_EQ(work.count_retry("id", "peer", 2), 2);
  work.clear_retries("id", "peer");
  EXPECT_EQ(work.count_retry("id", "peer", 3), 1);

  work.store_contact_token("peer", "newer", 20);
  work.store_contact_token("peer", "older", 10);
  EXPECT_EQ(work.contact_token("peer")->first, "newer");

  work.store_devices("peer", {{0, 7, 65'535}, 30});
  EXPECT_EQ(work.load_devices("peer")->devices, (std::vector<std::uint16_t>{0, 7, 65'535}));
  work.remove_devices("peer");
  EXPECT_FALSE(work.load_devices("peer"));
}

TEST_F(SessionStoreTest, AppStateIsKeptAndReset) {
  SessionStore store(path_);
  Transaction work(store);
  work.store_app_state("regular", {7, std::string(128, 'h')});
  work.store_app_state_mac("regular", "index", "value");
  const std::string old_key(32, 'a');
  work.store_app_state_key("key 1", *Secret<32>::from(old_key), 10);
  work.store_app_state_key("key 2", *Secret<32>::from(std::string(32, 'b')), 20);
  work.store_app_state_key("key 1", *Secret<32>::from(std::string(32, 'c')), 30);

  EXPECT_EQ(work.app_state("regular").version, 7u);
  EXPECT_EQ(work.app_state_mac("regular", "index"), "value");
  EXPECT_EQ(work.newest_app_state_key(), "key 2");
  EXPECT_EQ(work.app_state_key("key 1")->expose(), old_key);
  work.reset_app_state("regular");
  EXPECT_EQ(work.app_state("regular").version, 0u);
  EXPECT_EQ(work.app_state_mac("regular", "index"), "");
}

}  // namespace
}  // namespace wagate::session_whatsapp
