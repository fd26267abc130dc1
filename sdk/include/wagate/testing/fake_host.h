#pragma once

#include <atomic>
#include <cstdlib>
#include <deque>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "wagate/plugin.h"
#include "wagate/testing/fake_bus.h"
#include "wagate/testing/fake_config.h"
#include "wagate/testing/fake_time.h"

namespace wagate::testing {

struct LoggedLine {
  abi::LogLevel level;
  std::string message;
  std::map<std::string, std::string> fields;
};

// Keeps log lines. Personal fields are kept as they came, so that a test can see they were marked.
class FakeLog final : public abi::Log {
 public:
  bool enabled(abi::LogLevel) noexcept override { return true; }
  void write(abi::LogLevel level, abi::StringRef message, const abi::LogField* fields, std::uint64_t count) noexcept override {
    LoggedLine line{level, message.str(), {}};
    for (std::uint64_t i = 0; i < count; ++i)
      line.fields[fields[i].key.str()] = (fields[i].flags & abi::kLogPersonal) ? "***" : fields[i].value.str();
    std::lock_guard lock(mutex_);
    lines_.push_back(std::move(line));
  }
  std::vector<LoggedLine> lines() {
    std::lock_guard lock(mutex_);
    return lines_;
  }
  // Everything that was logged, as one text: for "never holds the key" checks.
  std::string text() {
    std::string out;
    for (const LoggedLine& line : lines()) {
      out += line.message;
      for (const auto& [key, value] : line.fields) out += " " + key + "=" + value;
      out += '\n';
    }
    return out;
  }

 private:
  std::mutex mutex_;
  std::vector<LoggedLine> lines_;
};

// Runs tasks when told, on the caller's thread.
class FakeExecutor final : public abi::Executor {
 public:
  ~FakeExecutor() {
    while (auto task = pop()) task.reset();
  }
  void post(abi::Task* task) noexcept override {
    std::lock_guard lock(mutex_);
    tasks_.emplace_back(task);
  }
  // Runs everything that waits, including what it posts in turn; returns how many ran.
  std::size_t run_all() {
    std::size_t count = 0;
    while (auto task = pop()) {
      task->run();
      ++count;
    }
    return count;
  }

 private:
  Owned<abi::Task> pop() {
    std::lock_guard lock(mutex_);
    if (tasks_.empty()) return nullptr;
    Owned<abi::Task> task = std::move(tasks_.front());
    tasks_.pop_front();
    return task;
  }

  std::mutex mutex_;
  std::deque<Owned<abi::Task>> tasks_;
};

class FakeMetrics final : public abi::Metrics {
 public:
  abi::Counter* counter(abi::StringRef name, abi::StringRef, const abi::NameValue* labels,
                        std::uint64_t label_count) noexcept override {
    std::lock_guard lock(mutex_);
    return &counters_[key(name, labels, label_count)];
  }
  abi::Gauge* gauge(abi::StringRef name, abi::StringRef, const abi::NameValue* labels,
                    std::uint64_t label_count) noexcept override {
    std::lock_guard lock(mutex_);
    return &gauges_[key(name, labels, label_count)];
  }
  abi::Histogram* histogram(abi::StringRef name, abi::StringRef, const double*, std::uint64_t,
                            const abi::NameValue* labels, std::uint64_t label_count) noexcept override {
    std::lock_guard lock(mutex_);
    return &histograms_[key(name, labels, label_count)];
  }

  // `name` of a figure with labels: "clients{transport=polling}".
  std::uint64_t value(const std::string& name) {
    std::lock_guard lock(mutex_);
    return counters_[name].value;
  }
  double level(const std::string& name) {
    std::lock_guard lock(mutex_);
    return gauges_[name].value;
  }
  std::uint64_t observations(const std::string& name) {
    std::lock_guard lock(mutex_);
    return histograms_[name].count;
  }

 private:
  struct FakeCounter final : abi::Counter {
    void add(std::uint64_t amount) noexcept override { value += amount; }
    std::atomic<std::uint64_t> value{0};
  };
  struct FakeGauge final : abi::Gauge {
    void set(double now) noexcept override { value = now; }
    void add(double amount) noexcept override { value.fetch_add(amount); }
    std::atomic<double> value{0};
  };
  struct FakeHistogram final : abi::Histogram {
    void observe(double) noexcept override { ++count; }
    std::atomic<std::uint64_t> count{0};
  };

  static std::string key(abi::StringRef name, const abi::NameValue* labels, std::uint64_t count) {
    std::string out = name.str();
    for (std::uint64_t i = 0; i < count; ++i)
      out += (i == 0 ? "{" : ",") + labels[i].name.str() + "=" + labels[i].value.str();
    return count == 0 ? out : out + "}";
  }

