#pragma once

#include <cstddef>
#include <cstdint>
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

// A client's place in one channel, the audience's.
struct ClientHub::Membership {
  AudiencePtr audience;
  PrincipalPtr principal;                        // who the client is on this channel
  std::shared_ptr<const std::string> auth_json;  // for the greeting; null after joined()
};

// Kept small: there are many, and most of them are idle.
struct ClientHub::Client {
  // Of a client that must still show credentials, or that cannot be served.
  struct Unsettled {
    std::shared_ptr<const AuthRequestCopy> request;  // while there is no principal
    std::string choice_problem;                      // what is wrong with its choice; every join is refused
  };
  struct Expiry {
    abi::TimerId timer = 0;
    std::int64_t at_ms = 0;
  };

  abi::ClientId id = 0;
  abi::Transport* transport = nullptr;
  PrincipalPtr principal;                // null: every join must bring credentials
  ChoicePtr choice;                      // made at the door; a join may change it
  std::unique_ptr<Unsettled> unsettled;  // null for most
  std::uint16_t place = 0;               // of the transport

  bool gone = false;                     // guarded by mutex
  bool known = false;                    // guarded by mutex; it has shown who it is, at the door or at a channel
  std::mutex mutex;
  std::unique_ptr<Expiry> expiry;        // guarded by mutex; null: its credentials do not expire
  std::vector<Membership> memberships;   // guarded by mutex

  Membership* find(std::string_view channel) {  // mutex held
    for (Membership& membership : memberships)
      if (membership.audience->channel == channel) return &membership;
    return nullptr;
  }
};

}  // namespace wagate
