#include "kernel/kernel_parts.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <iterator>

#include "kernel/config/config_report.h"
#include "kernel/config/did_you_mean.h"
#include "kernel/plugin/unit_loader.h"
#include "wagate/abi/http.h"
#include "wagate/abi/store.h"
#include "wagate/json_writer.h"

namespace wagate {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> names_of(const std::vector<NamedReference>& references) {
  std::vector<std::string> names;
  for (const NamedReference& reference : references) names.push_back(reference.name);
  return names;
}

std::string error_line(const std::string& sentence) {
  return "error: " + sentence + (sentence.ends_with('.') ? "\n" : ".\n");
}

std::string refusal_text(const std::vector<std::string>& sentences) {
  std::string out;
  for (const std::string& sentence : sentences) out += error_line(sentence);
  return out + std::to_string(sentences.size()) + (sentences.size() == 1 ? " problem; " : " problems; ") +
         "nothing was started.";
}

// What service managers and scripts are told about a unit that does not start.
ExitCode exit_code_of(const StartFailure& failure, bool store_failed) {
  bool is_store = store_failed;
  bool listens = false;
  for (const std::string& service : failure.offers) {
    is_store = is_store || service == abi::Store::kServiceId;
    listens = listens || service == abi::HttpServer::kServiceId;
  }
  if (is_store) return ExitCode::state;
  const bool taken = failure.status.code() == abi::StatusCode::unavailable ||
                     failure.status.sentence().find(std::strerror(EADDRINUSE)) != std::string::npos;
  return listens && taken ? ExitCode::port_in_use : ExitCode::plugin;
}

}  // namespace

KernelParts::KernelParts(const KernelOptions& options, Configuration configuration)
    : options_(options),
      configuration_(std::move(configuration)),
      state_path_((options.working_dir / settings().state_dir).lexically_normal()),
      clock_(options.manual_clock ? static_cast<abi::Clock&>(*options.manual_clock) : system_clock_),
      owned_sink_(options.log_sink ? nullptr : LogSink::to_stderr(clock_)),
      sink_(options.log_sink ? *options.log_sink : *owned_sink_),
      log_(&sink_.log("kernel")),
      executor_(settings().executor_threads,
                [this](std::string_view what) {
                  log_.error("a task of the kernel threw", {{"error", what}});
                }),
      timers_(options.manual_clock ? std::make_unique<Timers>(*options.manual_clock)
                                   : std::make_unique<Timers>(system_clock_, executor_)),
      bus_(Logger(&sink_.log("bus")), clock_, *timers_, executor_, bus_options()),
      registry_(Logger(&sink_.log("instances")), clock_),
      refusals_(Logger(&sink_.log("access")), clock_, &own_figures_),
      access_(Logger(&sink_.log("access")), refusals_, *timers_, {settings().access_deadline_ms}),
      control_(registry_, bus_, executor_, clock_, Logger(&sink_.log("instances")), control_options()),
      router_(registry_, audiences_, transports_, Logger(&sink_.log("route")), router_options()),
      commands_(registry_, control_, *timers_, Logger(&sink_.log("commands")), {settings().command_deadline_ms}),
      clients_(registry_, access_, refusals_, audiences_, transports_, commands_, bus_, clock_, *timers_,
               Logger(&sink_.log("clients")),
               {settings().allow_send_node, settings().expose_tokens, settings().close_revoked}),
      callbacks_(registry_, audiences_, transports_, settings().expose_tokens),
      runtime_(std::string(Kernel::version()), settings().server_url, [this] { return describe_json(); }),
      metrics_(table_, [this] { return figures(); }),
      reload_desk_(executor_, [this](abi::CommandReply& reply) { answer_reload(reply); }),
      wiring_({executor_, bus_, access_, control_, transports_, router_, commands_, clients_, callbacks_, runtime_, metrics_,
               api_board_, reload_desk_,
               stop_patience()},
              {names_of(settings().intake), names_of(settings().delivery), names_of(settings().access_chain)}, log_),
      manager_({sink_, clock_, *timers_, executor_, settings().budget_ms,
                std::max<std::size_t>(1, settings().executor_threads / 2), stop_patience()},
               table_, wiring_) {
  kernel_tree_ = configuration_.kernel_tree();
  sink_.configure(settings().log);
  bus_.set_tap(&registry_);
  bus_.set_sink(&router_);
  control_.set_on_removed([this](abi::InstanceKey key) { clients_.close_instance(key, "the instance was deleted"); });
}

