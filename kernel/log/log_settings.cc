#include "kernel/log/log_settings.h"

#include <algorithm>
#include <cctype>

namespace wagate {
namespace {

struct Word {
  std::string_view name;
  abi::LogLevel level;
};

constexpr Word kWords[] = {
    {"error", abi::LogLevel::error},    {"warn", abi::LogLevel::warn},      {"info", abi::LogLevel::info},
    {"log", abi::LogLevel::info},       {"dark", abi::LogLevel::info},      {"webhooks", abi::LogLevel::info},
    {"websocket", abi::LogLevel::info}, {"debug", abi::LogLevel::debug},    {"verbose", abi::LogLevel::debug},
    {"trace", abi::LogLevel::trace},
};

}  // namespace

std::optional<abi::LogLevel> parse_log_level(std::string_view name) {
  for (auto level : {abi::LogLevel::trace, abi::LogLevel::debug, abi::LogLevel::info, abi::LogLevel::warn,
                     abi::LogLevel::error}) {
    if (name == log_level_name(level)) return level;
  }
  return std::nullopt;
}

std::string_view log_level_name(abi::LogLevel level) {
  switch (level) {
    case abi::LogLevel::trace: return "trace";
    case abi::LogLevel::debug: return "debug";
    case abi::LogLevel::info: return "info";
    case abi::LogLevel::warn: return "warn";
    case abi::LogLevel::error: return "error";
  }
  return "error";  // a level that this kernel does not know is better seen than lost
}

std::optional<abi::LogLevel> log_level_from_list(std::string_view list) {
  std::optional<abi::LogLevel> most_verbose;
  while (!list.empty()) {
    const std::size_t comma = std::min(list.find(','), list.size());
    std::string word;
    for (char c : list.substr(0, comma)) {
      if (c != ' ' && c != '\t') word += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
    for (const Word& known : kWords) {
      if (word == known.name && (!most_verbose || known.level < *most_verbose)) most_verbose = known.level;
    }
    list.remove_prefix(std::min(comma + 1, list.size()));
  }
  return most_verbose;
}

}  // namespace wagate
