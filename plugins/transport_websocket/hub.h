#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "settings.h"
#include "wagate/abi/host.h"
#include "wagate/abi/http.h"
#include "wagate/abi/transport.h"
#include "wagate/audience_index.h"
#include "wagate/log.h"
#include "wagate/loop_poster.h"
#include "wagate/owned.h"
#include "wagate/refusal_log.h"

namespace wagate::transport_websocket {

class Connection;

// What the connections of one transport share. Lives until the poster is idle.
struct SharedServices {
  abi::HttpServer& http;
  abi::ClientGateway& gateway;
  abi::Transport* transport;  // the interface that the unit offers: the kernel knows it by its address
  const Logger log;
  RefusalLog refusals;
  LineBudget violations;  // lines about clients that break the protocol
  const Settings settings;
  const std::string unit_name;
  std::shared_ptr<LoopPoster> poster;
  AudienceIndex audiences;
  ClientDirectory clients;
};

// One event for some audiences, shared by all loops.
struct DeliveryBatch {
  struct Item {
    abi::AudienceId audience;
    std::uint32_t frame;
  };
  std::vector<Owned<abi::Frame>> frames;
  std::vector<Item> items;
};

// The connections of one I/O loop, from the request to the end, and who is in which audience. A
// connection is in exactly one audience and never changes its loop. Nothing in it is locked.
class Hub {
 public:
  Hub(SharedServices& services, std::uint32_t loop);
  ~Hub();

  SharedServices& services() const { return services_; }
  std::uint32_t loop() const { return loop_; }
  bool stopping() const { return stopping_; }

  void on_request(abi::HttpExchange* exchange);
  void on_abort(abi::HttpExchange& exchange);

  // Null when it is gone.
  Connection* find(std::uint64_t serial) const;
  Connection* client(abi::ClientId id) const;

  void set_client(abi::ClientId id, Connection& connection) { clients_[id] = &connection; }
  void answered(abi::HttpExchange* exchange) { exchanges_.erase(exchange); }
  void add(Connection& connection);
  void remove(Connection& connection);
  void destroy(Connection& connection);  // at once: the caller touches it no more

  void deliver(const DeliveryBatch& batch);
  void close_audience(abi::AudienceId audience, std::string_view reason);
  std::uint64_t queued_bytes() const;  // of all connections
  void stop();

 private:
  struct Audience {
    std::vector<abi::WebSocketPeer*> peers;
    std::vector<Connection*> members;  // whose peers these are
  };

  SharedServices& services_;
  const std::uint32_t loop_;
  bool stopping_ = false;
  std::uint64_t last_serial_ = 0;
  std::unordered_map<std::uint64_t, std::unique_ptr<Connection>> connections_;
  std::unordered_map<abi::HttpExchange*, Connection*> exchanges_;  // not answered yet
  std::unordered_map<abi::ClientId, Connection*> clients_;
  std::unordered_map<abi::AudienceId, Audience> audiences_;
  std::vector<abi::WebSocketPeer*> peers_;  // scratch: the list itself may change during a delivery
};

}  // namespace wagate::transport_websocket