KernelParts::~KernelParts() {
  stop();
  timers_->stop();
  executor_.stop();  // its tasks use the parts below
}

bool KernelParts::prepare(ConfigProblems& problems, Refusal& refusal) {
  const Trust trust = trust_of(settings());
  const ModuleSearch search(plugin_dirs_of(configuration_, options_), trust);
  LoadedUnits loaded = load_units(configuration_, search, problems);
  for (const LoadedUnit& unit : loaded.units) {
    unit_sections_.emplace_back(unit.settings.name, unit.config);
  }
  std::vector<std::string> refusals = std::move(loaded.refusals);
  // While a unit is absent because of a mistake that is reported already, what its absence causes is none.
  const bool complete =
      configuration_.intact() && loaded.units.size() + loaded.missing.size() == configuration_.units().size();
  KnownOffers known;
  if (complete) known = [&](const std::string& service) { return plugins_that_offer(search, trust, service); };
  auto unplannable = manager_.plan(std::move(loaded), settings().binds, known, {std::string(abi::Store::kServiceId)});
  if (complete) refusals = std::move(unplannable);
  check_names(problems);
  if (has_errors(problems)) {
    refusal = {ExitCode::config, render(problems)};
    if (!refusals.empty()) refusal.text += "\n\n" + refusal_text(refusals);
    return false;
  }
  if (!refusals.empty()) {
    refusal = {ExitCode::plugin, refusal_text(refusals)};
    return false;
  }
  warnings_ = render(problems);
  return true;
}

bool KernelParts::start(Refusal& refusal) {
  std::lock_guard control(control_mutex_);
  if (std::exchange(tried_, true)) {
    refusal = {ExitCode::internal, "error: a kernel starts once; make another one to start again.\n"};
    return false;
  }
  auto state = StateDir::open(state_path_);
  if (!state) {
    refusal = {ExitCode::state, error_line(state.error().sentence())};
    return false;
  }
  state_dir_ = std::move(*state);
  if (const LogFileSettings& file = settings().log_file; !file.path.empty()) {
    const Status status = sink_.add_file((options_.working_dir / file.path).string(), file.max_bytes, file.max_files);
    if (!status.ok()) {
      refusal = {ExitCode::config, error_line(status.sentence())};
      return false;
    }
  }
  wiring_.expect(manager_.kernel_provider(abi::Store::kServiceId), manager_.offering(abi::SessionProvider::kServiceId));
  if (const auto failure = manager_.start(state_dir_->path())) {
    refusal = {exit_code_of(*failure, wiring_.store_failed()),
               error_line("\"" + failure->unit + "\" cannot start: " + failure->status.sentence())};
    state_dir_.reset();
    return false;
  }
  if (Status status = wiring_.finish(); !status.ok()) {
    manager_.stop();
    refusal = {ExitCode::state, error_line("the instances cannot be loaded: " + status.sentence())};
    state_dir_.reset();
    return false;
  }
  started_ = true;
  control_.reopen();
  log_.info("started", {{"version", Kernel::version()},
                        {"configuration", configuration_.source_name()},
                        {"units", manager_.order().size()},
                        {"instances", registry_.size()},
                        {"degraded", degraded()}});
  return true;
}

bool KernelParts::stop() {
  std::lock_guard control(control_mutex_);
  return stop_locked();
}

bool KernelParts::stop_locked() {
  if (!started_) return true;
  started_ = false;
  const auto began = std::chrono::steady_clock::now();
  access_.stop();
  control_.suspend_all(std::chrono::milliseconds(settings().shutdown_deadline_ms / 2));
  commands_.stop();  // after the sessions, which may have answered
  clients_.close_all("the gateway is stopping");
  manager_.stop();
  state_dir_.reset();
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - began);
  log_.info("stopped", {{"took_ms", took.count()}});
  sink_.flush();
  return took.count() <= settings().shutdown_deadline_ms;
}

