#pragma once

#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "wagate/abi/basic.h"

namespace wagate::transport_socketio {

// Clients that were let through the handshake without a key and have not joined anything yet, counted
// by peer: whoever shows nothing must not fill the table of sessions.
//
// Every member may be called from any thread.
class PendingClients {
 public:
  explicit PendingClients(std::uint32_t max_per_peer) : max_per_peer_(max_per_peer) {}

  // False when the peer has as many as it may have.
  [[nodiscard]] bool admit(abi::ClientId client, std::string_view peer) {
    std::lock_guard lock(mutex_);
    std::uint32_t& count = by_peer_[std::string(peer)];
    if (count >= max_per_peer_) {
      if (count == 0) by_peer_.erase(std::string(peer));
      return false;
    }
    ++count;
    peers_.emplace(client, peer);
    return true;
  }

  bool contains(abi::ClientId client) const {
    std::lock_guard lock(mutex_);
    return peers_.contains(client);
  }

  // The client has shown its key, or is gone. Others are ignored.
  void release(abi::ClientId client) {
    std::lock_guard lock(mutex_);
    const auto found = peers_.find(client);
    if (found == peers_.end()) return;
    const auto count = by_peer_.find(found->second);
    if (--count->second == 0) by_peer_.erase(count);
    peers_.erase(found);
  }

 private:
  const std::uint32_t max_per_peer_;
  mutable std::mutex mutex_;
  std::unordered_map<abi::ClientId, std::string> peers_;     // guarded by mutex_
  std::unordered_map<std::string, std::uint32_t> by_peer_;  // guarded by mutex_
};

}  // namespace wagate::transport_socketio
