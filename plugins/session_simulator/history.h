#pragma once

#include <cstdint>
#include <vector>

#include "settings.h"
#include "world.h"

namespace wagate::session_simulator {

// What the phone sends after pairing: `chunks` times chats, messages, contacts and contact pictures, then the
// groups. Old messages are remembered by the world and may be answered later. Group traffic is left out when
// the settings ignore groups.
Scene history(World& world, const Settings& settings, std::uint64_t seed, std::size_t chunks,
              std::size_t messages_per_chunk, std::int64_t now_ms);

}  // namespace wagate::session_simulator
