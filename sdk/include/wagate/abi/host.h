#pragma once

#include "wagate/abi/basic.h"

namespace wagate::abi {

enum class LogLevel : std::int32_t { trace = 0, debug = 1, info = 2, warn = 3, error = 4 };

enum LogFieldFlags : std::uint32_t {
  kLogPersonal = 1u << 0,  // phone number, name or message text: masked unless the operator opts in
};

struct LogField {
  StringRef key;
  StringRef value;
  std::uint32_t flags = 0;
  std::uint32_t reserved = 0;
};

// Writes log lines under the unit's name. Secrets never go in, not even as a masked field.
class Log {
 public:
  static constexpr std::string_view kServiceId = "wagate.host.log/1";

  virtual bool enabled(LogLevel level) noexcept = 0;  // [any]

  // `message` is an event in the past tense; values are fields. [any]
  virtual void write(LogLevel level, StringRef message, const LogField* fields, std::uint64_t count) noexcept = 0;

 protected:
  ~Log() = default;
};

// The unit's checked configuration, defaults filled in, secrets resolved. Paths are dotted:
// "tls.certificate", "rules.0.event". A path that leads nowhere answers the fallback.
class Config {
 public:
  static constexpr std::string_view kServiceId = "wagate.host.config/1";

  virtual bool has(StringRef path) noexcept = 0;                                     // [any]
  virtual StringRef text(StringRef path, StringRef fallback) noexcept = 0;           // lives as long as the unit [any]
  virtual std::int64_t integer(StringRef path, std::int64_t fallback) noexcept = 0;  // [any]
  virtual double number(StringRef path, double fallback) noexcept = 0;               // [any]
  virtual bool boolean(StringRef path, bool fallback) noexcept = 0;                  // [any]
  virtual std::uint64_t length(StringRef path) noexcept = 0;  // of an array or table, else 0 [any]
  virtual StringRef key(StringRef path, std::uint64_t index) noexcept = 0;  // name of a table's entry [any]
  virtual StringRef json(StringRef path) noexcept = 0;  // any value as JSON text; "" is the whole; "" when absent [any]

 protected:
  ~Config() = default;
};

// Time. In tests it stands still until told otherwise, so nothing else may be asked for time.
class Clock {
 public:
  static constexpr std::string_view kServiceId = "wagate.host.clock/1";

  virtual std::int64_t unix_ms() noexcept = 0;       // wall clock, milliseconds since 1970 UTC [any]
  virtual std::int64_t monotonic_ns() noexcept = 0;  // CLOCK_MONOTONIC [any]

 protected:
  ~Clock() = default;
};

using TimerId = std::uint64_t;

// Runs tasks later, on the executor's threads.
class Timers {
 public:
  static constexpr std::string_view kServiceId = "wagate.host.timers/1";

  // Takes `task`; runs it once after `delay_ms` and releases it. [any]
  virtual TimerId after(std::int64_t delay_ms, Task* task) noexcept = 0;

  // Releases the task without running it and returns true; returns false when it ran, is
  // running, or was never there. Does not wait. [any]
  virtual bool cancel(TimerId timer) noexcept = 0;

 protected:
  ~Timers() = default;
};

// Runs tasks on the kernel's pool. Exceptions that escape a task are contained and counted
// against the unit; in a thread of the plugin's own they would end the process.
class Executor {
 public:
  static constexpr std::string_view kServiceId = "wagate.host.executor/1";

  // Takes `task`. May block: the pool is for work that waits for disks and networks. [any]
  virtual void post(Task* task) noexcept = 0;

 protected:
  ~Executor() = default;
};

// Finds what other units offer.
class Services {
 public:
  static constexpr std::string_view kServiceId = "wagate.host.services/1";

  // The interface of the unit bound to `service_id`, or null when none runs. A service the unit
  // listed as a need is there from create() until stop() returns: units stop in reverse order of
  // need. [any]
  virtual void* find(StringRef service_id) noexcept = 0;

 protected:
  ~Services() = default;
};

// What runs in this process, for GET /, /metrics and `wagate doctor`.
struct RuntimeInfo {
  std::uint32_t size = sizeof(RuntimeInfo);
  std::uint32_t reserved = 0;
  StringRef version;     // of the gateway
  StringRef server_url;  // public base URL, empty when unset
  StringRef json;        // units, their state, provider names: {"units":[...],"providers":{...}}
};

class RuntimeVisitor {
 public:
  virtual void visit(const RuntimeInfo& info) noexcept = 0;  // views valid until it returns

 protected:
  ~RuntimeVisitor() = default;
};

class Runtime {
 public:
  static constexpr std::string_view kServiceId = "wagate.host.runtime/1";

  virtual void describe(RuntimeVisitor& visitor) noexcept = 0;  // [any]

  // Tells the operator where the gateway can be reached: `listening on <url>` is printed once all
  // units have started. [control]
  virtual void announce(StringRef url) noexcept = 0;

 protected:
  ~Runtime() = default;
};

}  // namespace wagate::abi
