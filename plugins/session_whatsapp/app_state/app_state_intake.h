#pragma once

#include <functional>
#include <string>

#include "app_state/app_state_reader.h"
#include "chat/chat_place.h"
#include "chat/durable_events.h"
#include "proto/app_state.pb.h"

namespace wagate::session_whatsapp {

// Takes a snapshot or a patch into the store, with the events that come of it, all together or, unless every MAC holds,
// not at all. Used on the lane.
class AppStateIntake {
 public:
  struct Outcome {
    AppStateError error = AppStateError::none;
    std::string missing_key;

    bool ok() const { return error == AppStateError::none; }
  };

  // All outlive it.
  AppStateIntake(ChatPlace& place, DurableEvents& events) : place_(place), events_(events) {}

  Outcome take_snapshot(const std::string& collection, const proto::SyncdSnapshot& snapshot);

  // `from_start`: the first of a collection that is begun anew without a snapshot.
  Outcome take_patch(const std::string& collection, const proto::SyncdPatch& patch, bool from_start = false);

 private:
  Outcome take(const std::string& collection, bool from_start,
               const std::function<AppStateNews(AppStateReader&)>& read);

  ChatPlace& place_;
  DurableEvents& events_;
};

// "bad_patch_mac"
std::string_view name_of(AppStateError error);

}  // namespace wagate::session_whatsapp
