#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "wagate/abi/host.h"

namespace wagate {

enum class LogFormat { text, json };

// What [log] says.
struct LogSettings {
  abi::LogLevel level = abi::LogLevel::info;
  std::map<std::string, abi::LogLevel, std::less<>> unit_levels;  // by unit name, over `level`
  LogFormat format = LogFormat::text;
  bool show_personal = false;  // print phone numbers, names and texts instead of ***
};

// "trace" "debug" "info" "warn" "error"; nothing for other texts.
std::optional<abi::LogLevel> parse_log_level(std::string_view name);
std::string_view log_level_name(abi::LogLevel level);

// LOG_LEVEL as Evolution API 2.3 writes it: a list such as "ERROR,WARN,INFO,LOG". There each word
// switches one kind of line on; here the most verbose word decides. WEBHOOKS and WEBSOCKET would
// print whole payloads with keys, which this gateway never does: they count as INFO. One plain
// level name is accepted too. Nothing when no word is known.
std::optional<abi::LogLevel> log_level_from_list(std::string_view list);

}  // namespace wagate
