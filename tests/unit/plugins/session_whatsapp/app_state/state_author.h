#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "app_state/app_state_keys.h"
#include "app_state/lt_hash.h"
#include "proto/app_state.pb.h"

namespace wagate::session_whatsapp::testing {

// Another device of the account: makes the patches and snapshots of one collection.
class StateAuthor {
 public:
  struct Change {
    std::string index;
    proto::SyncActionValue value;
    MutationKind kind = MutationKind::set;
  };

  StateAuthor(std::string collection, std::string key_id, const Secret<32>& key)
      : collection_(std::move(collection)), key_id_(std::move(key_id)), keys_(AppStateKeys::expand(key)) {}

  proto::SyncdPatch patch(const std::vector<Change>& changes) {
    proto::SyncdPatch out;
    std::string macs;
    for (const Change& change : changes) {
      proto::SyncdMutation& mutation = *out.add_mutations();
      mutation.set_operation(static_cast<int>(change.kind));
      *mutation.mutable_record() = record(change);
      macs += apply(change.kind, mutation.record());
    }
    ++version_;
    out.mutable_version()->set_version(version_);
    out.mutable_key_id()->set_id(key_id_);
    out.set_snapshot_mac(keys_.snapshot_mac(hash_.bytes(), version_, collection_));
    out.set_patch_mac(keys_.patch_mac(out.snapshot_mac(), macs, version_, collection_));
    return out;
  }

  proto::SyncdSnapshot snapshot() {
    proto::SyncdSnapshot out;
    for (const auto& [index, record] : records_) *out.add_records() = record;
    out.mutable_version()->set_version(version_);
    out.mutable_key_id()->set_id(key_id_);
    out.set_mac(keys_.snapshot_mac(hash_.bytes(), version_, collection_));
    return out;
  }

  std::uint64_t version() const { return version_; }

 private:
  proto::SyncdRecord record(const Change& change) {
    proto::SyncActionData data;
    data.set_index(change.index);
    *data.mutable_value() = change.value;
    const std::string encrypted = keys_.encrypt(data.SerializeAsString());
    proto::SyncdRecord out;
    out.mutable_index()->set_blob(keys_.index_mac(change.index));
    out.mutable_value()->set_blob(encrypted + keys_.value_mac(change.kind, key_id_, encrypted));
    out.mutable_key_id()->set_id(key_id_);
    return out;
  }
  static std::string mac_of(const proto::SyncdRecord& record) {
    return record.value().blob().substr(record.value().blob().size() - 32);
  }
  std::string apply(MutationKind kind, const proto::SyncdRecord& record) {
    const std::string& index = record.index().blob();
    if (const auto before = records_.find(index); before != records_.end()) hash_.subtract(mac_of(before->second));
    records_.erase(index);
    if (kind == MutationKind::set) {
      hash_.add(mac_of(record));
      records_[index] = record;
    }
    return mac_of(record);
  }

  const std::string collection_;
  const std::string key_id_;
  const AppStateKeys keys_;
  LtHash hash_;
  std::uint64_t version_ = 0;
  std::map<std::string, proto::SyncdRecord> records_;  // by index MAC
};

}  // namespace wagate::session_whatsapp::testing
