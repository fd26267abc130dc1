#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "app_state/app_state_keys.h"
#include "proto/app_state.pb.h"
#include "store/transaction.h"

namespace wagate::session_whatsapp {

// One change of a shared setting that is made here.
struct AppStateChange {
  std::string collection;
  std::string index;  // a JSON array
  proto::SyncActionValue value;
  std::int32_t version = 1;  // of this kind of setting, as all clients count
  MutationKind kind = MutationKind::set;
};

// A patch that follows what is in the store, signed with the newest key. Nothing without a key. Its version is not in it:
// the server sets that. Nothing is written: AppStateReader takes the patch once the server has.
std::optional<proto::SyncdPatch> make_patch(Transaction& work, const AppStateChange& change);

}  // namespace wagate::session_whatsapp
