#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "happening.h"
#include "wagate/abi/basic.h"

// What the driving routes are asked, read from JSON. Every function returns false and writes one sentence into
// `problem` when the text is not what it has to be.
namespace wagate::session_simulator {

inline constexpr std::size_t kMaxEventsPerRequest = 10'000;
inline constexpr double kMaxLoadSeconds = 600;

// Body of POST /simulator/{instance}/events: one event or a list. Facts are taken from the data where they can
// be found.
[[nodiscard]] bool read_events(std::string_view body, std::vector<Happening>& out, std::string& problem);

// Body of POST /simulator/{instance}/load.
struct LoadRequest {
  CatalogEvent event = CatalogEvent::messages_upsert;
  double rate = 0;          // events per second; 0: as fast as the bus takes them
  std::size_t size = 512;   // bytes of each event's data
  std::uint64_t count = 0;  // 0: no limit but time
  double seconds = 0;       // 0: until the count is reached, at most kMaxLoadSeconds
};
[[nodiscard]] bool read_load_request(std::string_view body, LoadRequest& out, std::string& problem);

}  // namespace wagate::session_simulator
