#pragma once

#include <cstdint>

#include "kernel/instances/instance_registry.h"
#include "kernel/route/audiences.h"
#include "kernel/route/transports.h"
#include "wagate/abi/callbacks.h"

namespace wagate {

// wagate.host.callbacks/1: audiences of transports whose clients are configured. Every member may be
// called from any thread.
class CallbackDesk final : public abi::Callbacks {
 public:
  CallbackDesk(InstanceRegistry& registry, Audiences& audiences, Transports& transports, bool expose_tokens)
      : registry_(registry), audiences_(audiences), transports_(transports), variant_(expose_tokens ? +kSeesTokens : 0u) {}

  abi::AudienceId open(abi::Transport& transport, const abi::CallbackSpec& spec) noexcept override;
  void close(abi::Transport& transport, abi::AudienceId audience) noexcept override;

 private:
  InstanceRegistry& registry_;
  Audiences& audiences_;
  Transports& transports_;
  const std::uint32_t variant_;
};

}  // namespace wagate
