#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "kernel/log/log_settings.h"
#include "wagate/abi/host.h"

namespace wagate {

// One line of the log before it has a shape. Everything is borrowed.
struct LogLine {
  std::int64_t unix_ms = 0;
  abi::LogLevel level = abi::LogLevel::info;
  std::string_view unit;
  std::string_view message;
  const abi::LogField* fields = nullptr;
  std::uint64_t field_count = 0;
};

// Longer values are cut; a log line is for reading, not for carrying data.
inline constexpr std::size_t kMaxLogValue = 2048;

// 2026-03-02T14:11:07.412Z warn  unit-name  message  key=value key="value with blanks"
//
// Whatever the values hold, the result is one line of printable text: control characters, and bytes
// that are not UTF-8, are written as escapes, so that nobody can forge a line through a name.
std::string text_log_line(const LogLine& line, bool show_personal);

// {"time":"...","level":"warn","unit":"...","message":"...","fields":{"key":"value"}}
std::string json_log_line(const LogLine& line, bool show_personal);

}  // namespace wagate
