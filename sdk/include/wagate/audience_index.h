#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <unordered_map>
#include <vector>

#include "wagate/abi/basic.h"

namespace wagate {

// Which I/O loops have clients of an audience.
//
// A transport keeps the members of an audience on the loops that own their connections; deliver()
// runs elsewhere and only has to know which loops to wake. A member is counted here before
// JoinReply::accepted() returns, so that an event published right after it finds the loop, and is
// taken off on the loop when it leaves.
//
// Every member may be called from any thread.
class AudienceIndex {
 public:
  static constexpr std::uint32_t kMaxLoops = 64;

  void add(abi::AudienceId audience, std::uint32_t loop) {
    Shard& shard = shard_of(audience);
    std::unique_lock lock(shard.mutex);
    Entry& entry = shard.entries[audience];
    if (entry.counts.size() <= loop) entry.counts.resize(loop + 1);
    if (entry.counts[loop]++ == 0) entry.loops |= std::uint64_t{1} << loop;
  }

  void remove(abi::AudienceId audience, std::uint32_t loop) {
    Shard& shard = shard_of(audience);
    std::unique_lock lock(shard.mutex);
    auto found = shard.entries.find(audience);
    if (found == shard.entries.end()) return;
    Entry& entry = found->second;
    if (loop >= entry.counts.size() || entry.counts[loop] == 0) return;
    if (--entry.counts[loop] == 0) entry.loops &= ~(std::uint64_t{1} << loop);
    if (entry.loops == 0) shard.entries.erase(found);
  }

  // Bit i is set when loop i has a member; 0 when nobody listens.
  std::uint64_t loops(abi::AudienceId audience) const {
    const Shard& shard = shard_of(audience);
    std::shared_lock lock(shard.mutex);
    const auto found = shard.entries.find(audience);
    return found == shard.entries.end() ? 0 : found->second.loops;
  }

 private:
  struct Entry {
    std::uint64_t loops = 0;
    std::vector<std::uint32_t> counts;  // by loop
  };
  // A cache line each: publishers of different instances do not meet.
  struct alignas(64) Shard {
    mutable std::shared_mutex mutex;
    std::unordered_map<abi::AudienceId, Entry> entries;  // guarded by mutex
  };
  static constexpr std::size_t kShards = 16;

  Shard& shard_of(abi::AudienceId audience) { return shards_[mix(audience) % kShards]; }
  const Shard& shard_of(abi::AudienceId audience) const { return shards_[mix(audience) % kShards]; }
  static std::uint64_t mix(abi::AudienceId audience) { return audience * 0x9E3779B97F4A7C15u >> 32; }

  std::array<Shard, kShards> shards_;
};

// On which loop a client lives, for emit() and close_client(), which know only its id.
//
// Every member may be called from any thread.
class ClientDirectory {
 public:
  static constexpr std::uint32_t kUnknown = 0xFFFFFFFFu;

  void add(abi::ClientId client, std::uint32_t loop) {
    Shard& shard = shards_[client % kShards];
    std::lock_guard lock(shard.mutex);
    shard.loops[client] = loop;
  }
  void remove(abi::ClientId client) {
    Shard& shard = shards_[client % kShards];
    std::lock_guard lock(shard.mutex);
    shard.loops.erase(client);
  }
  // kUnknown when there is no such client.
  std::uint32_t loop_of(abi::ClientId client) const {
    const Shard& shard = shards_[client % kShards];
    std::lock_guard lock(shard.mutex);
    const auto found = shard.loops.find(client);
    return found == shard.loops.end() ? kUnknown : found->second;
  }

 private:
  struct alignas(64) Shard {
    mutable std::mutex mutex;
    std::unordered_map<abi::ClientId, std::uint32_t> loops;  // guarded by mutex
  };
  static constexpr std::size_t kShards = 16;

  std::array<Shard, kShards> shards_;
};

}  // namespace wagate
