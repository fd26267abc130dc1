#include <gtest/gtest.h>

#include <cstdio>
#include <string>
#include <utility>

namespace {

// Lines that the preprocessor makes of a header: what every file of a plugin pays for including it.
long lines_of(const std::string& header) {
  const std::string command = std::string("echo '#include \"") + header + "\"' | " + WAGATE_CXX + " -std=c++20 -I" +
                              WAGATE_SDK_INCLUDE + " -E -P -x c++ - 2>&1 | wc -l";
  FILE* pipe = popen(command.c_str(), "r");
  if (!pipe) return -1;
  long lines = -1;
  if (std::fscanf(pipe, "%ld", &lines) != 1) lines = -1;
  pclose(pipe);
  return lines;
}

// The standard library alone is most of it: <string> has 19,000 lines and <memory> 35,000.
TEST(SdkHeaders, StayLight) {
  const std::pair<const char*, long> limits[] = {{"wagate/abi/layout.h", 25'000}, {"wagate/events/all.h", 25'000},
                                                 {"wagate/plugin.h", 45'000},     {"wagate/filter.h", 45'000},
                                                 {"wagate/auth.h", 45'000},       {"wagate/http.h", 45'000}};
  for (const auto& [header, limit] : limits) {
    const long lines = lines_of(header);
    EXPECT_GT(lines, 10'000) << header << " does not compile";
    EXPECT_LT(lines, limit) << header;
  }
}

}  // namespace
