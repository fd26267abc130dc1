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
#include <utility>
#include <vector>

#include "kernel/route/choice.h"
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

// What the members of an audience get, besides where they are. Clients that differ here are in
// different audiences.
struct AudienceTerms {
  AudienceTerms(std::uint32_t extras = 0, ChoicePtr wish = nullptr, ChoicePtr limits = nullptr)  // NOLINT
      : variant(extras), choice(std::move(wish)), bounds(std::move(limits)) {}

  std::uint32_t variant;
  ChoicePtr choice;  // what they asked for; null: everything
  ChoicePtr bounds;  // what they may have at most; null: everything
};

// A set of clients that get the same copies.
struct Audience {
  abi::AudienceId id = 0;
  abi::AudienceKind kind = abi::AudienceKind::root;
  bool custom = false;  // a channel of a command handler: gets no events
  std::uint32_t variant = 0;
  std::string channel;                       // "/" or "/shop-01"; empty for callbacks
  std::string section;                       // the section of an instance that chooses its events; empty: none
  ChoicePtr choice;
  ChoicePtr bounds;
  std::string rendering;                     // of the copy, as in Choice; of choice and bounds together
  std::set<abi::InstanceKey> instances;      // guarded by Audiences; which instances it hears; empty: all (root) or none (custom)
  std::atomic<bool> closed{false};
  std::array<std::atomic<std::uint32_t>, kMaxTransports> members{};

  bool is_chosen() const { return choice || bounds; }
  bool admits(const ChoiceFacts& event) const {
    return (!choice || choice->admits(event)) && (!bounds || bounds->admits(event));
  }

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
  AudiencePtr join_root(AudienceTerms terms, std::size_t transport);
  AudiencePtr join_scoped(const std::set<abi::InstanceKey>& instances, AudienceTerms terms, std::size_t transport);
  AudiencePtr join_instance(abi::InstanceKey instance, std::string_view name, AudienceTerms terms, std::size_t transport);
  AudiencePtr join_custom(std::string_view channel, std::size_t transport);

  // The audience of a transport's callbacks, for one instance or (0) for all. The transport is a member once.
  AudiencePtr join_callback(abi::InstanceKey instance, std::string_view section, std::uint32_t variant,
                            std::size_t transport);
  void leave_callback(abi::AudienceId audience, std::size_t transport);

  // An audience that only somebody's choice has made goes with its last member.
  void leave(Audience& audience, std::size_t transport);

  // Audiences that somebody's choice has made.
  std::size_t chosen() const { return chosen_.load(std::memory_order_relaxed); }

  // True when no client is in any audience.
  bool nobody() const { return total_.load(std::memory_order_relaxed) == 0; }

  // The audiences that hear all instances: the root channel's and callbacks. Null when there never was one.
  std::shared_ptr<const List> of_all() const;

  // The audiences that hear this instance only, or among others. Null when there never was one.
  std::shared_ptr<const List> of(abi::InstanceKey instance) const;

  // Takes an instance out of everything. Returns the audiences that are closed by it, to be told to
  // their transports.
  List close(abi::InstanceKey instance);

 private:
  // Kind, custom, variant, channel, section, instances, and the texts of choice and bounds.
  using Key = std::tuple<abi::AudienceKind, bool, std::uint32_t, std::string, std::string, std::set<abi::InstanceKey>,
                         std::string, std::string>;

  struct Place {  // of an audience, besides its terms
    abi::AudienceKind kind;
    bool custom = false;
    std::string channel;
    std::string section;
    std::set<abi::InstanceKey> instances;
  };

  AudiencePtr join_locked(Place place, AudienceTerms terms, std::size_t transport);
  AudiencePtr find_or_make(Place place, AudienceTerms terms);
  void forget(const Audience& audience);
  static Key key_of(const Audience& audience);
  bool is_gone(abi::InstanceKey instance) const { return instance < gone_.size() && gone_[instance]; }
  static void append(std::shared_ptr<const List>& list, const AudiencePtr& audience);
  static void remove(std::shared_ptr<const List>& list, const Audience& audience);

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
  std::shared_ptr<const List> all_;               // guarded by mutex_
  abi::AudienceId last_id_ = 0;                   // guarded by mutex_
  std::array<Shard, kShards> shards_;
  std::atomic<std::uint64_t> total_{0};
  std::atomic<std::size_t> chosen_{0};
  std::atomic<std::size_t> all_count_{0};  // of all_
};

}  // namespace wagate
