// Following a changed configuration while everything runs; the rest of KernelParts is in kernel_parts.cc.
#include <algorithm>
#include <memory>
#include <set>
#include <string>
#include <utility>

#include "kernel/config/config_diff.h"
#include "kernel/config_inputs.h"
#include "kernel/kernel_parts.h"
#include "kernel/plugin/unit_loader.h"
#include "wagate/json_writer.h"

namespace wagate {
namespace {

// What the gateway's own sections can follow without a restart.
bool is_hot(const std::string& key) {
  return key == "log.level" || key.starts_with("log.levels") || key == "log.format" || key == "log.personal";
}

// Differences of two [[plugin]] blocks that are not in the unit's own section.
bool same_block(const UnitSettings& a, const UnitSettings& b) {
  const auto bindings_of = [](const UnitSettings& unit) {
    std::set<std::pair<std::string, std::string>> out;
    for (const Binding& bind : unit.binds) out.emplace(bind.service, bind.unit.name);
    return out;
  };
  return a.plugin_id == b.plugin_id && a.file == b.file && a.required == b.required && a.advisory == b.advisory &&
         a.on_error == b.on_error && bindings_of(a) == bindings_of(b);
}

void write_list(JsonWriter& json, const char* key, const std::vector<std::string>& list) {
  json.key(key).begin_array();
  for (const std::string& entry : list) json.value(entry);
  json.end_array();
}

}  // namespace

struct KernelParts::Change {
  Unit* unit;
  ConfigValue next;
  std::unique_ptr<UnitConfig> config;  // what the unit reads; lives until it has applied or forgotten it
};

std::string ReloadReport::json() const {
  std::string out;
  JsonWriter json(out);
  json.begin_object();
  write_list(json, "applied", applied);
  write_list(json, "restart_needed", restart_needed);
  json.end_object();
  return out;
}

// What is in the new configuration and not in the running one, as far as units can follow it.
std::vector<KernelParts::Change> KernelParts::changes_to(LoadedUnits& next, ReloadReport& report) {
  std::vector<Change> changes;
  std::set<std::string> there;
  for (LoadedUnit& loaded : next.units) {
    const std::string& name = loaded.settings.name;
    there.insert(name);
    Unit* unit = manager_.running(name);
    if (!unit || !same_block(unit->settings(), loaded.settings)) {
      report.restart_needed.push_back("[[plugin]] " + name);
      continue;
    }
    const ConfigValue* current = section_of(name);
    if (current && *current == loaded.config) continue;
    changes.push_back({unit, std::move(loaded.config), nullptr});
  }
  for (const std::string& name : manager_.order())
    if (manager_.running(name) && !there.contains(name)) report.restart_needed.push_back("[[plugin]] " + name);
  return changes;
}

// Asks every unit that has to follow. False: somebody cannot, and nobody may.
bool KernelParts::prepare_all(std::vector<Change>& changes, ReloadReport& report, Refusal& refusal) {
  std::vector<std::string> refusals;
  std::vector<Change> prepared;
  for (Change& change : changes) {
    change.config = std::make_unique<UnitConfig>(change.next);
    const Status status = change.unit->prepare(*change.config);
    if (status.code() == abi::StatusCode::unimplemented) {
      report.restart_needed.push_back("[plugin.config] of " + change.unit->name() + ": " + status.sentence());
    } else if (!status.ok()) {
      refusals.push_back("\"" + change.unit->name() + "\" refuses its new configuration: " + status.sentence());
    } else {
      prepared.push_back(std::move(change));
    }
  }
  if (!refusals.empty()) {
    for (Change& change : prepared) change.unit->discard();
    refusal = {ExitCode::config, ""};
    for (const std::string& sentence : refusals) refusal.text += "error: " + sentence + "\n";
    refusal.text += "nothing was changed.";
    return false;
  }
  changes = std::move(prepared);
  return true;
}

const ConfigValue* KernelParts::section_of(std::string_view unit) const {
  const auto found = std::find_if(unit_sections_.begin(), unit_sections_.end(), [&](const auto& it) { return it.first == unit; });
  return found == unit_sections_.end() ? nullptr : &found->second;
}

bool KernelParts::reload(ReloadReport& report, Refusal& refusal) {
  std::lock_guard control(control_mutex_);
  if (!started_) {
    refusal = {ExitCode::internal, "the gateway is not running"};
    return false;
  }
  ConfigProblems problems;
  const Configuration next = Configuration::load(config_inputs(options_), problems);
  LoadedUnits units;
  if (next.readable()) units = load_units(next, ModuleSearch(plugin_dirs_of(next, options_), trust_of(next.kernel())), problems);
  if (!next.readable() || has_errors(problems) || !units.refusals.empty()) {
    refusal = {ExitCode::config, problems.empty() ? "" : render(problems, "nothing was changed")};
    for (const std::string& sentence : units.refusals) refusal.text += (refusal.text.empty() ? "error: " : "\nerror: ") + sentence;
    if (problems.empty()) refusal.text += "\nnothing was changed.";
    log_.error("configuration not reloaded, it has problems", {{"problems", problems.size() + units.refusals.size()}});
    return false;
  }
  for (const std::string& key : changed_keys(kernel_tree_, next.kernel_tree())) {
    if (is_hot(key)) report.applied.push_back(key);
    else report.restart_needed.push_back(key);
  }
  std::vector<Change> changes = changes_to(units, report);
  if (!prepare_all(changes, report, refusal)) {
    log_.error("configuration not reloaded, a unit refuses it");
    return false;
  }

  // From here on nothing can fail.
  sink_.configure(next.kernel().log);
  if (const ConfigValue* log = next.kernel_tree().find("log")) kernel_tree_.set("log", *log);
  for (Change& change : changes) {
    change.unit->commit();
    report.applied.push_back(change.unit->name());
    for (auto& [name, section] : unit_sections_)
      if (name == change.unit->name()) section = std::move(change.next);
  }
  log_.info("configuration reloaded", {{"applied", report.applied.size()}, {"restart_needed", report.restart_needed.size()}});
  for (const std::string& what : report.restart_needed) log_.warn("a change waits for a restart", {{"what", what}});
  return true;
}

void KernelParts::answer_reload(abi::CommandReply& reply) {
  if (reloading_.exchange(true)) return reply.fail(abi::StatusCode::already_exists, "busy", "another reload is under way");
  ReloadReport report;
  Refusal refusal;
  const bool done = reload(report, refusal);
  reloading_ = false;
  if (done) {
    const std::string text = report.json();
    return reply.ok(abi::DocumentRef(abi::StringRef(text)));
  }
  reply.fail(abi::StatusCode::invalid_argument, "invalid_configuration", refusal.text);
}

}  // namespace wagate
