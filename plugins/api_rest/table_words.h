#pragma once

#include "routes.h"
#include "wagate/abi/auth.h"

// Short words for the columns of a route table; included by the tables only.
namespace wagate::api_rest::words {

using enum KeyRule;
inline constexpr std::uint32_t kReceive = abi::kMayReceive;
inline constexpr std::uint32_t kCommand = abi::kMayCommand;
inline constexpr std::uint32_t kControl = abi::kMayControl;
inline constexpr std::span<const Rule> kNoBody = {};

}  // namespace wagate::api_rest::words
