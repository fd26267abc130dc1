#pragma once

#include <functional>
#include <utility>

#include "kernel/core/executor.h"
#include "wagate/abi/control.h"

namespace wagate {

// wagate.host.control/1: takes wishes to reload the configuration to the executor, because a reload reads
// files and asks units.
class ReloadDesk final : public abi::Control {
 public:
  using Reload = std::function<void(abi::CommandReply& reply)>;  // answers the reply

  ReloadDesk(Executor& executor, Reload reload) : executor_(executor), reload_(std::move(reload)) {}

  void reload(abi::CommandReply* reply) noexcept override;

 private:
  Executor& executor_;
  const Reload reload_;
};

}  // namespace wagate
