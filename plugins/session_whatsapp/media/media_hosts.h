#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "media/media_host_rules.h"
#include "media/media_transfer.h"
#include "session/wire.h"
#include "wagate/abi/host.h"
#include "wagate/log.h"

namespace wagate::session_whatsapp {

// The hosts that keep the files, as the server names them, and its permission to put files up. Asked for when it is
// needed, and kept as long as the server says. Used on the lane.
class MediaHosts {
 public:
  static constexpr std::size_t kMaxHosts = 8;

  struct Known {
    std::vector<MediaHost> hosts;  // in the order to try them; one at least
    std::string auth;
  };
  // Without hosts: why there are none.
  using OnHosts = std::function<void(MediaFailure, const Known&)>;

  // All of it outlives the object.
  MediaHosts(Wire& wire, abi::Clock& clock, const MediaHostRules& rules, Logger log)
      : wire_(wire), clock_(clock), rules_(rules), log_(log) {}

  // Calls `on_hosts` once, at once when they are known.
  void find(OnHosts on_hosts);

  // A host did not take the permission: the next one who asks gets a new one.
  void forget() { known_.reset(); }

 private:
  void take(const Answer& answer);

  Wire& wire_;
  abi::Clock& clock_;
  const MediaHostRules& rules_;
  const Logger log_;
  std::optional<Known> known_;
  std::int64_t until_s_ = 0;  // what is known is good
  std::vector<OnHosts> waiting_;
};

}  // namespace wagate::session_whatsapp
