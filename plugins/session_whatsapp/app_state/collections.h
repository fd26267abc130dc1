#pragma once

#include <algorithm>
#include <array>
#include <string_view>

namespace wagate::session_whatsapp {

// The parts the shared settings of an account are kept in, each with a version of its own.
namespace collections {

inline constexpr std::string_view kCriticalBlock = "critical_block";               // own name, locale
inline constexpr std::string_view kCriticalUnblockLow = "critical_unblock_low";    // contacts
inline constexpr std::string_view kRegularHigh = "regular_high";                   // mute, star, clear, delete
inline constexpr std::string_view kRegularLow = "regular_low";                     // pin, archive, read
inline constexpr std::string_view kRegular = "regular";                            // labels, settings

inline constexpr std::array<std::string_view, 5> kAll = {kCriticalBlock, kCriticalUnblockLow, kRegularHigh, kRegularLow,
                                                         kRegular};

constexpr bool is_one(std::string_view name) { return std::find(kAll.begin(), kAll.end(), name) != kAll.end(); }

}  // namespace collections
}  // namespace wagate::session_whatsapp
