#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

// The bytes of RFC 6455.
namespace wagate::http_server {

enum class Opcode : std::uint8_t { continuation = 0, text = 1, binary = 2, close = 8, ping = 9, pong = 10 };

inline constexpr std::uint16_t kCloseNormal = 1000;
inline constexpr std::uint16_t kCloseGoingAway = 1001;
inline constexpr std::uint16_t kCloseProtocolError = 1002;
inline constexpr std::uint16_t kCloseNoCode = 1005;
inline constexpr std::uint16_t kCloseBroken = 1006;
inline constexpr std::uint16_t kCloseBadText = 1007;
inline constexpr std::uint16_t kCloseTooBig = 1009;

inline constexpr std::size_t kMaxControlPayload = 125;
inline constexpr std::size_t kMaxServerHeader = 10;  // a server does not mask

// Writes the header of an unfragmented, unmasked frame and returns its size.
std::size_t encode_frame_header(Opcode opcode, std::uint64_t payload_size, unsigned char (&out)[kMaxServerHeader]);

// A whole control frame. `payload` is cut at kMaxControlPayload.
std::string control_frame(Opcode opcode, std::string_view payload);

// A close frame; code 0 makes one without a code. The reason is cut to fit, at a whole character.
std::string close_frame(std::uint32_t code, std::string_view reason);

// What a client said in its close frame.
struct ClosePayload {
  std::uint16_t error = 0;  // the close code that refuses the frame; 0 when it is well-formed
  std::uint16_t code = kCloseNoCode;
  std::string_view reason;
};
ClosePayload parse_close_payload(std::string_view payload);

// Removes (or applies) the mask. `phase` is the position within the frame's payload of the first
// byte, so that a payload can be unmasked in pieces.
void apply_mask(char* data, std::size_t size, const unsigned char (&key)[4], std::uint64_t phase);

// The value of Sec-WebSocket-Accept for a key.
std::string accept_value(std::string_view key);

// Whether the key is base64 of exactly 16 bytes.
bool is_websocket_key(std::string_view key);

}  // namespace wagate::http_server
