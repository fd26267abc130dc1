#pragma once

#include <concepts>
#include <initializer_list>
#include <string>
#include <string_view>

#include "wagate/abi/host.h"

namespace wagate {

// One value of a log line: {"instance", name}, {"attempt", 3}. Mark phone numbers, names and texts
// with personal(); secrets do not go into a log at all.
class LogValue {
 public:
  LogValue(std::string_view key, std::string_view text) : key_(key), text_(text) {}
  LogValue(std::string_view key, const char* text) : key_(key), text_(text) {}
  LogValue(std::string_view key, const std::string& text) : key_(key), text_(text) {}
  LogValue(std::string_view key, abi::StringRef text) : key_(key), text_(text.view()) {}
  LogValue(std::string_view key, bool truth) : key_(key), text_(truth ? "true" : "false") {}
  template <std::integral Number>
    requires(!std::same_as<Number, bool>)
  LogValue(std::string_view key, Number number) : key_(key), text_(std::to_string(number)) {}

  static LogValue personal(std::string_view key, std::string_view text) {
    LogValue value(key, text);
    value.flags_ = abi::kLogPersonal;
    return value;
  }

  abi::LogField field() const { return {key_, text_, flags_, 0}; }

 private:
  std::string_view key_;
  std::string text_;
  std::uint32_t flags_ = 0;
};

// The unit's log. Messages are events in the past tense, values are fields:
//
//   log.info("session opened", {{"instance", name}, {"after_ms", elapsed}});
//
// A copy is as good as the original. [any]
class Logger {
 public:
  using Values = std::initializer_list<LogValue>;

  explicit Logger(abi::Log* sink = nullptr) : sink_(sink) {}

  void debug(std::string_view message, Values values = {}) const { write(abi::LogLevel::debug, message, values); }
  void info(std::string_view message, Values values = {}) const { write(abi::LogLevel::info, message, values); }
  void warn(std::string_view message, Values values = {}) const { write(abi::LogLevel::warn, message, values); }
  void error(std::string_view message, Values values = {}) const { write(abi::LogLevel::error, message, values); }

  bool enabled(abi::LogLevel level) const { return sink_ && sink_->enabled(level); }

  // For lines whose fields are made one by one.
  void write(abi::LogLevel level, std::string_view message, const abi::LogField* fields, std::size_t count) const {
    if (enabled(level)) sink_->write(level, message, fields, count);
  }

 private:
  static constexpr std::size_t kMaxValues = 16;

  void write(abi::LogLevel level, std::string_view message, Values values) const {
    if (!enabled(level)) return;
    abi::LogField fields[kMaxValues];
    std::size_t count = 0;
    for (const LogValue& value : values) {
      if (count == kMaxValues) break;
      fields[count++] = value.field();
    }
    sink_->write(level, message, fields, count);
  }

  abi::Log* sink_;
};

}  // namespace wagate
