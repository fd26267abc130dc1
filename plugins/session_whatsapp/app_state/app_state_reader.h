#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "app_state/app_state_keys.h"
#include "proto/app_state.pb.h"
#include "store/transaction.h"

namespace wagate::session_whatsapp {

// One change of a shared setting.
struct Mutation {
  MutationKind kind = MutationKind::set;
  std::string index;  // a JSON array: ["mute","5511...@s.whatsapp.net"]
  proto::SyncActionValue value;
};

enum class AppStateError : std::uint8_t {
  none,
  malformed,
  missing_key,    // ask the phone for `missing_key`
  out_of_order,   // a patch that does not follow what is here
  bad_value_mac,  // of one mutation
  bad_index_mac,
  bad_snapshot_mac,  // what is here differs from what the others have: begin anew
  bad_patch_mac,
};

struct AppStateNews {
  AppStateError error = AppStateError::none;
  std::string missing_key;          // its id
  std::vector<Mutation> mutations;  // empty unless error is none
};

// Checks and takes snapshots and patches of one collection. Nothing is written and nothing is told unless every
// MAC holds: a server could otherwise invent, hide or reorder settings.
class AppStateReader {
 public:
  static constexpr int kMaxMutations = 200'000;

  AppStateReader(Transaction& work, std::string collection) : work_(work), collection_(std::move(collection)) {}

  // The whole collection; replaces what was there.
  AppStateNews take_snapshot(const proto::SyncdSnapshot& snapshot);

  // The next change. Mutations that came in a file of their own have to be in the patch already.
  AppStateNews take_patch(const proto::SyncdPatch& patch);

 private:
  struct Opened {
    Mutation mutation;
    std::string index_mac;
    std::string value_mac;
  };

  const AppStateKeys* keys(std::string_view id);
  AppStateError open(MutationKind kind, const proto::SyncdRecord& record, Opened& out);

  Transaction& work_;
  const std::string collection_;
  std::map<std::string, AppStateKeys, std::less<>> keys_;
  std::string missing_key_;
};

}  // namespace wagate::session_whatsapp
