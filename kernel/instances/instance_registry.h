#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "kernel/bus/event_bus.h"
#include "kernel/core/siphash.h"
#include "kernel/core/status.h"
#include "kernel/instances/instance_record.h"
#include "wagate/abi/host.h"
#include "wagate/abi/instances.h"
#include "wagate/log.h"

namespace wagate {

// The instances there are: by name, id, key and token, and in order of creation.
//
// The state of a connection is not set by anybody; it follows the events a provider publishes, before
// any filter sees them. Every change reaches the observers, in order per instance, on the thread that
// made it or on the one that is telling observers already.
//
// Every member may be called from any thread. No lock is held while an observer runs.
class InstanceRegistry final : public EventTap {
 public:
  InstanceRegistry(Logger log, abi::Clock& clock);
  InstanceRegistry(const InstanceRegistry&) = delete;
  InstanceRegistry& operator=(const InstanceRegistry&) = delete;
  ~InstanceRegistry();

  // Null when unknown. Never waits for observers.
  InstancePtr find(std::string_view name) const;
  InstancePtr find_key(abi::InstanceKey key) const;
  InstancePtr find_id(std::string_view id) const;
  InstancePtr find_token(std::string_view token) const;
  std::vector<InstancePtr> all() const;  // in order of creation
  std::size_t size() const;

  // Names that clients cannot use for an instance because a command handler answers there
  // ("custom" for the channel "/custom").
  void reserve_channel(std::string name);
  bool is_reserved(std::string_view name) const;

  // Claims name and token for an instance that is about to be stored, so that two requests at the
  // same time cannot both succeed. already_exists says which of the two is taken.
  Status reserve(const std::string& name, const std::string& token);
  void cancel_reservation(const std::string& name, const std::string& token);

  // Adds an instance and gives it its key; ends its reservation. Tells the observers.
  InstancePtr add(InstanceRecord record);

  // Replaces what `change` changes and tells the observers. Null when the instance is gone. With
  // `touch` the time of the last update moves.
  InstancePtr update(abi::InstanceKey key, const std::function<void(InstanceRecord&)>& change, bool touch = false);

  // False when it was gone already.
  bool remove(abi::InstanceKey key);

  // See abi::Instances::watch(). unwatch() waits until the observer is not running, unless it is
  // called from inside an observer.
  void watch(abi::InstanceObserver& observer);
  void unwatch(abi::InstanceObserver& observer);

  // Waits until the observers know every change made before, unless this thread is inside an observer.
  void wait_told();

  // Called, without a lock, after an event changed something worth storing or the sender: for
  // InstanceControl. Set before the first event.
  struct Follower {
    std::function<void(const InstancePtr&)> store;
    std::function<void(abi::InstanceKey, const std::string& jid)> sender;
  };
  void set_follower(Follower follower) { follower_ = std::move(follower); }

  // From now on a closing connection does not mean that nobody wants it: the gateway stops.
  void begin_stop() { stopping_.store(true); }

  // EventTap: the connection state machine.
  void on_publish(const abi::EventView& event) noexcept override;

 private:
  struct Watcher;
  struct Notice {
    abi::InstanceObserver::Change change;
    InstancePtr record;
    std::shared_ptr<Watcher> only;  // null: all watchers
    bool primes = false;            // the last of the notices a new watcher starts with
  };

  void index_locked(const InstancePtr& record);
  void unindex_locked(const InstancePtr& record);
  void tell(std::unique_lock<std::mutex>& lock);  // takes mutex_ held, returns with it held

  const Logger log_;
  abi::Clock& clock_;
  const SipHash token_hash_;
  Follower follower_;
  std::atomic<bool> stopping_{false};

  mutable std::mutex mutex_;
  abi::InstanceKey last_key_ = 0;                                           // all guarded by mutex_
  std::map<abi::InstanceKey, InstancePtr> by_key_;                          // order of creation
  std::unordered_map<std::string, InstancePtr> by_name_;
  std::unordered_map<std::string, InstancePtr> by_id_;
  std::unordered_multimap<std::uint64_t, InstancePtr> by_token_;            // keyed by a hash nobody can aim at
  std::unordered_set<std::string> reserved_names_;
  std::unordered_set<std::string> reserved_tokens_;
  std::unordered_set<std::string> channels_;

  std::condition_variable told_;
  std::deque<Notice> notices_;
  std::uint64_t told_count_ = 0;  // notices that observers have had
  std::vector<std::shared_ptr<Watcher>> watchers_;
  bool telling_ = false;
};

}  // namespace wagate
