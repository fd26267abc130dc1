#include "kernel/config/kernel_settings.h"

namespace wagate {
namespace {

// The tree was checked and its defaults are filled in, so what is not optional is there.
const ConfigValue& get(const ConfigValue& root, std::string_view path) { return *root.at(path); }

std::vector<NamedReference> references(const ConfigValue& list) {
  std::vector<NamedReference> out;
  for (const ConfigValue& element : list.array()) out.push_back({element.text(), element.origin()});
  return out;
}

std::vector<Binding> bindings(const ConfigValue& table) {
  std::vector<Binding> out;
  for (const auto& entry : table.table()) out.push_back({entry.key, {entry.value.text(), entry.value.origin()}});
  return out;
}

LogSettings log_settings(const ConfigValue& root) {
  LogSettings log;
  log.level = parse_log_level(get(root, "log.level").text()).value_or(abi::LogLevel::info);
  for (const auto& entry : get(root, "log.levels").table()) {
    log.unit_levels[entry.key] = parse_log_level(entry.value.text()).value_or(log.level);
  }
  log.format = get(root, "log.format").text() == "json" ? LogFormat::json : LogFormat::text;
  log.show_personal = get(root, "log.personal").boolean();
  return log;
}

}  // namespace

KernelSettings kernel_settings_from(const ConfigValue& root) {
  KernelSettings settings;
  settings.state_dir = get(root, "kernel.state_dir").text();
  for (const ConfigValue& dir : get(root, "kernel.plugin_dirs").array()) settings.plugin_dirs.emplace_back(dir.text());
  settings.trust = get(root, "kernel.trust").text();
  settings.server_url = get(root, "kernel.server_url").text();
  settings.global_events = get(root, "kernel.global_events").boolean();
  settings.expose_tokens = get(root, "kernel.expose_tokens").boolean();
  settings.allow_send_node = get(root, "kernel.allow_send_node").boolean();
  settings.local_date_time = get(root, "kernel.local_date_time").boolean();
  settings.executor_threads = static_cast<std::uint64_t>(get(root, "kernel.executor_threads").integer());
  settings.shutdown_deadline_ms = get(root, "kernel.shutdown_deadline_ms").integer();
  settings.command_deadline_ms = get(root, "kernel.command_deadline_ms").integer();

  settings.intake = references(get(root, "bus.intake"));
  settings.delivery = references(get(root, "bus.delivery"));
  settings.budget_ms = get(root, "bus.budget_ms").integer();
  settings.hold_deadline_ms = get(root, "bus.hold_deadline_ms").integer();
  settings.max_line_bytes = static_cast<std::uint64_t>(get(root, "bus.max_line_bytes").integer());

  settings.access_chain = references(get(root, "access.chain"));
  settings.access_deadline_ms = get(root, "access.deadline_ms").integer();
  settings.close_revoked = get(root, "access.on_revoked").text() == "close";

  for (const auto& entry : get(root, "instances.integrations").table()) {
    settings.integrations.emplace_back(entry.key, NamedReference{entry.value.text(), entry.value.origin()});
  }

  settings.log = log_settings(root);
  settings.log_file.path = get(root, "log.file").text();
  settings.log_file.max_bytes = static_cast<std::uint64_t>(get(root, "log.max_file_bytes").integer());
  settings.log_file.max_files = static_cast<std::uint64_t>(get(root, "log.max_files").integer());
  settings.binds = bindings(get(root, "bind"));
  return settings;
}

std::vector<UnitSettings> unit_settings_from(const ConfigValue& root) {
  std::vector<UnitSettings> units;
  const ConfigValue* blocks = root.find("plugin");
  if (!blocks) return units;
  for (const ConfigValue& block : blocks->array()) {
    UnitSettings unit;
    unit.plugin_id = get(block, "id").text();
    unit.id_origin = get(block, "id").origin();
    unit.name = block.find("name") ? block.find("name")->text() : unit.plugin_id;
    if (const ConfigValue* file = block.find("file")) unit.file = file->text();
    unit.enabled = get(block, "enabled").boolean();
    unit.required = get(block, "required").boolean();
    unit.advisory = get(block, "advisory").boolean();
    unit.on_error = get(block, "on_error").text();
    unit.binds = bindings(get(block, "bind"));
    unit.config = get(block, "config");
    unit.origin = block.origin();
    units.push_back(std::move(unit));
  }
  return units;
}

}  // namespace wagate
