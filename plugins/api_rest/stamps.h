#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// The times and row ids that answers carry.
namespace wagate::api_rest {

// "2026-01-15T14:00:00.000Z" from Unix milliseconds.
std::string iso_time(std::int64_t unix_ms);

// Unix milliseconds of "2026-01-15", "2026-01-15T14:00", "2026-01-15T14:00:00.5Z" or
// "2026-01-15T14:00:00-03:00"; without a zone UTC is meant. Nothing when it is no such time.
std::optional<std::int64_t> unix_ms_of(std::string_view iso);

// A new id for a stored row, of the shape clients know: "c" and 24 lower-case letters or digits.
std::string new_row_id();

// The id of a row that every instance has exactly once and that is therefore not stored: the same
// for the same instance.
std::string row_id_of(std::string_view instance_id);

}  // namespace wagate::api_rest
