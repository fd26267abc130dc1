#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/route/client_hub.h"

namespace wagate {

inline constexpr std::size_t kMaxChannelsPerClient = 1024;
inline constexpr std::size_t kMaxChannelBytes = 256;
inline constexpr std::size_t kMaxChosenAudiences = 4096;  // different choices at a time

// A client's place in one channel.
struct ClientHub::Membership {
  std::string channel;
  AudiencePtr audience;
  PrincipalPtr principal;  // who the client is on this channel
  std::string auth_json;   // for the greeting; gone after joined()
};

struct ClientHub::Client {
  abi::ClientId id = 0;
  abi::Transport* transport = nullptr;
  std::size_t place = 0;
  PrincipalPtr principal;                           // null: every join must bring credentials
  std::shared_ptr<const AuthRequestCopy> request;   // only then
  ChoicePtr choice;                                 // made at the door; a join may change it
  std::string choice_problem;                       // what is wrong with it; every join is refused

  std::mutex mutex;
  bool gone = false;                     // guarded by mutex
  abi::TimerId expiry = 0;               // guarded by mutex
  std::int64_t expires_at_ms = 0;        // guarded by mutex; 0: never
  std::vector<Membership> memberships;   // guarded by mutex

  Membership* find(std::string_view channel) {  // mutex held
    for (Membership& membership : memberships)
      if (membership.channel == channel) return &membership;
    return nullptr;
  }
};

}  // namespace wagate
