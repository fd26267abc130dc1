#pragma once

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "kernel/app/gateway_client.h"

namespace Poco::Net {
class WebSocket;
}

namespace wagate::app {

// The gateway does not let us in. what() is its own sentence.
class Refused : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct ReceivedEvent {
  std::string name;      // "messages.upsert"
  std::string envelope;  // JSON text, binary values as base64 text
};

// Receives the events of one namespace: the least Socket.IO client that does, over one WebSocket.
//
//   EventStream stream(client, "/shop-01");
//   while (auto event = stream.next()) print(*event);
//
// One thread.
class EventStream {
 public:
  // Connects and joins. Throws Unreachable, or Refused.
  EventStream(const GatewayClient& client, const std::string& channel);
  ~EventStream();

  // Waits for the next event. Throws Unreachable when the connection ends, Refused when the gateway
  // ends the namespace.
  ReceivedEvent next();

 private:
  struct Message {
    std::string data;
    bool binary = false;
  };

  Message receive();
  void send(const std::string& text);
  // Understands one packet of our namespace; true when `event` was filled.
  bool take(const std::string& packet, ReceivedEvent& event);

  std::string url_;
  std::string channel_;
  std::unique_ptr<Poco::Net::HTTPClientSession> session_;
  std::unique_ptr<Poco::Net::WebSocket> socket_;
};

}  // namespace wagate::app
