#pragma once

#include <cstdint>
#include <memory>

#include "kernel/instances/instance_control.h"
#include "wagate/abi/command.h"
#include "wagate/abi/host.h"
#include "wagate/log.h"

namespace wagate {

// Brings commands to the session provider of their instance. The asker gets exactly one answer: the
// provider's, or a failure when the provider gives none within the deadline, gives its reply back
// without one, or is gone. Every member may be called from any thread.
class CommandRouter final : public abi::Commands {
 public:
  struct Options {
    std::int64_t deadline_ms = 20'000;
  };

  CommandRouter(InstanceRegistry& registry, InstanceControl& control, abi::Timers& timers, Logger log, Options options)
      : registry_(registry), control_(control), timers_(timers), log_(log), options_(options) {}

  // wagate.host.commands/1. The instance is found by its key, or by name when the key is 0.
  void execute(const abi::Command& command, abi::CommandReply* reply) noexcept override;

 private:
  class Pending;
  class Reply;

  InstanceRegistry& registry_;
  InstanceControl& control_;
  abi::Timers& timers_;
  const Logger log_;
  const Options options_;
};

}  // namespace wagate
