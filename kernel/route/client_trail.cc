#include "kernel/route/client_trail.h"

#include <string>

namespace wagate {
namespace {

// Which instances a client may have to do with: all, or how many.
std::string reach_of(const AccessPrincipal& principal) {
  return principal.all_instances() ? "all" : std::to_string(principal.instance_ids().size());
}

}  // namespace

void ClientTrail::accepted(abi::ClientId client, std::string_view transport, std::string_view peer,
                           const AccessPrincipal* principal) {
  if (!principal) {
    log_.debug("handshake accepted", {{"transport", transport}, {"client", client}, {"as", "not known yet"}, {"peer", peer}});
    return;
  }
  if (!log_.enabled(abi::LogLevel::info)) return;
  log_.info("handshake accepted", {{"transport", transport}, {"client", client}, {"as", principal->subject()},
                                   {"instances", reach_of(*principal)}, {"peer", peer}});
}

void ClientTrail::joined(abi::ClientId client, std::string_view transport, std::string_view channel,
                         const AccessPrincipal& principal) {
  if (!log_.enabled(abi::LogLevel::info) || !budget_.take(client)) return;
  log_.info("joined", {{"transport", transport}, {"client", client}, {"channel", channel}, {"as", principal.subject()}});
}

void ClientTrail::left(abi::ClientId client, std::string_view transport, std::string_view channel) {
  if (!log_.enabled(abi::LogLevel::info) || !budget_.take(client)) return;
  log_.info("left", {{"transport", transport}, {"client", client}, {"channel", channel}});
}

void ClientTrail::closed(abi::ClientId client, std::string_view transport, std::string_view reason, bool was_known) {
  if (was_known) log_.info("closed", {{"transport", transport}, {"client", client}, {"reason", reason}});
  else log_.debug("closed", {{"transport", transport}, {"client", client}, {"reason", reason}});
}

}  // namespace wagate
