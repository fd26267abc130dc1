#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <unordered_map>
#include <vector>

#include "kernel/bus/event_bus.h"
#include "kernel/core/status.h"
#include "kernel/guard/unit_calls.h"
#include "kernel/guard/unit_guard.h"
#include "kernel/guard/unit_list.h"
#include "kernel/instances/instance_registry.h"
#include "kernel/instances/instance_store.h"
#include "wagate/abi/instances.h"
#include "wagate/abi/session_provider.h"
#include "wagate/abi/store.h"
#include "wagate/log.h"

namespace wagate {

struct ProviderRef {
  abi::SessionProvider* provider = nullptr;
  UnitGuard* guard = nullptr;
  std::shared_ptr<UnitCalls> calls = nullptr;  // null: never blocks, called in place
};

// Creates, connects, restarts, logs out and deletes instances, and keeps them in the store: the one
// implementation behind REST and the command line.
//
// Operations on one instance run one after another, so two clients that change it at the same time
// cannot leave it half changed. What was reported as done survives a crash, given a store.
//
//   InstanceControl control(registry, bus, executor, clock, log, options);
//   control.use_store(store, guard);              // optional; without one, memory only
//   control.add_provider("session_simulator", {provider, guard});
//   control.load();                               // before the units start publishing
//   ...                                           // start the units
//   control.reopen();
//
// [any thread; may block]
class InstanceControl final : public abi::Instances, public abi::InstanceSections {
 public:
  struct Options {
    // [instances.integrations]: integration to provider unit. Empty: every provider serves the
    // integrations nobody lists, first come first.
    std::map<std::string, std::string> integrations;

    // How long an operation waits for a unit's open() or close(), and for its turn.
    std::chrono::milliseconds patience{10'000};
  };

  InstanceControl(InstanceRegistry& registry, EventBus& bus, abi::Executor& executor, abi::Clock& clock, Logger log,
                  Options options);
  InstanceControl(const InstanceControl&) = delete;
  InstanceControl& operator=(const InstanceControl&) = delete;
  ~InstanceControl();

  // The store outlives the control, or drop_store() is called first. Null: memory only.
  void use_store(abi::Store* store, UnitGuard* guard) { store_.use(store, guard); }
  void drop_store() { store_.use(nullptr, nullptr); }

  void add_provider(std::string unit, ProviderRef provider) { providers_.add(std::move(unit), provider); }
  void remove_provider(std::string_view unit) { providers_.remove(unit); }  // waits for running calls

  // Called when an instance is gone and its last event is through: the router closes its audiences.
  void set_on_removed(std::function<void(abi::InstanceKey)> hook) { on_removed_ = std::move(hook); }

  // Reads the stored instances into the registry and opens their lines. A record that cannot be
  // read is reported and left alone in the store.
  Status load();

  // Opens the sessions that were open when the gateway stopped.
  void reopen();

  // The gateway stops: sessions are suspended, and will be reopened at the next start. Gives up on those of a
  // unit whose close() does not return; all of it takes no longer than `budget`, if units that declare
  // that they never block do not. Afterwards nobody waits for a provider that may block, and nobody calls it.
  void suspend_all(std::chrono::milliseconds budget);

  // Calls `use(provider)` with the provider of an instance; false when it has none that runs. `use` must not
  // block: the unit cannot be removed meanwhile.
  bool with_provider(const InstanceRecord& record, const std::function<void(const ProviderRef&)>& use);

  // wagate.host.instances/1 and wagate.host.instance_sections/1
  bool find(abi::StringRef name, abi::InstanceVisitor& visitor) noexcept override;
  bool find_key(abi::InstanceKey key, abi::InstanceVisitor& visitor) noexcept override;
  bool find_id(abi::StringRef id, abi::InstanceVisitor& visitor) noexcept override;
  bool find_token(abi::StringRef token, abi::InstanceVisitor& visitor) noexcept override;
  void each(abi::InstanceVisitor& visitor) noexcept override;
  abi::StatusCode create(const abi::CreateInstanceSpec& spec, abi::ErrorOut& error) noexcept override;
  abi::StatusCode connect(abi::StringRef name, abi::StringRef number, abi::ErrorOut& error) noexcept override;
  abi::StatusCode restart(abi::StringRef name, abi::ErrorOut& error) noexcept override;
  abi::StatusCode logout(abi::StringRef name, abi::ErrorOut& error) noexcept override;
  abi::StatusCode remove(abi::StringRef name, abi::ErrorOut& error) noexcept override;
  abi::StatusCode set_section(abi::StringRef name, abi::StringRef section, abi::StringRef json,
                              abi::ErrorOut& error) noexcept override;
  abi::StatusCode set_section_of(abi::InstanceKey key, abi::StringRef section, abi::StringRef json,
                                 abi::ErrorOut& error) noexcept override;
  void watch(abi::InstanceObserver& observer) noexcept override { registry_.watch(observer); }
  void unwatch(abi::InstanceObserver& observer) noexcept override { registry_.unwatch(observer); }

 private:
  class Turn;  // one operation on one instance

  Status create_now(const abi::CreateInstanceSpec& spec, const std::string& name);
  Status connect_now(const std::string& name, std::string_view number);
  Status restart_now(const std::string& name);
  Status logout_now(const std::string& name);
  Status remove_now(const std::string& name);
  Status set_section_now(const InstancePtr& record, std::string_view section, std::string_view json);

  Status open_session(const InstanceRecord& record, std::string_view number);
  Status close_session(const InstanceRecord& record, abi::CloseMode mode, std::chrono::milliseconds patience);
  std::string provider_for(const std::string& integration);
  void open_line(const InstanceRecord& record);

  void publish(abi::EventTypeId type, abi::InstanceKey key, std::string_view document);
  void store_later(const InstancePtr& record);
  void store_now(const std::string& name);
  abi::StatusCode answer(abi::StringRef name, const char* what, abi::ErrorOut& error,
                         const std::function<Status(const std::string&)>& operation);

  InstanceRegistry& registry_;
  EventBus& bus_;
  abi::Executor& executor_;
  abi::Clock& clock_;
  const Logger log_;
  const Options options_;
  const std::shared_ptr<const std::string> unit_;  // what events of the control path carry as publisher
  InstanceStore store_;
  UnitList<ProviderRef> providers_;
  std::function<void(abi::InstanceKey)> on_removed_;

  // Whose turn it is to change an instance.
  struct Queue {
    bool busy = false;
    std::thread::id owner;
    std::size_t users = 0;     // the owner and those who wait
    bool store_again = false;  // the record changed meanwhile; the owner stores it before it leaves
  };
  std::mutex mutex_;
  std::condition_variable turn_over_;
  std::unordered_map<std::string, Queue> queues_;  // guarded by mutex_; by name

  abi::EventTypeId instance_create_ = 0;
  abi::EventTypeId instance_delete_ = 0;
  abi::EventTypeId remove_instance_ = 0;
};

}  // namespace wagate
