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

  std::mutex mutex;
  bool gone = false;                     // guarded by mutex
  std::vector<Membership> memberships;   // guarded by mutex

  Membership* find(std::string_view channel) {  // mutex held
    for (Membership& membership : memberships)
      if (membership.channel == channel) return &membership;
    return nullptr;
  }
};

}  // namespace wagate
