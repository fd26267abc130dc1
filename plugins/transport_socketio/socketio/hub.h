#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "socketio/membership.h"
#include "socketio/services.h"
#include "wagate/abi/http.h"
#include "wagate/document.h"
#include "wagate/owned.h"

namespace wagate::transport_socketio {

class Client;

// The frames of one event for each of its audiences, shared by all loops.
struct DeliveryBatch {
  struct Item {
    abi::AudienceId audience;
    std::uint32_t first;  // in frames
    std::uint32_t count;  // a header and its attachments
  };
  std::vector<Owned<abi::Frame>> frames;
  std::vector<Item> items;
};

// The clients of one I/O loop and who is in which audience. Nothing in it is locked.
//
// An audience is two flat lists: WebSocket peers that take the shared frame as it is, handed to the
// server in one call, and members whose packets must be queued (polling, an upgrade under way).
// Leaving swaps the last member into the gap; the order of members means nothing.
class Hub {
 public:
  Hub(SocketIoServices& services, abi::HttpServer& http, std::uint32_t loop)
      : services_(services), http_(http), loop_(loop) {}

  SocketIoServices& services() const { return services_; }
  std::uint32_t loop() const { return loop_; }

  void add_client(abi::ClientId id, Client& client) { clients_[id] = &client; }
  void remove_client(abi::ClientId id) { clients_.erase(id); }
  Client* client(abi::ClientId id) const;

  // The membership is in `membership.audience`, which the services' index has counted already.
  void add(Membership& membership);
  // Takes it out again, and off the index.
  void remove(Membership& membership);
  // The client moved to a WebSocket.
  void moved(Membership& membership);

  void deliver(const DeliveryBatch& batch);
  void close_audience(abi::AudienceId audience);

 private:
  struct Audience {
    std::vector<abi::WebSocketPeer*> peers;
    std::vector<Membership*> direct;  // whose peers these are
    std::vector<Membership*> queued;
    bool empty() const { return direct.empty() && queued.empty(); }
  };

  void insert(Audience& audience, Membership& membership);
  void erase(Audience& audience, Membership& membership);

  SocketIoServices& services_;
  abi::HttpServer& http_;
  const std::uint32_t loop_;
  bool delivering_ = false;  // an audience that runs empty stays until it is over
  std::unordered_map<abi::ClientId, Client*> clients_;
  std::unordered_map<abi::AudienceId, Audience> audiences_;
  std::vector<abi::WebSocketPeer*> peers_;  // scratch: the list itself may change during a delivery
  std::vector<abi::Frame*> frames_;         // scratch
};

}  // namespace wagate::transport_socketio
