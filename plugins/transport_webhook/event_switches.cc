#include "event_switches.h"

#include <algorithm>
#include <string>

#include "wagate/events/catalog.h"

namespace wagate::transport_webhook {

std::uint64_t event_switches(const ConfigReader& config) {
  std::uint64_t mask = 0;
  const std::uint64_t count = config.length("events");
  for (std::uint64_t i = 0; i < count; ++i) {
    const std::string key = config.config().key("events", i).str();
    if (!config.boolean("events." + key)) continue;
    std::string name = key;
    std::transform(name.begin(), name.end(), name.begin(),
                   [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
    const std::uint32_t index = catalog_index_of_config(name);
    if (index != abi::kNotInCatalog) mask |= std::uint64_t{1} << index;
  }
  return mask;
}

}  // namespace wagate::transport_webhook
