#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace wagate::transport_socketio {

// The secret name of a session: 15 bytes from the system's generator, less the two that say which
// loop the session lives on, so that no table has to be locked to find it. 20 URL-safe characters.
struct SessionId {
  static constexpr std::size_t kSize = 20;
  std::array<char, kSize> text;

  std::string_view view() const { return {text.data(), text.size()}; }
  bool operator==(const SessionId& other) const = default;

  static SessionId create(std::uint32_t loop);

  // Nothing when `text` cannot be an id at all. That it can says nothing about being known.
  static std::optional<SessionId> parse(std::string_view text);

  std::uint32_t loop() const;
};

struct SessionIdHash {
  std::size_t operator()(const SessionId& id) const noexcept {
    std::uint64_t word;
    std::memcpy(&word, id.text.data(), sizeof word);  // random enough: ids in the table are our own
    return std::hash<std::uint64_t>()(word);
  }
};

// 20 URL-safe characters from the system's generator: a client's public id in one namespace.
std::string random_public_id();

}  // namespace wagate::transport_socketio
