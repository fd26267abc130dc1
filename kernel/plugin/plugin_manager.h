#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/plugin/start_order.h"
#include "kernel/plugin/unit.h"
#include "kernel/plugin/unit_loader.h"
#include "kernel/plugin/unit_table.h"

namespace wagate {

// Connects units with the parts of the kernel: gives them the bus and its like, and puts what they
// offer into the chains. Called on the control thread.
class UnitWiring {
 public:
  virtual Status equip(Unit& unit) = 0;     // before create(): adds host services
  virtual Status created(Unit& unit) = 0;   // before start(): what it offers may be called from now on
  virtual Status started(Unit& unit) = 0;
  virtual void stopping(Unit& unit) = 0;    // before stop()
  virtual void stopped(Unit& unit) = 0;     // before release(), also after a failed start

 protected:
  ~UnitWiring() = default;
};

// Why starting ended.
struct StartFailure {
  std::string unit;
  Status status;
  std::vector<std::string> offers;  // of that unit
};

// The life of all units: in which order they start and stop, who serves whom, what happens when one
// fails. Everything but find_service() and the table belongs to the control thread.
class PluginManager {
 public:
  PluginManager(UnitSurroundings surroundings, UnitTable& table, UnitWiring& wiring);
  PluginManager(const PluginManager&) = delete;
  PluginManager& operator=(const PluginManager&) = delete;
  ~PluginManager();  // stops

  // Takes the units and works out the order. The sentences returned say everything that cannot work;
  // empty: start() may be called.
  std::vector<std::string> plan(LoadedUnits units, const std::vector<Binding>& binds, const KnownOffers& known_offers,
                                const std::vector<std::string>& kernel_needs);

  // The names of the planned units, in the order of starting.
  std::vector<std::string> order() const;

  // Units that are planned to run and offer the service, in the order of the configuration.
  std::vector<std::string> offering(std::string_view service) const;

  // The unit of that name, or null when it does not run.
  Unit* running(std::string_view name);

  // The unit that serves the kernel itself, or "".
  std::string kernel_provider(std::string_view service) const;

  // Creates and starts one unit after the other. When a required unit fails, all that run are stopped
  // in reverse order; one that is not required is left out, and so are those that need it.
  // `state_dir` gets a directory per unit.
  std::optional<StartFailure> start(const std::filesystem::path& state_dir);

  // In exact reverse order of starting. Stopping twice does nothing. A unit whose code hangs is left as it
  // is, with a line in the log.
  void stop();

  // Whether a unit was left behind: then nothing it may still use can be destroyed.
  bool left_behind() const { return !hanging_.empty(); }

 private:
  struct Planned {
    LoadedUnit loaded;
    std::map<std::string, std::size_t, std::less<>> serving;
    bool left_out = false;
    std::unique_ptr<Unit> unit;
  };

  struct Offer {
    std::size_t unit;
    void* interface;
  };

  Status start_one(std::size_t index, const std::filesystem::path& state_dir);
  std::optional<std::string> lost_need(const Planned& planned) const;
  void leave_out(Planned& planned, const std::string& reason);
  void publish_offers(std::size_t index);
  void withdraw_offers(std::size_t index);
  void* find_service(std::size_t asker, std::string_view service);

  const UnitSurroundings surroundings_;
  UnitTable& table_;
  UnitWiring& wiring_;
  const Logger log_;
  std::vector<Planned> planned_;
  std::vector<std::size_t> order_;
  std::map<std::string, std::string, std::less<>> kernel_providers_;
  std::vector<std::size_t> running_;  // in the order of starting
  std::vector<std::unique_ptr<Unit>> hanging_;

  std::mutex offers_mutex_;
  std::map<std::string, std::vector<Offer>, std::less<>> offers_;  // guarded by offers_mutex_; of running units
};

}  // namespace wagate
