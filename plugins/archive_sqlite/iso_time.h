#pragma once

#include <cstdint>
#include <cstdio>
#include <ctime>
#include <string>

namespace wagate::archive_sqlite {

// "2026-01-15T14:03:22.518Z"
inline std::string iso_time(std::int64_t unix_ms) {
  const std::time_t seconds = unix_ms / 1000;
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  char day[32];
  std::strftime(day, sizeof day, "%Y-%m-%dT%H:%M:%S", &parts);
  char millis[16];
  std::snprintf(millis, sizeof millis, ".%03dZ", static_cast<int>(unix_ms % 1000));
  return std::string(day) + millis;
}

}  // namespace wagate::archive_sqlite
