#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <vector>

#include "wagate/abi/event_filter.h"

namespace wagate {

// How many transports there can be at a time; the place of a transport in member counts.
inline constexpr std::size_t kMaxTransports = 16;

// What members of an audience may see beyond the ordinary. Clients that differ here are in different
// audiences of the same channel, so that one copy is right for all members of an audience.
enum AudienceVariant : std::uint32_t {
  kSeesTokens = 1u << 0,  // the instance's token in envelopes, when exposure is on
  kSeesRaw = 1u << 1,     // raw call signalling: those who may command
};

// A set of clients that get the same copies.
struct Audience {
  abi::AudienceId id = 0;
  abi::AudienceKind kind = abi::AudienceKind::root;
  bool custom = false;  // a channel of a command handler: gets no events
  std::uint32_t variant = 0;
  std::string channel;                       // "/" or "/shop-01"
  std::set<abi::InstanceKey> instances;      // guarded by Audiences; which instances it hears; empty: all (root) or none (custom)
  std::atomic<bool> closed{false};
  std::array<std::atomic<std::uint32_t>, kMaxTransports> members{};

  bool has_members() const {
    for (const auto& count : members)
      if (count.load(std::memory_order_relaxed) != 0) return true;
    return false;
  }
};

using AudiencePtr = std::shared_ptr<Audience>;

// Which audiences there are, who is in them, and which of them an event of an instance reaches.
//
// An audience comes into being when its first client joins. Looking up the audiences of an event costs
// one hash look-up; an event of an instance that nobody listens to finds out with two loads.
// Every member may be called from any thread.
class Audiences {
 public:
  using List = std::vector<AudiencePtr>;

  Audiences();
  Audiences(const Audiences&) = delete;
  Audiences& operator=(const Audiences&) = delete;

  // Adds one member of the transport. Null when the audience is closed: the instance is gone.
  AudiencePtr join_root(std::uint32_t variant, std::size_t transport);
  AudiencePtr join_scoped(const std::set<abi::InstanceKey>& instances, std::uint32_t variant, std::size_t transport);
  AudiencePtr join_instance(abi::InstanceKey instance, std::string_view name, std::uint32_t variant, std::size_t transport);
  AudiencePtr join_custom(std::string_view channel, std::size_t transport);

  void leave(Audience& audience, std::size_t transport);

  // True when no client is in any audience.
  bool nobody() const { return total_.load(std::memory_order_relaxed) == 0; }

  // The audiences of the root channel that hear all instances. Null when there never was one.
  std::shared_ptr<const List> root() const;

  // The audiences that hear this instance only, or among others. Null when there never was one.
  std::shared_ptr<const List> of(abi::InstanceKey instance) const;

  // Takes an instance out of everything. Returns the audiences that are closed by it, to be told to
  // their transports.
  List close(abi::InstanceKey instance);

 private:
  using Key = std::tuple<abi::AudienceKind, bool, std::uint32_t, std::string, std::set<abi::InstanceKey>>;

  AudiencePtr join_locked(Key key, std::size_t transport);
  bool is_gone(abi::InstanceKey instance) const { return instance < gone_.size() && gone_[instance]; }
  static void append(std::shared_ptr<const List>& list, const AudiencePtr& audience);

  static constexpr std::size_t kShards = 32;
  struct Shard {
    mutable std::mutex mutex;
    std::unordered_map<abi::InstanceKey, std::shared_ptr<const List>> lists;  // guarded by mutex
  };
  Shard& shard_of(abi::InstanceKey key) { return shards_[key % kShards]; }
  const Shard& shard_of(abi::InstanceKey key) const { return shards_[key % kShards]; }

  mutable std::mutex mutex_;
  std::map<Key, AudiencePtr> by_key_;             // guarded by mutex_
  std::vector<bool> gone_;                        // guarded by mutex_; by key: one bit per instance that ever was
  std::shared_ptr<const List> root_;              // guarded by mutex_
  abi::AudienceId last_id_ = 0;                   // guarded by mutex_
  std::array<Shard, kShards> shards_;
  std::atomic<std::uint64_t> total_{0};
};

}  // namespace wagate
