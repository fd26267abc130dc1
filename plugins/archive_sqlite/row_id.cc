#include "row_id.h"

#include <sys/random.h>

#include "wagate/plugin.h"

namespace wagate::archive_sqlite {

std::string make_row_id(std::int64_t unix_ms) {
  static constexpr char kDigits[] = "0123456789abcdefghijklmnopqrstuvwxyz";
  unsigned char chance[16];
  if (::getrandom(chance, sizeof chance, 0) != static_cast<ssize_t>(sizeof chance))
    throw PluginError(abi::StatusCode::unavailable, "the system gives no random numbers, so a row cannot be named");

  std::string out(25, 'c');
  auto time = static_cast<std::uint64_t>(unix_ms);
  for (int i = 8; i >= 1; --i, time /= 36) out[static_cast<std::size_t>(i)] = kDigits[time % 36];
  for (std::size_t i = 0; i < sizeof chance; ++i) out[9 + i] = kDigits[chance[i] % 36];
  return out;
}

}  // namespace wagate::archive_sqlite
