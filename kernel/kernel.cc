#include "kernel/kernel.h"

#include <map>
#include <utility>

#include "kernel/config/config_report.h"
#include "kernel/config_inputs.h"
#include "kernel/kernel_parts.h"
#include "kernel/module/module.h"
#include "kernel/module/module_search.h"
#include "kernel/plugin/unit_loader.h"

namespace wagate {
namespace {

std::vector<std::string> service_ids(const abi::ServiceDecl* list, std::uint64_t count) {
  std::vector<std::string> out;
  for (std::uint64_t i = 0; i < count; ++i) out.emplace_back(list[i].id);
  return out;
}

PluginSummary summary_of(const std::filesystem::path& file, Trust trust) {
  PluginSummary summary;
  summary.file = file.string();
  if (const auto stamp = read_stamp_file(file, trust)) {
    summary.id = stamp->id;
    summary.version = stamp->version;
    summary.toolchain = stamp->toolchain;
  }
  const auto module = admit(file, trust);
  if (!module) {
    summary.refusal = module.error().sentence();
    return summary;
  }
  const abi::Descriptor& descriptor = *module->descriptor;
  summary.summary = descriptor.summary;
  summary.schema = descriptor.config_schema;
  summary.offers = service_ids(descriptor.offers, descriptor.offers_count);
  summary.needs = service_ids(descriptor.needs, descriptor.needs_count);
  if (const auto schema = parse_schema(descriptor.config_schema); !schema) {
    summary.refusal = wrong_schema(*module, schema.error());
  }
  return summary;
}

}  // namespace

std::unique_ptr<Kernel> Kernel::create(const KernelOptions& options, Refusal& refusal) {
  ConfigProblems problems;
  Configuration configuration = Configuration::load(config_inputs(options), problems);
  if (!configuration.readable()) {
    refusal = {ExitCode::config, render(problems)};
    return nullptr;
  }
  auto parts = std::make_unique<KernelParts>(options, std::move(configuration));
  if (!parts->prepare(problems, refusal)) return nullptr;
  return std::unique_ptr<Kernel>(new Kernel(std::move(parts)));
}

Kernel::Kernel(std::unique_ptr<KernelParts> parts) : parts_(std::move(parts)) {}

Kernel::~Kernel() {
  stop();
  // The code of a unit that hangs may come back at any moment, and would use what is destroyed here.
  if (parts_->left_behind()) (void)parts_.release();
}

bool Kernel::start(Refusal& refusal) { return parts_->start(refusal); }

bool Kernel::reload(ReloadReport& report, Refusal& refusal) { return parts_->reload(report, refusal); }

bool Kernel::stop() { return parts_->stop(); }

std::vector<std::string> Kernel::urls() const { return parts_->urls(); }

bool Kernel::degraded() const { return parts_->degraded(); }

std::string Kernel::describe_json() const { return parts_->describe_json(); }

const std::filesystem::path& Kernel::state_dir() const { return parts_->state_dir(); }

std::int64_t Kernel::shutdown_deadline_ms() const { return parts_->settings().shutdown_deadline_ms; }

std::string Kernel::explain_config() const { return parts_->explain_config(); }

const std::string& Kernel::config_warnings() const { return parts_->config_warnings(); }

std::string_view Kernel::version() { return WAGATE_VERSION; }

std::vector<PluginSummary> Kernel::list_plugins(const KernelOptions& options, Refusal& refusal) {
  ConfigProblems problems;
  const Configuration configuration = Configuration::load(config_inputs(options), problems);
  if (!configuration.readable() || !configuration.intact()) {
    refusal = {ExitCode::config, render(problems, "the plugin directories are not known")};
    return {};
  }
  const Trust trust = trust_of(configuration.kernel());
  std::vector<PluginSummary> summaries;
  const ModuleSearch search(plugin_dirs_of(configuration, options), trust);
  for (const FoundModule& found : search.files()) {
    summaries.push_back(summary_of(found.file, trust));
  }
  return summaries;
}

std::string Kernel::default_config(const KernelOptions& options, Refusal& refusal) {
  std::vector<PluginSummary> plugins = list_plugins(options, refusal);
  if (plugins.empty() && !refusal.text.empty()) return {};
  std::map<std::string, Schema> schemas;
  std::vector<DefaultsOf> defaults;
  for (const PluginSummary& plugin : plugins) {
    if (!plugin.refusal.empty() || schemas.contains(plugin.id)) continue;
    auto schema = parse_schema(plugin.schema);
    if (!schema) continue;
    const auto [entry, added] = schemas.emplace(plugin.id, std::move(*schema));
    defaults.push_back({plugin.id, plugin.summary, &entry->second});
  }
  return wagate::default_config(defaults);
}

PluginSummary Kernel::inspect_plugin(const std::filesystem::path& file) { return summary_of(file, Trust::open); }

}  // namespace wagate
