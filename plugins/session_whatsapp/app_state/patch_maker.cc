#include "app_state/patch_maker.h"

#include "app_state/lt_hash.h"

namespace wagate::session_whatsapp {

std::optional<proto::SyncdPatch> make_patch(Transaction& work, const AppStateChange& change) {
  const std::string key_id = work.newest_app_state_key();
  const auto key = work.app_state_key(key_id);
  const AppStatePosition position = work.app_state(change.collection);
  auto hash = LtHash::from(position.hash);
  if (!key || !hash) return std::nullopt;
  const AppStateKeys keys = AppStateKeys::expand(*key);

  proto::SyncActionData data;
  data.set_index(change.index);
  *data.mutable_value() = change.value;
  data.set_padding("");
  data.set_version(change.version);
  const std::string encrypted = keys.encrypt(data.SerializeAsString());
  const std::string value_mac = keys.value_mac(change.kind, key_id, encrypted);
  const std::string index_mac = keys.index_mac(change.index);

  const std::string previous = work.app_state_mac(change.collection, index_mac);
  if (!previous.empty()) hash->subtract(previous);
  if (change.kind == MutationKind::set) hash->add(value_mac);
  const std::uint64_t version = position.version + 1;

  proto::SyncdPatch out;
  proto::SyncdMutation& mutation = *out.add_mutations();
  mutation.set_operation(static_cast<std::int32_t>(change.kind));
  mutation.mutable_record()->mutable_index()->set_blob(index_mac);
  mutation.mutable_record()->mutable_value()->set_blob(encrypted + value_mac);
  mutation.mutable_record()->mutable_key_id()->set_id(key_id);
  out.mutable_key_id()->set_id(key_id);
  out.set_snapshot_mac(keys.snapshot_mac(hash->bytes(), version, change.collection));
  out.set_patch_mac(keys.patch_mac(out.snapshot_mac(), value_mac, version, change.collection));
  return out;
}

}  // namespace wagate::session_whatsapp
