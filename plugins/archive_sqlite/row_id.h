#pragma once

#include <cstdint>
#include <string>

namespace wagate::archive_sqlite {

// A new row id in the shape clients know: "c", eight characters of the time, sixteen of chance; 25
// lower-case characters.
std::string make_row_id(std::int64_t unix_ms);

}  // namespace wagate::archive_sqlite
