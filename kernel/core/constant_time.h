#pragma once

#include <cstddef>
#include <string_view>

namespace wagate {

// Compares a secret with what a stranger sent. Takes the same time wherever the two differ; only
// their lengths show.
[[nodiscard]] inline bool constant_time_equal(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  volatile unsigned char difference = 0;  // volatile: the loop must not end early
  for (std::size_t i = 0; i < a.size(); ++i) {
    difference =
        static_cast<unsigned char>(difference | (static_cast<unsigned char>(a[i]) ^ static_cast<unsigned char>(b[i])));
  }
  return difference == 0;
}

}  // namespace wagate
