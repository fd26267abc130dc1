#pragma once

#include <chrono>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "kernel/access/access_control.h"
#include "kernel/bus/event_bus.h"
#include "kernel/core/executor.h"
#include "kernel/instances/instance_control.h"
#include "kernel/plugin/plugin_manager.h"
#include "kernel/route/callback_desk.h"
#include "kernel/route/client_hub.h"
#include "kernel/route/command_router.h"
#include "kernel/route/event_router.h"
#include "kernel/route/transports.h"
#include "wagate/abi/api_book.h"
#include "wagate/abi/control.h"
#include "wagate/abi/host.h"
#include "wagate/abi/metrics.h"

namespace wagate {

// Puts what units offer into the parts of the kernel, and takes it out again before they go.
//
// It also decides when the instances are loaded: as soon as the store and the providers run, and at
// the latest before the first unit that lets clients in.
class KernelWiring final : public UnitWiring {
 public:
  struct Parts {
    Executor& executor;
    EventBus& bus;
    AccessControl& access;
    InstanceControl& instances;
    Transports& transports;
    EventRouter& router;
    CommandRouter& commands;
    ClientHub& clients;
    CallbackDesk& callbacks;
    abi::Runtime& runtime;
    abi::MetricsReader& metrics;
    abi::ApiBook& api_book;
    abi::Control& control;
    std::chrono::milliseconds stop_patience{2'000};  // for tasks that run when the store stops
  };

  struct Order {  // from the configuration
    std::vector<std::string> intake;
    std::vector<std::string> delivery;
    std::vector<std::string> access;
  };

  KernelWiring(Parts parts, Order order, Logger log) : parts_(parts), order_(std::move(order)), log_(log) {}

  // Before the first unit: which unit is the store ("" for none), and which are providers.
  void expect(std::string store, const std::vector<std::string>& providers);

  // After the last unit: loads the instances if no unit has caused it.
  Status finish();

  // The store failed, or the instances in it could not be read.
  bool store_failed() const { return store_failed_; }

  Status equip(Unit& unit) override;
  Status created(Unit& unit) override;
  Status started(Unit& unit) override;
  void stopping(Unit& unit) override;
  void stopped(Unit& unit) override;

 private:
  Status load_instances();
  Status add_filter(Unit& unit);

  Parts parts_;
  const Order order_;
  const Logger log_;
  std::map<std::string, EventBus::Facade> facades_;  // by unit
  std::string store_unit_;
  std::set<std::string> awaited_;  // store and providers that do not run yet
  bool loaded_ = false;
  bool store_failed_ = false;
};

}  // namespace wagate
