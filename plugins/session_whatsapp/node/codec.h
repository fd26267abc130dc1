#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "node/node.h"

namespace wagate::session_whatsapp {

// What an incoming stanza may cost. A stanza beyond a limit is refused as a whole.
struct NodeLimits {
  std::size_t inflated_bytes = 33'554'432;
  std::size_t depth = 32;
  std::size_t values = 1'000'000;  // nodes and attributes together
};

enum class NodeError {
  none,
  truncated,   // it ends in the middle of something
  malformed,   // a byte that means nothing at its place
  too_deep,
  too_large,   // more values than the limit, or it inflates beyond it
  bad_deflate,
  trailing,    // bytes after the end
};

// The kind of error as a word, for logs.
[[nodiscard]] std::string_view to_word(NodeError error);

// Reads the content of a decrypted frame: a flag byte, then one node, compressed or not. Nothing on error.
[[nodiscard]] std::optional<Node> decode_frame(std::string_view frame, NodeError& error, const NodeLimits& limits = {});

// Writes a node as the content of a frame, uncompressed. Throws std::length_error for a list that the wire cannot
// express: more than 65,535 children, or half as many attributes.
[[nodiscard]] std::string encode_frame(const Node& node);

}  // namespace wagate::session_whatsapp
