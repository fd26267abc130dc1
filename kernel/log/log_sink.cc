#include "kernel/log/log_sink.h"

#include <spdlog/logger.h>
#include <spdlog/sinks/rotating_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <exception>
#include <utility>

#include "kernel/log/log_line.h"

namespace wagate {
namespace {

spdlog::level::level_enum spdlog_level(abi::LogLevel level) {
  switch (level) {
    case abi::LogLevel::trace: return spdlog::level::trace;
    case abi::LogLevel::debug: return spdlog::level::debug;
    case abi::LogLevel::info: return spdlog::level::info;
    case abi::LogLevel::warn: return spdlog::level::warn;
    case abi::LogLevel::error: break;
  }
  return spdlog::level::err;
}

// A logger of its own, never registered: the registry of libspdlog is shared by the whole process.
std::shared_ptr<spdlog::logger> make_logger(spdlog::sink_ptr sink) {
  auto logger = std::make_shared<spdlog::logger>("wagate", std::move(sink));
  logger->set_pattern("%v");  // lines come in finished
  logger->set_level(spdlog::level::trace);
  return logger;
}

}  // namespace

class LogSink::File {
 public:
  File(const std::string& path, std::uint64_t max_bytes, std::uint64_t max_files)
      : logger_(make_logger(std::make_shared<spdlog::sinks::rotating_file_sink_mt>(path, max_bytes, max_files))) {
    logger_->flush_on(spdlog::level::warn);
  }

  void write(abi::LogLevel level, std::string_view line) {
    logger_->log(spdlog_level(level), spdlog::string_view_t(line.data(), line.size()));
  }
  void flush() { logger_->flush(); }

 private:
  std::shared_ptr<spdlog::logger> logger_;
};

bool UnitLog::enabled(abi::LogLevel level) noexcept {
  return static_cast<std::int32_t>(level) >= level_.load(std::memory_order_relaxed);
}

void UnitLog::write(abi::LogLevel level, abi::StringRef message, const abi::LogField* fields,
                    std::uint64_t count) noexcept {
  if (!enabled(level)) return;
  try {
    sink_.write(level, name_, message, fields, count);
  } catch (...) {
    // Whoever logs has something more important to do than to handle a full disk.
  }
}

std::unique_ptr<LogSink> LogSink::to_stderr(abi::Clock& clock) {
  auto logger = make_logger(std::make_shared<spdlog::sinks::stderr_sink_mt>());
  return std::make_unique<LogSink>(clock, [logger](abi::LogLevel level, std::string_view line) {
    logger->log(spdlog_level(level), spdlog::string_view_t(line.data(), line.size()));
  });
}

LogSink::LogSink(abi::Clock& clock, LineWriter writer) : clock_(clock), writer_(std::move(writer)) {}

LogSink::~LogSink() { flush(); }

UnitLog& LogSink::log(std::string_view name) {
  std::lock_guard lock(mutex_);
  auto found = logs_.find(name);
  if (found == logs_.end()) {
    std::unique_ptr<UnitLog> made(new UnitLog(*this, std::string(name), level_of(name)));
    found = logs_.emplace(std::string(name), std::move(made)).first;
  }
  return *found->second;
}

void LogSink::configure(const LogSettings& settings) {
  std::lock_guard lock(mutex_);
  settings_ = settings;
  for (auto& [name, log] : logs_) log->level_ = static_cast<std::int32_t>(level_of(name));
}

Status LogSink::add_file(const std::string& path, std::uint64_t max_bytes, std::uint64_t max_files) {
  try {
    auto file = std::make_unique<File>(path, max_bytes, max_files);
    std::lock_guard lock(mutex_);
    file_ = std::move(file);
    return {};
  } catch (const std::exception& failure) {
    return {abi::StatusCode::failed_precondition,
            "the log cannot be written to \"" + path + "\": " + failure.what() + "; correct [log] file"};
  }
}

void LogSink::flush() {
  std::lock_guard lock(mutex_);
  if (file_) file_->flush();
}

void LogSink::write(abi::LogLevel level, std::string_view unit, abi::StringRef message, const abi::LogField* fields,
                    std::uint64_t count) {
  const LogLine line{clock_.unix_ms(), level, unit, message.view(), fields, count};
  std::lock_guard lock(mutex_);
  const std::string text = settings_.format == LogFormat::json ? json_log_line(line, settings_.show_personal)
                                                               : text_log_line(line, settings_.show_personal);
  if (writer_) writer_(level, text);
  if (file_) file_->write(level, text);
}

abi::LogLevel LogSink::level_of(std::string_view name) const {
  const auto own = settings_.unit_levels.find(name);
  return own == settings_.unit_levels.end() ? settings_.level : own->second;
}

}  // namespace wagate
