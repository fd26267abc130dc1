#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wagate::session_whatsapp {

// A host that may be asked for files.
struct MediaHost {
  std::string origin;        // "https://mmg.whatsapp.net"
  bool is_private = false;   // may lie on this machine or its network
};

// Decides by the option media_hosts which of the hosts a server names are followed, and how:
//
//   ".whatsapp.net"  any host whose name ends so; https on its usual port, on the public internet only
//   "media.corp"     that host, on any port and also on a private network; https
//   "127.0.0.1"      a loopback host: plain http, for tests
class MediaHostRules {
 public:
  explicit MediaHostRules(std::vector<std::string> allowed);

  // `name` as the server gave it, with or without a port. Nothing when it must not be followed.
  std::optional<MediaHost> follow(std::string_view name) const;

 private:
  std::vector<std::string> allowed_;  // lower case
};

}  // namespace wagate::session_whatsapp
