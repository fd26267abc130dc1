#include "kernel/plugin/plugin_manager.h"

#include <algorithm>
#include <set>
#include <system_error>
#include <utility>

#include "wagate/abi/http.h"
#include "wagate/abi/session_provider.h"
#include "wagate/abi/store.h"
#include "wagate/abi/transport.h"

namespace wagate {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> offers_of(const Module& module) {
  std::vector<std::string> out;
  for (std::uint64_t i = 0; i < module.descriptor->offers_count; ++i) out.emplace_back(module.descriptor->offers[i].id);
  return out;
}

// The store first, because the instances are in it, and the providers, because the instances name
// them; then everything that works behind the scenes; then the doors, and last the units that let
// clients through them.
int rank_of(const Module& module) {
  const auto offers = offers_of(module);
  const auto has = [&](std::string_view service) {
    return std::find(offers.begin(), offers.end(), service) != offers.end();
  };
  if (has(abi::Store::kServiceId)) return 0;
  if (has(abi::Transport::kServiceId)) return 5;
  if (has(abi::HttpServer::kServiceId)) return 3;
  if (has(abi::SessionProvider::kServiceId)) return 1;
  for (std::uint64_t i = 0; i < module.descriptor->needs_count; ++i) {
    if (abi::HttpServer::kServiceId == module.descriptor->needs[i].id) return 4;
  }
  return 2;
}

StartCandidate candidate_of(const LoadedUnit& unit, const std::map<std::string, std::string>& binds) {
  StartCandidate candidate;
  candidate.name = unit.settings.name;
  candidate.offers = offers_of(unit.module);
  for (std::uint64_t i = 0; i < unit.module.descriptor->needs_count; ++i) {
    const abi::ServiceDecl& need = unit.module.descriptor->needs[i];
    if (std::string_view(need.id).starts_with("wagate.host.")) continue;  // the kernel's own
    candidate.needs.push_back({need.id, (need.flags & abi::kServiceRequired) != 0});
  }
  candidate.binds = binds;
  for (const Binding& bind : unit.settings.binds) candidate.binds[bind.service] = bind.unit.name;
  candidate.rank = rank_of(unit.module);
  candidate.required = unit.settings.required;
  return candidate;
}

Status make_state_dir(const fs::path& directory) {
  std::error_code error;
  fs::create_directories(directory, error);
  if (!error) fs::permissions(directory, fs::perms::owner_all, error);
  if (!error) return {};
  return {abi::StatusCode::failed_precondition,
          "its state directory " + directory.string() + " cannot be made: " + error.message()};
}

}  // namespace

PluginManager::PluginManager(UnitSurroundings surroundings, UnitTable& table, UnitWiring& wiring)
    : surroundings_(surroundings), table_(table), wiring_(wiring), log_(&surroundings.log_sink.log("kernel")) {}

PluginManager::~PluginManager() { stop(); }

std::vector<std::string> PluginManager::plan(LoadedUnits units, const std::vector<Binding>& binds,
                                             const KnownOffers& known_offers,
                                             const std::vector<std::string>& kernel_needs) {
  std::map<std::string, std::string> bound;
  for (const Binding& bind : binds) bound[bind.service] = bind.unit.name;
  std::vector<StartCandidate> candidates;
  for (const LoadedUnit& unit : units.units) candidates.push_back(candidate_of(unit, bound));
  StartPlan plan = plan_start(candidates, known_offers);
  for (const std::string& service : kernel_needs) {
    const auto provider = unit_for_kernel(candidates, plan, service, bound, plan.problems);
    if (provider) kernel_providers_[service] = candidates[*provider].name;
  }
  order_ = std::move(plan.order);
  for (std::size_t i = 0; i < units.units.size(); ++i) {
    LoadedUnit& unit = units.units[i];
    table_.add({unit.settings.name, unit.module.id(), unit.module.version(), offers_of(unit.module),
                UnitState::configured, "", nullptr});
    planned_.push_back({std::move(unit), std::move(plan.serving[i]), false, nullptr});
    if (plan.left_out[i]) leave_out(planned_.back(), *plan.left_out[i]);
  }
  for (const MissingUnit& missing : units.missing) {
    table_.add({missing.name,
                missing.plugin_id,
                missing.version,
                {},
                missing.off ? UnitState::off : UnitState::failed,
                missing.reason,
                nullptr});
    if (missing.off)
      log_.info("unit is off", {{"unit", missing.name}, {"reason", missing.reason}});
    else
      log_.warn("left a unit out", {{"unit", missing.name}, {"reason", missing.reason}});
  }
  return std::move(plan.problems);
}

std::vector<std::string> PluginManager::order() const {
  std::vector<std::string> names;
  for (const std::size_t i : order_) names.push_back(planned_[i].loaded.settings.name);
  return names;
}

std::vector<std::string> PluginManager::offering(std::string_view service) const {
  std::vector<std::string> names;
  for (const Planned& planned : planned_) {
    const auto offers = offers_of(planned.loaded.module);
    if (!planned.left_out && std::find(offers.begin(), offers.end(), service) != offers.end())
      names.push_back(planned.loaded.settings.name);
  }
  return names;
}

Unit* PluginManager::running(std::string_view name) {
  for (const std::size_t i : running_)
    if (planned_[i].loaded.settings.name == name) return planned_[i].unit.get();
  return nullptr;
}

std::string PluginManager::kernel_provider(std::string_view service) const {
  const auto found = kernel_providers_.find(service);
  return found == kernel_providers_.end() ? "" : found->second;
}

