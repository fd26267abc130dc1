#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "wagate/abi/basic.h"

namespace wagate {

inline constexpr std::size_t kMaxNodeDepth = 32;
inline constexpr std::size_t kMaxNodes = 10'000;
inline constexpr std::size_t kMaxSendNodeBytes = 1'000'000;  // of JSON text

// What a client asked for with `sendNode`.
struct SendNodeRequest {
  std::string instance;   // name or id; empty when absent
  std::string arguments;  // {"stanza":{...}}, for commands::kSendNode; checked, and rid of attributes that are no text
};

// Checks the arguments of `sendNode`: one object with a stanza of the right shape and within the limits.
// Returns an empty text, or what is wrong with it.
std::string parse_send_node(const abi::DocumentRef& arguments, SendNodeRequest& out);

// The channels of a command handler: ["/custom"]. Returns an empty text, or what is wrong with it.
std::string parse_channels(abi::StringRef json, std::vector<std::string>& out);

}  // namespace wagate
