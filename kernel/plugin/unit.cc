#include "kernel/plugin/unit.h"

#include <utility>

namespace wagate {

namespace {

UnitGuard::Options guard_options(std::int64_t budget_ms) {
  UnitGuard::Options options;
  options.budget_ms = budget_ms;
  return options;
}

std::shared_ptr<UnitCalls> make_calls(const std::string& unit, const Module& module,
                                      const UnitSurroundings& surroundings) {
  if (module.descriptor->flags & abi::kNeverBlocks) return nullptr;
  UnitCalls::Options options;
  options.limit = surroundings.blocking_calls;
  return std::make_shared<UnitCalls>(unit, surroundings.executor, surroundings.clock, options);
}

}  // namespace

std::string_view unit_state_name(UnitState state) {
  switch (state) {
    case UnitState::configured:
      return "configured";
    case UnitState::created:
      return "created";
    case UnitState::running:
      return "running";
    case UnitState::stopped:
      return "stopped";
    case UnitState::failed:
      return "failed";
    case UnitState::off:
      return "off";
  }
  return "unknown";
}

Unit::Unit(UnitSettings settings, Module module, ConfigValue config, std::string state_dir,
           const UnitSurroundings& surroundings, UnitServices::Find find_service)
    : settings_(std::move(settings)),
      module_(std::move(module)),
      state_dir_(std::move(state_dir)),
      clock_(surroundings.clock),
      unit_log_(surroundings.log_sink.log(settings_.name)),
      log_(&unit_log_),
      config_(std::move(config)),
      guard_(settings_.name, log_, surroundings.clock, guard_options(surroundings.budget_ms)),
      calls_(make_calls(settings_.name, module_, surroundings)),
      stop_patience_(surroundings.stop_patience),
      tasks_(surroundings.executor, surroundings.timers, guard_),
      services_(std::move(find_service)) {
  host_.add<abi::Log>(unit_log_);
  host_.add<abi::Config>(config_);
  host_.add<abi::Clock>(clock_);
  host_.add<abi::Executor>(tasks_.executor());
  host_.add<abi::Timers>(tasks_.timers());
  host_.add<abi::Metrics>(metrics_);
  host_.add<abi::Services>(services_);
}

Unit::~Unit() { release(); }

const abi::ServiceDecl* Unit::offer(std::string_view service) const {
  for (std::uint64_t i = 0; i < module_.descriptor->offers_count; ++i) {
    if (service == module_.descriptor->offers[i].id) return &module_.descriptor->offers[i];
  }
  return nullptr;
}

void* Unit::query(std::string_view service) {
  void* found = nullptr;
  if (!plugin_ || !offer(service)) return nullptr;
  guard_.call_always("query", [&] { found = plugin_->query(service); });
  return found;
}

Status Unit::create() {
  abi::UnitSpec spec;
  spec.name = settings_.name;
  spec.plugin_id = abi::StringRef(module_.stamp.id);
  spec.config_json = config_.whole_json();
  spec.state_dir = state_dir_;

  abi::ErrorOut error;
  abi::Plugin* made = nullptr;
  abi::StatusCode code = abi::StatusCode::internal;
  const std::int64_t began = clock_.monotonic_ns();
  const bool returned =
      guard_.call_always("create", [&] { code = module_.descriptor->create(&host_, &spec, &made, &error); });
  report_slow("create", began);
  if (!returned) return {abi::StatusCode::internal, "its create function threw an exception"};
  if (code != abi::StatusCode::ok) {
    return {code, error.text_size > 0 ? std::string(error.view()) : "its create function failed without a reason"};
  }
  if (!made) return {abi::StatusCode::internal, "its create function reported success and made nothing"};
  plugin_ = made;

  for (std::uint64_t i = 0; i < module_.descriptor->offers_count; ++i) {
    const std::string_view service = module_.descriptor->offers[i].id;
    if (query(service)) continue;
    release();
    return {abi::StatusCode::internal,
            "its descriptor offers " + std::string(service) + ", but the unit does not have it"};
  }
  return {};
}

Status Unit::start() {
  abi::ErrorOut error;
  abi::StatusCode code = abi::StatusCode::internal;
  const std::int64_t began = clock_.monotonic_ns();
  const bool returned = guard_.call_always("start", [&] { code = plugin_->start(error); });
  report_slow("start", began);
  if (!returned) return {abi::StatusCode::internal, "start() threw an exception"};
  if (code != abi::StatusCode::ok) {
    return {code, error.text_size > 0 ? std::string(error.view()) : "start() failed without a reason"};
  }
  started_ = true;
  return {};
}

Status Unit::prepare(UnitConfig& next) {
  abi::ErrorOut error;
  abi::StatusCode code = abi::StatusCode::internal;
  const std::int64_t began = clock_.monotonic_ns();
  const bool returned = guard_.call_always("prepare", [&] { code = plugin_->prepare(next, error); });
  report_slow("prepare", began);
  if (!returned) return {abi::StatusCode::internal, "prepare() threw an exception"};
  if (code == abi::StatusCode::ok) return {};
  return {code, error.text_size > 0 ? std::string(error.view()) : "prepare() failed without a reason"};
}

void Unit::commit() {
  guard_.call_always("commit", [this] { plugin_->commit(); });
}

void Unit::discard() {
  guard_.call_always("discard", [this] { plugin_->discard(); });
}

bool Unit::quiesce() {
  if (!calls_ || calls_->close(stop_patience_)) return true;
  log_.error("left the unit as it is, a call into it does not return", {{"call", calls_->oldest()}});
  return false;
}

void Unit::stop() {
  if (!plugin_ || !started_) return;
  started_ = false;
  const std::int64_t began = clock_.monotonic_ns();
  guard_.call_always("stop", [this] { plugin_->stop(); });
  report_slow("stop", began);
}

void Unit::release() {
  tasks_.close();
  if (!plugin_) return;
  abi::Plugin* plugin = std::exchange(plugin_, nullptr);
  guard_.call_always("release", [plugin] { plugin->release(); });
}

void Unit::report_slow(const char* call, std::int64_t started_ns) {
  const std::int64_t took_ms = (clock_.monotonic_ns() - started_ns) / 1'000'000;
  if (took_ms > kLifecycleBudgetMs) {
    log_.warn("took longer than the lifecycle budget",
              {{"call", call}, {"took_ms", took_ms}, {"budget_ms", kLifecycleBudgetMs}});
  }
}

}  // namespace wagate
