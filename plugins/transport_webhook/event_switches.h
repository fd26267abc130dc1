#pragma once

#include <cstdint>

#include "wagate/plugin.h"

namespace wagate::transport_webhook {

// The events whose switches are on, as a selection mask: the table `events` of the configuration, where
// every event of the catalogue has its configuration name in lower case.
std::uint64_t event_switches(const ConfigReader& config);

}  // namespace wagate::transport_webhook
