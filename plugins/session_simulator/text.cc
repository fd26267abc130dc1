#include "text.h"

#include <cstdio>
#include <ctime>

namespace wagate::session_simulator {

std::string iso_time(std::int64_t unix_ms) {
  const std::time_t seconds = static_cast<std::time_t>(unix_ms / 1000);
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  char date[24];
  const std::size_t length = std::strftime(date, sizeof(date), "%Y-%m-%dT%H:%M:%S", &parts);
  char out[32];
  std::snprintf(out, sizeof(out), "%.*s.%03dZ", static_cast<int>(length), date, static_cast<int>(unix_ms % 1000));
  return out;
}

std::string_view user_of(std::string_view jid) { return jid.substr(0, jid.find_first_of(":@")); }

bool is_group(std::string_view jid) { return jid.ends_with("@g.us"); }

bool is_direct(std::string_view jid) { return jid.ends_with("@s.whatsapp.net") || jid.ends_with("@lid"); }

}  // namespace wagate::session_simulator
