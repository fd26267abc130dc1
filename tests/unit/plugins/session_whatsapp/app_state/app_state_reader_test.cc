#include "app_state/app_state_reader.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <memory>

#include "app_state/lt_hash.h"

namespace wagate::session_whatsapp {
namespace {

constexpr const char* kCollection = "regular_high";
constexpr const char* kKeyId = "key1";

class AppStateTest : public ::testing::Test {
 protected:
  AppStateTest() {
    std::string pattern = (std::filesystem::temp_directory_path() / "wagate-state-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
    store_ = std::make_unique<SessionStore>((folder_ / "a.wa").string());
    work_ = std::make_unique<Transaction>(*store_);
    const auto key = *Secret<32>::from(std::string(32, 'k'));
    work_->store_app_state_key(kKeyId, key, 1);
    keys_ = AppStateKeys::expand(key);
  }
  ~AppStateTest() override {
    work_.reset();
    store_.reset();
    std::filesystem::remove_all(folder_);
  }

  proto::SyncdRecord record(const std::string& index, bool muted, MutationKind kind = MutationKind::set) {
    proto::SyncActionData data;
    data.set_index(index);
    data.mutable_value()->mutable_mute_action()->set_muted(muted);
    const std::string encrypted = keys_.encrypt(data.SerializeAsString());
    proto::SyncdRecord out;
    out.mutable_index()->set_blob(keys_.index_mac(index));
    out.mutable_value()->set_blob(encrypted + keys_.value_mac(kind, kKeyId, encrypted));
    out.mutable_key_id()->set_id(kKeyId);
    return out;
  }

  static std::string mac_of(const proto::SyncdRecord& record) {
    return record.value().blob().substr(record.value().blob().size() - 32);
  }

  proto::SyncdSnapshot snapshot() {
    proto::SyncdSnapshot out;
    LtHash hash;
    for (const char* index : {"[\"mute\",\"a\"]", "[\"mute\",\"b\"]"}) {
      *out.add_records() = record(index, true);
      hash.add(mac_of(out.records(out.records_size() - 1)));
    }
    out.mutable_version()->set_version(5);
    out.mutable_key_id()->set_id(kKeyId);
    out.set_mac(keys_.snapshot_mac(hash.bytes(), 5, kCollection));
    return out;
  }

  // Version 6: "a" is not muted any more.
  proto::SyncdPatch patch() {
    proto::SyncdPatch out;
    proto::SyncdMutation& mutation = *out.add_mutations();
    mutation.set_operation(0);
    *mutation.mutable_record() = record("[\"mute\",\"a\"]", false);
    const std::string mac = mac_of(mutation.record());
    auto hash = *LtHash::from(work_->app_state(kCollection).hash);
    const std::string previous = work_->app_state_mac(kCollection, mutation.record().index().blob());
    if (!previous.empty()) hash.subtract(previous);
    hash.add(mac);
    out.mutable_version()->set_version(6);
    out.mutable_key_id()->set_id(kKeyId);
    out.set_snapshot_mac(keys_.snapshot_mac(hash.bytes(), 6, kCollection));
    out.set_patch_mac(keys_.patch_mac(out.snapshot_mac(), mac, 6, kCollection));
    return out;
  }

  AppStateReader reader() { return AppStateReader(*work_, kCollection); }

  std::filesystem::path folder_;
  std::unique_ptr<SessionStore> store_;
  std::unique_ptr<Transaction> work_;
  AppStateKeys keys_;
};

TEST_F(AppStateTest, ASnapshotAndAPatchAreTaken) {
  const AppStateNews all = reader().take_snapshot(snapshot());
  ASSERT_EQ(all.error, AppStateError::none);
  EXPECT_EQ(all.mutations.size(), 2u);

  const AppStateNews change = reader().take_patch(patch());

  ASSERT_EQ(change.error, AppStateError::none);
  EXPECT_EQ(change.mutations[0].index, "[\"mute\",\"a\"]");
  EXPECT_FALSE(change.mutations[0].value.mute_action().muted());
  EXPECT_EQ(work_->app_state(kCollection).version, 6u);
}

TEST_F(AppStateTest, AForgedSnapshotChangesNothing) {
  proto::SyncdSnapshot forged = snapshot();
  forged.mutable_records()->RemoveLast();
  EXPECT_EQ(reader().take_snapshot(forged).error, AppStateError::bad_snapshot_mac);

  forged = snapshot();
  forged.mutable_version()->set_version(4);
  EXPECT_EQ(reader().take_snapshot(forged).error, AppStateError::bad_snapshot_mac);

  forged = snapshot();
  (*forged.mutable_records(0)->mutable_value()->mutable_blob())[20] ^= 1;
  EXPECT_EQ(reader().take_snapshot(forged).error, AppStateError::bad_value_mac);

  EXPECT_EQ(work_->app_state(kCollection).version, 0u);
}

TEST_F(AppStateTest, AForgedPatchChangesNothing) {
  ASSERT_EQ(reader().take_snapshot(snapshot()).error, AppStateError::none);
  const std::string before = work_->app_state(kCollection).hash;

  proto::SyncdPatch forged = patch();
  forged.set_patch_mac(std::string(32, 'x'));
  EXPECT_EQ(reader().take_patch(forged).error, AppStateError::bad_patch_mac);

  forged = patch();
  forged.mutable_mutations()->RemoveLast();
  EXPECT_EQ(reader().take_patch(forged).error, AppStateError::bad_patch_mac);

  forged = patch();
  forged.mutable_mutations(0)->set_operation(1);
  EXPECT_EQ(reader().take_patch(forged).error, AppStateError::bad_value_mac);

  forged = patch();
  forged.mutable_mutations(0)->mutable_record()->mutable_index()->set_blob(std::string(32, 'x'));
  EXPECT_EQ(reader().take_patch(forged).error, AppStateError::bad_index_mac);

  EXPECT_EQ(work_->app_state(kCollection).version, 5u);
  EXPECT_EQ(work_->app_state(kCollection).hash, before);
  EXPECT_EQ(reader().take_patch(patch()).error, AppStateError::none);
}

TEST_F(AppStateTest, APatchOutOfOrderIsNotTaken) {
  EXPECT_EQ(reader().take_patch(patch()).error, AppStateError::out_of_order);
  ASSERT_EQ(reader().take_snapshot(snapshot()).error, AppStateError::none);
  const proto::SyncdPatch next = patch();
  ASSERT_EQ(reader().take_patch(next).error, AppStateError::none);

  EXPECT_EQ(reader().take_patch(next).error, AppStateError::out_of_order);
}

TEST_F(AppStateTest, AMissingKeyIsNamed) {
  proto::SyncdSnapshot other = snapshot();
  other.mutable_key_id()->set_id("key9");

  const AppStateNews news = reader().take_snapshot(other);

  EXPECT_EQ(news.error, AppStateError::missing_key);
  EXPECT_EQ(news.missing_key, "key9");
}

TEST(LtHash, OrderDoesNotMatterAndSubtractingUndoesAdding) {
  LtHash one;
  one.add("a");
  one.add("b");
  LtHash two;
  two.add("b");
  two.add("a");
  EXPECT_EQ(one, two);
  EXPECT_EQ(LtHash::from(one.bytes()), two);

  one.subtract("a");
  one.subtract("b");

  EXPECT_EQ(one, LtHash());
  EXPECT_FALSE(LtHash::from("short"));
}

}  // namespace
}  // namespace wagate::session_whatsapp
