#include "stamps.h"

#include <cstdio>
#include <ctime>
#include <random>

namespace wagate::api_rest {

namespace {

constexpr std::size_t kIdLetters = 24;

// Reads a time from left to right; once something did not fit, nothing does.
class TimeText {
 public:
  explicit TimeText(std::string_view text) : rest_(text) {}

  bool is_at_end() const { return fits_ && rest_.empty(); }

  bool skip(char c) {
    if (rest_.empty() || rest_[0] != c) return false;
    rest_.remove_prefix(1);
    return true;
  }
  void need(char c) { fits_ = skip(c) && fits_; }

  // A number of exactly so many digits, in a range.
  int number(std::size_t digits, int least, int most) {
    int value = 0;
    for (std::size_t i = 0; i < digits; ++i) value = value * 10 + digit();
    if (value < least || value > most) fits_ = false;
    return value;
  }

  // Digits after a decimal point, as milliseconds; the fourth and later are dropped.
  int milliseconds() {
    int value = digit() * 100;
    for (int unit = 10; !rest_.empty() && rest_[0] >= '0' && rest_[0] <= '9'; unit /= 10) value += digit() * unit;
    return value;
  }

 private:
  int digit() {
    if (rest_.empty() || rest_[0] < '0' || rest_[0] > '9') {
      fits_ = false;
      return 0;
    }
    const int value = rest_[0] - '0';
    rest_.remove_prefix(1);
    return value;
  }

  std::string_view rest_;
  bool fits_ = true;
};

}  // namespace

std::optional<std::int64_t> unix_ms_of(std::string_view iso) {
  TimeText text(iso);
  std::tm utc{};
  int milliseconds = 0;
  std::int64_t zone_minutes = 0;
  utc.tm_year = text.number(4, 1970, 9999) - 1900;
  text.need('-');
  utc.tm_mon = text.number(2, 1, 12) - 1;
  text.need('-');
  utc.tm_mday = text.number(2, 1, 31);
  if (text.skip('T') || text.skip(' ')) {
    utc.tm_hour = text.number(2, 0, 23);
    text.need(':');
    utc.tm_min = text.number(2, 0, 59);
    if (text.skip(':')) {
      utc.tm_sec = text.number(2, 0, 59);
      if (text.skip('.')) milliseconds = text.milliseconds();
    }
    const bool is_east = text.skip('+');
    if (is_east || text.skip('-')) {
      const int hours = text.number(2, 0, 23);
      text.skip(':');
      zone_minutes = (hours * 60 + text.number(2, 0, 59)) * (is_east ? 1 : -1);
    } else {
      text.skip('Z');
    }
  }
  if (!text.is_at_end()) return std::nullopt;
  return static_cast<std::int64_t>(::timegm(&utc)) * 1000 + milliseconds - zone_minutes * 60'000;
}

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
