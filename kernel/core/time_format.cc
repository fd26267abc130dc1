#include "kernel/core/time_format.h"

#include <time.h>

#include <algorithm>

namespace wagate {
namespace {

constexpr std::int64_t kFirstMs = -62'167'219'200'000;  // 0000-01-01T00:00:00.000Z
constexpr std::int64_t kLastMs = 253'402'300'799'999;   // 9999-12-31T23:59:59.999Z

void write_digits(char* out, int width, std::int64_t value) {
  for (int i = width - 1; i >= 0; --i) {
    out[i] = static_cast<char>('0' + value % 10);
    value /= 10;
  }
}

struct Date {
  std::int64_t year;
  int month, day;
};

// Proleptic Gregorian calendar from a count of days since 1970-01-01. Years begin in March here, so
// that the day that some years lack is the last one.
Date date_of(std::int64_t days) {
  days += 719'468;  // since 0000-03-01
  const std::int64_t era = (days >= 0 ? days : days - 146'096) / 146'097;
  const std::int64_t day_of_era = days - era * 146'097;
  const std::int64_t year_of_era =
      (day_of_era - day_of_era / 1'460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
  const std::int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::int64_t shifted_month = (5 * day_of_year + 2) / 153;
  const int day = static_cast<int>(day_of_year - (153 * shifted_month + 2) / 5 + 1);
  const int month = static_cast<int>(shifted_month < 10 ? shifted_month + 3 : shifted_month - 9);
  return {year_of_era + era * 400 + (month <= 2 ? 1 : 0), month, day};
}

}  // namespace

void write_iso_utc(char* out, std::int64_t unix_ms) {
  unix_ms = std::clamp(unix_ms, kFirstMs, kLastMs);
  std::int64_t days = unix_ms / 86'400'000;
  std::int64_t ms = unix_ms % 86'400'000;
  if (ms < 0) {
    ms += 86'400'000;
    --days;
  }
  const Date date = date_of(days);
  write_digits(out, 4, date.year);
  out[4] = '-';
  write_digits(out + 5, 2, date.month);
  out[7] = '-';
  write_digits(out + 8, 2, date.day);
  out[10] = 'T';
  write_digits(out + 11, 2, ms / 3'600'000);
  out[13] = ':';
  write_digits(out + 14, 2, ms / 60'000 % 60);
  out[16] = ':';
  write_digits(out + 17, 2, ms / 1'000 % 60);
  out[19] = '.';
  write_digits(out + 20, 3, ms % 1'000);
  out[23] = 'Z';
}

std::string iso_utc(std::int64_t unix_ms) {
  std::string text(kIsoTimeSize, ' ');
  write_iso_utc(text.data(), unix_ms);
  return text;
}

void write_iso_local(char* out, std::int64_t unix_ms) {
  std::int64_t offset_ms = 0;
  const time_t seconds = static_cast<time_t>(unix_ms / 1'000);
  tm local{};
  if (localtime_r(&seconds, &local)) offset_ms = std::int64_t{local.tm_gmtoff} * 1'000;
  write_iso_utc(out, unix_ms + offset_ms);
}

}  // namespace wagate
