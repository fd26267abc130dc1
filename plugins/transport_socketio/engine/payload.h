#pragma once

#include <cstdint>
#include <string_view>

namespace wagate::transport_socketio {

// Engine.IO protocol 4 packets: a type character and data.
namespace engine_type {
inline constexpr char kOpen = '0';
inline constexpr char kClose = '1';
inline constexpr char kPing = '2';
inline constexpr char kPong = '3';
inline constexpr char kMessage = '4';
inline constexpr char kUpgrade = '5';
inline constexpr char kNoop = '6';
inline constexpr char kBinary = 'b';  // a binary message in text form: base64 follows
}  // namespace engine_type

// Stands between the packets of one polling payload. Data cannot hold it: JSON text writes it as an escape.
inline constexpr char kSeparator = '\x1e';

// Takes one packet off the front of `payload`. Returns false at the end. An empty packet is
// returned like any other; it is the caller's to refuse. "a<RS>" holds two packets, the second empty.
class PayloadReader {
 public:
  explicit PayloadReader(std::string_view payload) : rest_(payload) {}

  bool next(std::string_view& packet) {
    if (done_) return false;
    const std::size_t end = rest_.find(kSeparator);
    packet = rest_.substr(0, end);
    if (end == std::string_view::npos) {
      done_ = true;
    } else {
      rest_.remove_prefix(end + 1);
    }
    return true;
  }

 private:
  std::string_view rest_;
  bool done_ = false;
};

}  // namespace wagate::transport_socketio
