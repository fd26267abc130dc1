#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "kernel/core/status.h"
#include "kernel/log/log_settings.h"
#include "wagate/abi/host.h"

namespace wagate {

class LogSink;

// The log of one unit, or of one part of the kernel. Lives as long as its sink.
class UnitLog final : public abi::Log {
 public:
  bool enabled(abi::LogLevel level) noexcept override;
  void write(abi::LogLevel level, abi::StringRef message, const abi::LogField* fields,
             std::uint64_t count) noexcept override;

 private:
  friend class LogSink;
  UnitLog(LogSink& sink, std::string name, abi::LogLevel level)
      : sink_(sink), name_(std::move(name)), level_(static_cast<std::int32_t>(level)) {}

  LogSink& sink_;
  const std::string name_;
  std::atomic<std::int32_t> level_;
};

// Where log lines go. One sink serves a whole kernel; a process may have several.
//
//   auto sink = LogSink::to_stderr(clock);
//   Logger log(&sink->log("kernel"));
//   log.info("started", {{"units", count}});
//
// Everything may be called from any thread.
class LogSink {
 public:
  // Gets each finished line, without the line break. Called from the thread that logs, one line at
  // a time.
  using LineWriter = std::function<void(abi::LogLevel level, std::string_view line)>;

  static std::unique_ptr<LogSink> to_stderr(abi::Clock& clock);

  LogSink(abi::Clock& clock, LineWriter writer);
  LogSink(const LogSink&) = delete;
  LogSink& operator=(const LogSink&) = delete;
  ~LogSink();

  // The log with this name; the same one every time.
  UnitLog& log(std::string_view name);

  // Applies to all logs, those that exist and those to come.
  void configure(const LogSettings& settings);

  // Sends lines to a file too, begun anew at `max_bytes`, with `max_files` old ones kept.
  Status add_file(const std::string& path, std::uint64_t max_bytes, std::uint64_t max_files);

  void flush();

 private:
  friend class UnitLog;
  class File;

  void write(abi::LogLevel level, std::string_view unit, abi::StringRef message, const abi::LogField* fields,
             std::uint64_t count);
  abi::LogLevel level_of(std::string_view name) const;  // mutex_ held

  abi::Clock& clock_;
  mutable std::mutex mutex_;
  LineWriter writer_;            // called under mutex_
  std::unique_ptr<File> file_;   // guarded by mutex_
  LogSettings settings_;         // guarded by mutex_
  std::map<std::string, std::unique_ptr<UnitLog>, std::less<>> logs_;  // guarded by mutex_
};

}  // namespace wagate
