#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <unordered_map>

#include "kernel/instances/instance_control.h"
#include "wagate/abi/command.h"
#include "wagate/abi/host.h"
#include "wagate/log.h"

namespace wagate {

// Brings commands to the session provider of their instance. The asker gets exactly one answer: the
// provider's, or a failure when the provider gives none within the deadline, gives its reply back
// without one, or is gone. Every member may be called from any thread.
//
// A provider that does not declare that it never blocks executes on the executor, so the asker's thread
// never waits for it: the commands of one instance one after another, in the order they came. A command
// whose deadline passes before its turn is not executed any more.
class CommandRouter final : public abi::Commands {
 public:
  struct Options {
    std::int64_t deadline_ms = 20'000;
  };

  CommandRouter(InstanceRegistry& registry, InstanceControl& control, abi::Timers& timers, Logger log, Options options)
      : registry_(registry), control_(control), timers_(timers), log_(log), options_(options) {}

  // wagate.host.commands/1. The instance is found by its key, or by name when the key is 0.
  void execute(const abi::Command& command, abi::CommandReply* reply) noexcept override;

  // The gateway stops: commands that wait for an answer get "unavailable", and so do later ones that would.
  void stop();

 private:
  class Pending;
  class Reply;
  struct Copy;

  static void call(const ProviderRef& unit, const abi::Command& command, const std::shared_ptr<Pending>& pending,
                   bool in_place);
  void call_later(const ProviderRef& unit, const abi::Command& command, const std::shared_ptr<Pending>& pending);
  bool remember(const std::shared_ptr<Pending>& pending);  // false once stopping
  void forget(const Pending* pending);

  InstanceRegistry& registry_;
  InstanceControl& control_;
  abi::Timers& timers_;
  const Logger log_;
  const Options options_;

  std::mutex mutex_;
  std::unordered_map<const Pending*, std::shared_ptr<Pending>> waiting_;  // guarded by mutex_
  bool stopping_ = false;                                                 // guarded by mutex_
};

}  // namespace wagate