  std::mutex mutex_;
  std::map<std::string, FakeCounter> counters_;
  std::map<std::string, FakeGauge> gauges_;
  std::map<std::string, FakeHistogram> histograms_;
};

class FakeServices final : public abi::Services {
 public:
  void* find(abi::StringRef id) noexcept override {
    const auto entry = services_.find(id.str());
    return entry == services_.end() ? nullptr : entry->second;
  }
  void offer(std::string_view id, void* service) { services_[std::string(id)] = service; }

 private:
  std::map<std::string, void*> services_;
};

class FakeRuntime final : public abi::Runtime {
 public:
  void describe(abi::RuntimeVisitor& visitor) noexcept override {
    abi::RuntimeInfo info;
    info.version = version;
    info.server_url = server_url;
    info.json = json;
    visitor.visit(info);
  }
  void announce(abi::StringRef url) noexcept override { announced.push_back(url.str()); }

  std::string version = "0.0.0-test";
  std::string server_url;
  std::string json = "{\"units\":[],\"providers\":{}}";
  std::vector<std::string> announced;
};

// A kernel for one unit, in one process, without threads and with time that stands still.
//
//   FakeHost host(R"({"banned_words":["lottery"]})");
//   auto unit = host.make<SpamGuard>();       // throws what the constructor throws
//   host.bus().names(); host.time().advance(3000); host.log().text();
//
// Services of other units: host.services().offer(abi::HttpServer::kServiceId, &fake_http);
// further host services: host.provide(abi::Instances::kServiceId, &fake_instances).
// Pass the pointer to the interface, converted to void*.
class FakeHost final : public abi::Host {
 public:
  explicit FakeHost(const std::string& config_json = "{}", std::string unit_name = "unit-under-test")
      : config_(config_json), config_json_(config_json), name_(std::move(unit_name)) {
    char folder[] = "/tmp/wagate-test-XXXXXX";
    if (!mkdtemp(folder)) std::abort();
    state_dir_ = folder;
    provide(abi::Log::kServiceId, static_cast<abi::Log*>(&log_));
    provide(abi::Config::kServiceId, static_cast<abi::Config*>(&config_));
    provide(abi::Clock::kServiceId, static_cast<abi::Clock*>(&time_));
    provide(abi::Timers::kServiceId, static_cast<abi::Timers*>(&time_));
    provide(abi::Executor::kServiceId, static_cast<abi::Executor*>(&executor_));
    provide(abi::Services::kServiceId, static_cast<abi::Services*>(&services_));
    provide(abi::Metrics::kServiceId, static_cast<abi::Metrics*>(&metrics_));
    provide(abi::Bus::kServiceId, static_cast<abi::Bus*>(&bus_));
    provide(abi::Runtime::kServiceId, static_cast<abi::Runtime*>(&runtime_));
  }
  ~FakeHost() {
    time_.drop_all();
    std::error_code ignored;
    std::filesystem::remove_all(state_dir_, ignored);
  }

  void* query(abi::StringRef id) noexcept override {
    const auto entry = provided_.find(id.str());
    return entry == provided_.end() ? nullptr : entry->second;
  }
  void provide(std::string_view id, void* service) { provided_[std::string(id)] = service; }

  abi::UnitSpec spec() const {
    abi::UnitSpec spec;
    spec.name = name_;
    spec.plugin_id = name_;
    spec.config_json = config_json_;
    spec.state_dir = state_dir_;
    return spec;
  }

  PluginContext& context() {
    if (!context_) context_.emplace(*this, spec());
    return *context_;
  }

  // The author's object itself, not started.
  template <typename Class>
  std::unique_ptr<Class> make() {
    return std::make_unique<Class>(context());
  }

  FakeLog& log() { return log_; }
  FakeTime& time() { return time_; }
  FakeExecutor& executor() { return executor_; }
  FakeServices& services() { return services_; }
  FakeMetrics& metrics() { return metrics_; }
  FakeBus& bus() { return bus_; }
  FakeRuntime& runtime() { return runtime_; }
  const std::string& state_dir() const { return state_dir_; }

 private:
  FakeLog log_;
  FakeConfig config_;
  FakeTime time_;
  FakeExecutor executor_;
  FakeServices services_;
  FakeMetrics metrics_;
  FakeBus bus_;
  FakeRuntime runtime_;
  std::map<std::string, void*> provided_;
  std::string config_json_;
  std::string name_;
  std::string state_dir_;
  std::optional<PluginContext> context_;
};

}  // namespace wagate::testing
