#include "stamps.h"

#include <cstdio>
#include <ctime>
#include <random>

namespace wagate::api_rest {

namespace {

constexpr std::size_t kIdLetters = 24;

}  // namespace

std::string iso_time(std::int64_t unix_ms) {
  std::int64_t seconds = unix_ms / 1000;
  int milliseconds = static_cast<int>(unix_ms % 1000);
  if (milliseconds < 0) {
    milliseconds += 1000;
    --seconds;
  }
  const std::time_t time = static_cast<std::time_t>(seconds);
  std::tm utc{};
  ::gmtime_r(&time, &utc);
  char day[32];
  std::strftime(day, sizeof day, "%Y-%m-%dT%H:%M:%S", &utc);
  char fraction[16];
  std::snprintf(fraction, sizeof fraction, ".%03dZ", milliseconds);
  return std::string(day) + fraction;
}

std::string new_row_id() {
  static constexpr char kLetters[] = "abcdefghijklmnopqrstuvwxyz0123456789";
  std::random_device random;
  std::uniform_int_distribution<std::size_t> letter(0, sizeof kLetters - 2);
  std::string id = "c";
  for (std::size_t i = 0; i < kIdLetters; ++i) id += kLetters[letter(random)];
  return id;
}

std::string row_id_of(std::string_view instance_id) {
  std::string id = "c";
  for (char c : instance_id)
    if (c != '-' && id.size() <= kIdLetters) id += c;
  return id;
}

}  // namespace wagate::api_rest
