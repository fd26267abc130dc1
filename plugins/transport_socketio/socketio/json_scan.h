#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace wagate::transport_socketio {

enum class JsonKind : std::uint8_t { null, boolean, number, string, array, object };

// What a packet's JSON text holds, as far as the protocol cares.
struct JsonSummary {
  JsonKind kind = JsonKind::null;  // of the one value
  bool empty_array = false;

  // Of an array: its first element, and the text behind the comma that follows it (without the
  // closing bracket); `has_more` is false when the first element is the only one.
  JsonKind first_kind = JsonKind::null;
  std::string_view first;
  std::string_view rest;
  bool has_more = false;

  // Objects of the form {"_placeholder":true,"num":n}, with n an integer from 0 below the limit
  // given to scan_json(); `bad_placeholder` when one had another n.
  std::uint32_t placeholders = 0;
  bool bad_placeholder = false;
};

// Checks that `text` is exactly one JSON value (RFC 8259, with white space around it) and finds the
// parts that a Socket.IO packet is made of. Builds nothing: the stack is a fixed array, so a
// megabyte of brackets costs a refusal and no more. `text` must be UTF-8.
//
// Returns false for anything that is no JSON, or is nested deeper than kMaxJsonDepth.
bool scan_json(std::string_view text, std::uint32_t attachments, JsonSummary& summary);

inline constexpr std::size_t kMaxJsonDepth = 256;

// The text of a JSON string (quotes included in `quoted`); the string must have passed scan_json().
// Surrogates without a partner become U+FFFD.
std::string unquote_json(std::string_view quoted);

}  // namespace wagate::transport_socketio
