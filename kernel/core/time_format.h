#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace wagate {

// "2026-03-02T14:11:07.412Z": 24 characters, always UTC.
inline constexpr std::size_t kIsoTimeSize = 24;

// Writes exactly kIsoTimeSize characters, no terminator. Years 0 to 9999; others are cut to that range.
void write_iso_utc(char* out, std::int64_t unix_ms);
std::string iso_utc(std::int64_t unix_ms);

// The same shape with the wall clock of the machine's time zone and still a Z behind it: wrong as
// a point in time, but what Evolution API 2.3 writes. Only for [kernel] local_date_time.
void write_iso_local(char* out, std::int64_t unix_ms);

}  // namespace wagate