std::string KernelParts::describe_json() const {
  std::string out;
  JsonWriter json(out);
  json.begin_object();
  table_.write(json);
  json.key("providers").begin_object();
  for (const auto& [integration, unit] : settings().integrations) json.field(integration, unit.name);
  json.end_object().end_object();
  return out;
}

std::string KernelParts::explain_config() const {
  std::vector<ExplainedSection> sections = kernel_sections(kernel_tree_);
  for (const auto& [unit, table] : unit_sections_) sections.push_back({"[plugin.config] of \"" + unit + "\"", &table});
  return "# " + configuration_.source_name() + "\n\n" + wagate::explain_config(sections);
}

// A part of the deadline: other units need time as well.
std::chrono::milliseconds KernelParts::stop_patience() const {
  return std::min(std::chrono::milliseconds(2'000), std::chrono::milliseconds(settings().shutdown_deadline_ms / 8));
}

EventBus::Options KernelParts::bus_options() const {
  EventBus::Options options;
  options.max_line_bytes = settings().max_line_bytes;
  options.hold_deadline_ms = settings().hold_deadline_ms;
  return options;
}

InstanceControl::Options KernelParts::control_options() const {
  InstanceControl::Options options;
  for (const auto& [integration, unit] : settings().integrations) options.integrations[integration] = unit.name;
  return options;
}

EventRouter::Options KernelParts::router_options() {
  constexpr double kLatencyBounds[] = {0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};
  EventRouter::Options options;
  options.global_events = settings().global_events;
  options.expose_tokens = settings().expose_tokens;
  options.envelope.server_url = settings().server_url;
  options.envelope.local_date_time = settings().local_date_time;
  options.clock = &clock_;
  options.latency = own_figures_.histogram("delivery_seconds", "Time from an event's publish until the transports have it.",
                                           kLatencyBounds, std::size(kLatencyBounds), nullptr, 0);
  return options;
}

// Names of units in the gateway's own sections must lead somewhere.
void KernelParts::check_names(ConfigProblems& problems) const {
  for (const auto& name : settings().intake)
    check_name("[bus] intake", name, abi::EventFilter::kServiceId, "a filter", problems);
  for (const auto& name : settings().delivery)
    check_name("[bus] delivery", name, abi::EventFilter::kServiceId, "a filter", problems);
  for (const auto& name : settings().access_chain) {
    check_name("[access] chain", name, abi::Authenticator::kServiceId, "an authenticator", problems);
  }
  for (const auto& [integration, unit] : settings().integrations) {
    check_name("[instances] integrations", unit, abi::SessionProvider::kServiceId, "a provider", problems);
  }
}

void KernelParts::check_name(const std::string& key, const NamedReference& reference, std::string_view service,
                             std::string_view kind, ConfigProblems& problems) const {
  const auto known = manager_.offering(service);
  for (const std::string& name : known) {
    if (name == reference.name) return;
  }
  std::string sentence = key + " names " + std::string(kind) + " that does not exist: \"" + reference.name + "\"";
  const auto rows = table_.rows();
  for (const UnitSettings& unit : configuration_.units()) {
    if (unit.name != reference.name) continue;
    const auto row =
        std::find_if(rows.begin(), rows.end(), [&](const UnitTable::Row& it) { return it.name == unit.name; });
    // A unit that is off or left out is no mistake here, and one that could not be loaded is reported as such.
    if (row == rows.end() || row->state == UnitState::off || row->state == UnitState::failed) return;
    sentence = key + " names \"" + reference.name + "\", which is not " + std::string(kind);
  }
  problems.push_back(
      {reference.origin, sentence, "units that offer " + std::string(service) + ": " + join_words(known), {}, {}});
}

std::vector<fs::path> plugin_dirs_of(const Configuration& configuration, const KernelOptions& options) {
  std::vector<fs::path> out;
  for (const fs::path& dir : configuration.kernel().plugin_dirs)
    out.push_back((options.working_dir / dir).lexically_normal());
  return out;
}

}  // namespace wagate
