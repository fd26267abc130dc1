#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "crypto/cipher.h"

namespace wagate::session_whatsapp {

// The nonce of a Noise message: eight zeros, then the counter.
AesGcm::Nonce noise_nonce(std::uint32_t counter);

// One direction of an established connection. Frames must be sealed and opened in the order of the wire: the
// counter is not sent. Not for two threads at once.
class TransportCipher {
 public:
  explicit TransportCipher(const Secret<32>& key) : cipher_(key) {}

  // Nothing once all counters are used up, after four thousand million frames: the connection has to be replaced.
  [[nodiscard]] std::optional<std::string> seal(std::string_view plaintext);

  // Nothing when the frame is not the next one the other side sealed. Then the stream is broken for good.
  [[nodiscard]] std::optional<std::string> open(std::string_view sealed);

 private:
  [[nodiscard]] bool is_used_up() const { return counter_ > 0xFFFF'FFFFu; }

  AesGcm cipher_;
  std::uint64_t counter_ = 0;
};

}  // namespace wagate::session_whatsapp
