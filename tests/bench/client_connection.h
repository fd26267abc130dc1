#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace wagate::bench {

// What a measurement needs from all connections together.
class Observer {
 public:
  virtual void on_joined() = 0;
  // One event; `latency_ns` since the time written into it, `sequence` its number.
  virtual void on_event(std::int64_t latency_ns, std::uint64_t sequence) = 0;

 protected:
  ~Observer() = default;
};

struct Target {
  std::uint16_t port = 0;
  std::string name_space;  // "/bench"
  std::string key;
};

// One Socket.IO client over a WebSocket, as little of it as a measurement needs: it joins one
// namespace, answers pings, and looks into each event for its time and number.
class ClientConnection {
 public:
  ClientConnection(const Target& target, Observer& observer) : target_(target), observer_(observer) {}
  ClientConnection(const ClientConnection&) = delete;
  ClientConnection& operator=(const ClientConnection&) = delete;
  ~ClientConnection();

  // Connects to the loopback address and asks for the upgrade. False, with errno, on failure.
  bool open();

  // Takes what the socket has into `buffer`, which all connections share. False: the connection is over.
  bool read(char* buffer, std::size_t capacity, std::int64_t now_ns);

  int descriptor() const { return descriptor_; }

 private:
  enum class Phase { upgrading, joining, joined };

  std::size_t take(std::string_view bytes, std::int64_t now_ns);
  bool on_text(std::string_view text, std::int64_t now_ns);
  bool send_text(std::string_view text);

  const Target& target_;
  Observer& observer_;
  int descriptor_ = -1;
  Phase phase_ = Phase::upgrading;
  bool broken_ = false;
  std::string rest_;  // an incomplete frame
};

}  // namespace wagate::bench
