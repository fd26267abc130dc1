#pragma once

#include <memory>
#include <string>

#include "socketio/pending_clients.h"
#include "socketio/socketio_settings.h"
#include "wagate/abi/host.h"
#include "wagate/abi/transport.h"
#include "wagate/audience_index.h"
#include "wagate/log.h"
#include "wagate/loop_poster.h"
#include "wagate/refusal_log.h"

namespace wagate::transport_socketio {

// What the clients of one transport share. Lives until the poster is idle.
struct SocketIoServices {
  SocketIoServices(abi::ClientGateway& gateway_, abi::Clock& clock_, Logger log_, abi::Metrics* metrics,
                   const std::string& unit_name, SocketIoSettings settings_)
      : gateway(gateway_), clock(clock_), log(log_), refusals(log_, clock_, metrics, unit_name),
        settings(settings_), pending(settings_.max_pending_per_peer) {}

  abi::ClientGateway& gateway;
  abi::Clock& clock;
  const Logger log;
  RefusalLog refusals;
  const SocketIoSettings settings;
  AudienceIndex audiences;
  ClientDirectory clients;
  PendingClients pending;
  std::shared_ptr<LoopPoster> poster;
};

}  // namespace wagate::transport_socketio