std::optional<StartFailure> PluginManager::start(const fs::path& state_dir) {
  for (const std::size_t i : order_) {
    Planned& planned = planned_[i];
    if (planned.left_out) continue;
    const std::string& name = planned.loaded.settings.name;
    Status status;
    if (auto reason = lost_need(planned)) {
      status = Status(abi::StatusCode::failed_precondition, std::move(*reason));
    } else {
      status = start_one(i, state_dir);
    }
    if (status.ok()) {
      running_.push_back(i);
      continue;
    }
    if (!planned.loaded.settings.required) {
      leave_out(planned, status.sentence());
      continue;
    }
    table_.set_state(name, UnitState::failed, status.sentence());
    log_.error("unit failed to start", {{"unit", name}, {"reason", status.sentence()}});
    stop();
    return StartFailure{name, status, offers_of(planned.loaded.module)};
  }
  return std::nullopt;
}

Status PluginManager::start_one(std::size_t index, const fs::path& state_dir) {
  Planned& planned = planned_[index];
  const LoadedUnit& loaded = planned.loaded;
  const std::string& name = loaded.settings.name;
  const fs::path unit_dir = state_dir / "units" / name;
  if (Status status = make_state_dir(unit_dir); !status.ok()) return status;

  planned.unit =
      std::make_unique<Unit>(loaded.settings, loaded.module, loaded.config, unit_dir.string(), surroundings_,
                             [this, index](std::string_view service) { return find_service(index, service); });
  Unit& unit = *planned.unit;
  table_.set_unit(name, &unit);
  const auto give_up = [&](Status status) {
    if (!unit.quiesce()) {
      hanging_.push_back(std::move(planned.unit));
    } else {
      wiring_.stopped(unit);
      planned.unit.reset();
    }
    table_.set_unit(name, nullptr);
    return status;
  };
  if (Status status = wiring_.equip(unit); !status.ok()) return give_up(std::move(status));
  if (Status status = unit.create(); !status.ok()) return give_up(std::move(status));
  table_.set_state(name, UnitState::created);
  if (Status status = wiring_.created(unit); !status.ok()) return give_up(std::move(status));
  if (Status status = unit.start(); !status.ok()) {
    wiring_.stopping(unit);
    return give_up(std::move(status));
  }
  if (Status status = wiring_.started(unit); !status.ok()) {
    wiring_.stopping(unit);
    if (unit.quiesce()) unit.stop();
    return give_up(std::move(status));
  }
  publish_offers(index);
  table_.set_state(name, UnitState::running);
  log_.debug("unit started", {{"unit", name}, {"plugin", loaded.module.id()}, {"version", loaded.module.version()}});
  return {};
}

void PluginManager::stop() {
  while (!running_.empty()) {
    const std::size_t index = running_.back();
    running_.pop_back();
    Planned& planned = planned_[index];
    Unit& unit = *planned.unit;
    wiring_.stopping(unit);
    if (!unit.quiesce()) {
      withdraw_offers(index);
      table_.set_unit(unit.name(), nullptr);
      table_.set_state(unit.name(), UnitState::failed, "a call into it did not return when the gateway stopped");
      hanging_.push_back(std::move(planned.unit));
      continue;
    }
    unit.stop();
    withdraw_offers(index);
    wiring_.stopped(unit);
    table_.set_unit(unit.name(), nullptr);
    table_.set_state(unit.name(), UnitState::stopped);
    log_.debug("unit stopped", {{"unit", unit.name()}});
    planned.unit.reset();
  }
}

std::optional<std::string> PluginManager::lost_need(const Planned& planned) const {
  const abi::Descriptor& descriptor = *planned.loaded.module.descriptor;
  for (std::uint64_t i = 0; i < descriptor.needs_count; ++i) {
    if (!(descriptor.needs[i].flags & abi::kServiceRequired)) continue;
    const auto provider = planned.serving.find(descriptor.needs[i].id);
    if (provider == planned.serving.end() || !planned_[provider->second].left_out) continue;
    return "it needs " + std::string(descriptor.needs[i].id) + " from \"" +
           planned_[provider->second].loaded.settings.name + "\", which was left out";
  }
  return std::nullopt;
}

void PluginManager::leave_out(Planned& planned, const std::string& reason) {
  planned.left_out = true;
  table_.set_state(planned.loaded.settings.name, UnitState::failed, reason);
  log_.warn("left a unit out", {{"unit", planned.loaded.settings.name}, {"reason", reason}});
}

void PluginManager::publish_offers(std::size_t index) {
  Unit& unit = *planned_[index].unit;
  std::lock_guard lock(offers_mutex_);
  for (const std::string& service : offers_of(unit.module())) offers_[service].push_back({index, unit.query(service)});
}

void PluginManager::withdraw_offers(std::size_t index) {
  std::lock_guard lock(offers_mutex_);
  for (auto& [service, list] : offers_) {
    std::erase_if(list, [index](const Offer& offer) { return offer.unit == index; });
  }
}

void* PluginManager::find_service(std::size_t asker, std::string_view service) {
  const auto& serving = planned_[asker].serving;  // constant since plan()
  const auto chosen = serving.find(service);
  std::lock_guard lock(offers_mutex_);
  const auto offered = offers_.find(service);
  if (offered == offers_.end()) return nullptr;
  for (const Offer& offer : offered->second) {
    if (offer.unit != asker && (chosen == serving.end() || chosen->second == offer.unit)) return offer.interface;
  }
  return nullptr;
}

}  // namespace wagate
