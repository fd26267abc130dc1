#include "app_state/app_state_reader.h"

#include <utility>

#include "app_state/lt_hash.h"
#include "crypto/bytes.h"

namespace wagate::session_whatsapp {
namespace {

constexpr std::size_t kAppStateMac = 32;
constexpr std::size_t kMaxAppStateIndex = 4'096;

AppStateNews refused_state(AppStateError error, std::string missing_key = {}) {
  AppStateNews out;
  out.error = error;
  if (error == AppStateError::missing_key) out.missing_key = std::move(missing_key);
  return out;
}

}  // namespace

const AppStateKeys* AppStateReader::keys(std::string_view id) {
  const auto known = keys_.find(id);
  if (known != keys_.end()) return &known->second;
  const auto key = work_.app_state_key(id);
  if (!key) {
    missing_key_ = id;
    return nullptr;
  }
  return &keys_.emplace(std::string(id), AppStateKeys::expand(*key)).first->second;
}

AppStateError AppStateReader::open(MutationKind kind, const proto::SyncdRecord& record, Opened& out) {
  const std::string& key_id = record.key_id().id();
  const std::string_view blob = record.value().blob();
  if (blob.size() < kAppStateMac || record.index().blob().size() != kAppStateMac) return AppStateError::malformed;
  const AppStateKeys* expanded = keys(key_id);
  if (!expanded) return AppStateError::missing_key;

  const std::string_view encrypted = blob.substr(0, blob.size() - kAppStateMac);
  const std::string_view mac = blob.substr(encrypted.size());
  if (!equal_in_constant_time(expanded->value_mac(kind, key_id, encrypted), mac)) return AppStateError::bad_value_mac;
  const auto plaintext = expanded->decrypt(encrypted);
  proto::SyncActionData data;
  if (!plaintext || !data.ParseFromString(*plaintext) || data.index().size() > kMaxAppStateIndex) {
    return AppStateError::malformed;
  }
  if (!equal_in_constant_time(expanded->index_mac(data.index()), record.index().blob())) {
    return AppStateError::bad_index_mac;
  }
  out.mutation.kind = kind;
  out.mutation.index = std::move(*data.mutable_index());
  out.mutation.value = std::move(*data.mutable_value());
  out.index_mac = record.index().blob();
  out.value_mac = mac;
  return AppStateError::none;
}

AppStateNews AppStateReader::take_snapshot(const proto::SyncdSnapshot& snapshot) {
  if (snapshot.records_size() > kMaxMutations) return refused_state(AppStateError::malformed);
  const std::uint64_t version = snapshot.version().version();
  const AppStateKeys* signing = keys(snapshot.key_id().id());
  if (!signing) return refused_state(AppStateError::missing_key, missing_key_);

  AppStateNews out;
  LtHash hash;
  std::map<std::string, std::string> macs;
  for (const proto::SyncdRecord& record : snapshot.records()) {
    Opened opened;
    const AppStateError error = open(MutationKind::set, record, opened);
    if (error != AppStateError::none) return refused_state(error, missing_key_);
    hash.add(opened.value_mac);
    macs[std::move(opened.index_mac)] = std::move(opened.value_mac);
    out.mutations.push_back(std::move(opened.mutation));
  }
  const std::string bytes = hash.bytes();
  if (!equal_in_constant_time(signing->snapshot_mac(bytes, version, collection_), snapshot.mac())) {
    return refused_state(AppStateError::bad_snapshot_mac);
  }

  work_.reset_app_state(collection_);
  work_.store_app_state(collection_, {version, bytes});
  for (const auto& [index_mac, value_mac] : macs) work_.store_app_state_mac(collection_, index_mac, value_mac);
  return out;
}

AppStateNews AppStateReader::take_patch(const proto::SyncdPatch& patch) {
  if (patch.mutations_size() > kMaxMutations) return refused_state(AppStateError::malformed);
  const AppStatePosition before = work_.app_state(collection_);
  const std::uint64_t version = patch.version().version();
  auto hash = LtHash::from(before.hash);
  if (!hash) return refused_state(AppStateError::bad_snapshot_mac);
  if (version != before.version + 1) return refused_state(AppStateError::out_of_order);
  const AppStateKeys* signing = keys(patch.key_id().id());
  if (!signing) return refused_state(AppStateError::missing_key, missing_key_);

  AppStateNews out;
  std::string value_macs;
  std::map<std::string, std::string> changed;  // index MAC to value MAC; empty: removed
  for (const proto::SyncdMutation& mutation : patch.mutations()) {
    if (mutation.operation() != 0 && mutation.operation() != 1) return refused_state(AppStateError::malformed);
    const auto kind = static_cast<MutationKind>(mutation.operation());
    Opened opened;
    const AppStateError error = open(kind, mutation.record(), opened);
    if (error != AppStateError::none) return refused_state(error, missing_key_);
    value_macs += opened.value_mac;

    const auto earlier = changed.find(opened.index_mac);
    const std::string previous =
        earlier != changed.end() ? earlier->second : work_.app_state_mac(collection_, opened.index_mac);
    if (!previous.empty()) hash->subtract(previous);
    if (kind == MutationKind::set) hash->add(opened.value_mac);
    changed[std::move(opened.index_mac)] = kind == MutationKind::set ? std::move(opened.value_mac) : std::string();
    out.mutations.push_back(std::move(opened.mutation));
  }

  if (!equal_in_constant_time(signing->patch_mac(patch.snapshot_mac(), value_macs, version, collection_),
                              patch.patch_mac())) {
    return refused_state(AppStateError::bad_patch_mac);
  }
  const std::string bytes = hash->bytes();
  if (!equal_in_constant_time(signing->snapshot_mac(bytes, version, collection_), patch.snapshot_mac())) {
    return refused_state(AppStateError::bad_snapshot_mac);
  }

  work_.store_app_state(collection_, {version, bytes});
  for (const auto& [index_mac, value_mac] : changed) {
    if (value_mac.empty()) {
      work_.remove_app_state_mac(collection_, index_mac);
    } else {
      work_.store_app_state_mac(collection_, index_mac, value_mac);
    }
  }
  return out;
}

}  // namespace wagate::session_whatsapp
