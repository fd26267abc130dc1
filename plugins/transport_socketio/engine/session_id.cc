#include "engine/session_id.h"

#include <sys/random.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>

#include "wagate/base64.h"

namespace wagate::transport_socketio {
namespace {

constexpr std::size_t kBytes = 15;

std::array<char, kBytes> random_bytes() {
  std::array<char, kBytes> bytes;
  std::size_t filled = 0;
  while (filled < bytes.size()) {
    const ssize_t got = getrandom(bytes.data() + filled, bytes.size() - filled, 0);
    if (got > 0) {
      filled += static_cast<std::size_t>(got);
    } else if (errno != EINTR) {
      std::abort();  // without a generator every id would be a guess
    }
  }
  return bytes;
}

std::string url_safe(const std::array<char, kBytes>& bytes) {
  std::string text = base64::encode({bytes.data(), bytes.size()});
  std::replace(text.begin(), text.end(), '+', '-');
  std::replace(text.begin(), text.end(), '/', '_');
  return text;
}

}  // namespace

SessionId SessionId::create(std::uint32_t loop) {
  auto bytes = random_bytes();
  bytes[kBytes - 2] = static_cast<char>(loop >> 8);
  bytes[kBytes - 1] = static_cast<char>(loop);
  SessionId id;
  url_safe(bytes).copy(id.text.data(), kSize);
  return id;
}

std::optional<SessionId> SessionId::parse(std::string_view text) {
  if (text.size() != kSize) return std::nullopt;
  SessionId id;
  text.copy(id.text.data(), kSize);
  if (!base64::decode(text)) return std::nullopt;
  return id;
}

std::uint32_t SessionId::loop() const {
  const auto bytes = base64::decode(view().substr(kSize - 4));
  if (!bytes || bytes->size() != 3) return 0xFFFFFFFFu;
  return static_cast<std::uint32_t>(static_cast<unsigned char>((*bytes)[1])) << 8 | static_cast<unsigned char>((*bytes)[2]);
}

std::string random_public_id() { return url_safe(random_bytes()); }

}  // namespace wagate::transport_socketio
