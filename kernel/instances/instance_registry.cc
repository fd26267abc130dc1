#include "kernel/instances/instance_registry.h"

#include <algorithm>
#include <utility>

#include "kernel/core/constant_time.h"
#include "kernel/instances/instance_store.h"
#include "wagate/events/instance.h"

namespace wagate {

namespace {

using abi::ConnectionState;
using abi::StatusCode;
using Change = abi::InstanceObserver::Change;

// Whether this thread is telling an observer: then it must not wait for observers.
thread_local constinit int telling_depth = 0;

void clear_qr(InstanceRecord& record) {
  record.qr_code.clear();
  record.qr_base64.clear();
  record.pairing_code.clear();
}

}  // namespace

// An observer, and whether it is being told something right now.
struct InstanceRegistry::Watcher {
  explicit Watcher(abi::InstanceObserver& target) : observer(target) {}

  abi::InstanceObserver& observer;
  bool active = true;   // guarded by mutex_
  bool running = false;  // guarded by mutex_
  bool primed = false;  // guarded by mutex_; it knows all instances there were
};

InstanceRegistry::InstanceRegistry(Logger log, abi::Clock& clock) : log_(log), clock_(clock) {}

InstanceRegistry::~InstanceRegistry() = default;

InstancePtr InstanceRegistry::find(std::string_view name) const {
  std::lock_guard lock(mutex_);
  const auto found = by_name_.find(std::string(name));
  return found == by_name_.end() ? nullptr : found->second;
}

InstancePtr InstanceRegistry::find_key(abi::InstanceKey key) const {
  std::lock_guard lock(mutex_);
  const auto found = by_key_.find(key);
  return found == by_key_.end() ? nullptr : found->second;
}

InstancePtr InstanceRegistry::find_id(std::string_view id) const {
  std::lock_guard lock(mutex_);
  const auto found = by_id_.find(std::string(id));
  return found == by_id_.end() ? nullptr : found->second;
}

InstancePtr InstanceRegistry::find_token(std::string_view token) const {
  // The hash has a secret key, so how long the look-up takes says nothing about a token; the one
  // candidate is compared in constant time.
  const std::uint64_t hash = token_hash_(token);
  std::lock_guard lock(mutex_);
  const auto [first, last] = by_token_.equal_range(hash);
  for (auto it = first; it != last; ++it) {
    if (constant_time_equal(it->second->token, token)) return it->second;
  }
  return nullptr;
}

std::vector<InstancePtr> InstanceRegistry::all() const {
  std::lock_guard lock(mutex_);
  std::vector<InstancePtr> out;
  out.reserve(by_key_.size());
  for (const auto& [key, record] : by_key_) out.push_back(record);
  return out;
}

std::size_t InstanceRegistry::size() const {
  std::lock_guard lock(mutex_);
  return by_key_.size();
}

void InstanceRegistry::reserve_channel(std::string name) {
  std::lock_guard lock(mutex_);
  channels_.insert(std::move(name));
}

bool InstanceRegistry::is_reserved(std::string_view name) const {
  std::lock_guard lock(mutex_);
  return channels_.contains(std::string(name));
}

Status InstanceRegistry::reserve(const std::string& name, const std::string& token) {
  const std::uint64_t hash = token_hash_(token);
  std::lock_guard lock(mutex_);
  if (by_name_.contains(name) || reserved_names_.contains(name))
    return Status(StatusCode::already_exists, "This name \"" + name + "\" is already in use.");
  const auto [first, last] = by_token_.equal_range(hash);
  const bool in_use =
      std::any_of(first, last, [&](const auto& entry) { return constant_time_equal(entry.second->token, token); });
  if (in_use || reserved_tokens_.contains(token)) return Status(StatusCode::already_exists, "Token already exists");
  reserved_names_.insert(name);
  reserved_tokens_.insert(token);
  return {};
}

void InstanceRegistry::cancel_reservation(const std::string& name, const std::string& token) {
  std::lock_guard lock(mutex_);
  reserved_names_.erase(name);
  reserved_tokens_.erase(token);
}

void InstanceRegistry::index_locked(const InstancePtr& record) {
  by_key_[record->key] = record;
  by_name_[record->name] = record;
  by_id_[record->id] = record;
  by_token_.emplace(token_hash_(record->token), record);
}

void InstanceRegistry::unindex_locked(const InstancePtr& record) {
  by_key_.erase(record->key);
  by_name_.erase(record->name);
  by_id_.erase(record->id);
  const auto [first, last] = by_token_.equal_range(token_hash_(record->token));
  for (auto it = first; it != last; ++it) {
    if (it->second->key != record->key) continue;
    by_token_.erase(it);
    break;
  }
}

InstancePtr InstanceRegistry::add(InstanceRecord record) {
  std::unique_lock lock(mutex_);
  record.key = ++last_key_;
  reserved_names_.erase(record.name);
  reserved_tokens_.erase(record.token);
  const InstancePtr added = std::make_shared<const InstanceRecord>(std::move(record));
  index_locked(added);
  notices_.push_back({Change::created, added, nullptr, false});
  tell(lock);
  return added;
}

InstancePtr InstanceRegistry::update(abi::InstanceKey key, const std::function<void(InstanceRecord&)>& change, bool touch) {
  std::unique_lock lock(mutex_);
  const auto found = by_key_.find(key);
  if (found == by_key_.end()) return nullptr;
  const InstancePtr before = found->second;
  auto next = std::make_shared<InstanceRecord>(*before);
  change(*next);
  if (touch) next->updated_at_ms = clock_.unix_ms();
  const InstancePtr after = std::move(next);
  unindex_locked(before);
  index_locked(after);
  notices_.push_back({Change::updated, after, nullptr, false});
  tell(lock);
  return after;
}

bool InstanceRegistry::remove(abi::InstanceKey key) {
  std::unique_lock lock(mutex_);
  const auto found = by_key_.find(key);
  if (found == by_key_.end()) return false;
  const InstancePtr record = found->second;
  unindex_locked(record);
  notices_.push_back({Change::removed, record, nullptr, false});
  tell(lock);
  return true;
}

void InstanceRegistry::watch(abi::InstanceObserver& observer) {
  std::unique_lock lock(mutex_);
  const auto watcher = std::make_shared<Watcher>(observer);
  for (const auto& [key, record] : by_key_) notices_.push_back({Change::created, record, watcher, false});
  // Its own notices are queued before any later change, so it sees each instance once.
  notices_.push_back({Change::created, nullptr, watcher, true});
  watchers_.push_back(watcher);
  tell(lock);
  if (telling_depth == 0) told_.wait(lock, [&] { return watcher->primed || !watcher->active; });
}

void InstanceRegistry::unwatch(abi::InstanceObserver& observer) {
  std::unique_lock lock(mutex_);
  for (auto it = watchers_.begin(); it != watchers_.end();) {
    if (&(*it)->observer != &observer) {
      ++it;
      continue;
    }
    const std::shared_ptr<Watcher> watcher = *it;
    watcher->active = false;
    watchers_.erase(it);
    told_.notify_all();
    if (telling_depth == 0) told_.wait(lock, [&] { return !watcher->running; });
    it = watchers_.begin();
  }
}

void InstanceRegistry::wait_told() {
  if (telling_depth > 0) return;
  std::unique_lock lock(mutex_);
  const std::uint64_t target = told_count_ + notices_.size() + (telling_ ? 1 : 0);
  told_.wait(lock, [&] { return told_count_ >= target || (!telling_ && notices_.empty()); });
}

void InstanceRegistry::tell(std::unique_lock<std::mutex>& lock) {
  if (telling_) return;  // the thread that is telling goes on with what was added
  telling_ = true;
  while (!notices_.empty()) {
    const Notice notice = std::move(notices_.front());
    notices_.pop_front();
    if (notice.primes) {
      notice.only->primed = true;
      ++told_count_;
      told_.notify_all();
      continue;
    }
    // A watcher that came after this change was queued knows the instance from its own notices.
    std::vector<std::shared_ptr<Watcher>> watchers;
    if (notice.only) {
      watchers.push_back(notice.only);
    } else {
      for (const auto& watcher : watchers_)
        if (watcher->primed) watchers.push_back(watcher);
    }
    for (const auto& watcher : watchers) {
      if (!watcher->active) continue;
      watcher->running = true;
      lock.unlock();
      ++telling_depth;
      watcher->observer.on_instance(notice.change, notice.record->info());
      --telling_depth;
      lock.lock();
      watcher->running = false;
      told_.notify_all();
    }
    ++told_count_;
    told_.notify_all();
  }
  telling_ = false;
  told_.notify_all();
}

void InstanceRegistry::on_publish(const abi::EventView& event) noexcept {
  const abi::InstanceKey key = event.meta->instance;
  if (key == 0) return;
  switch (event.type->catalog_index) {
    case EventTraits<QrcodeUpdated>::catalog_index: {
      const auto& qr = *static_cast<const QrcodeUpdated*>(event.facts);
      update(key, [&](InstanceRecord& record) {
        if (qr.limit_reached) {
          clear_qr(record);
          return;
        }
        record.qr_code = qr.code.str();
        record.qr_base64 = qr.base64.str();
        record.pairing_code = qr.pairing_code.str();
        ++record.qr_count;
      });
      return;
    }
    case EventTraits<StatusInstance>::catalog_index: {
      const auto& status = *static_cast<const StatusInstance*>(event.facts);
      if (status.status != "closed") return;
      const std::string disconnection = disconnection_of(status.document.json);
      const std::int64_t at = event.meta->at_ms;
      update(key, [&](InstanceRecord& record) {
        record.disconnected_at_ms = at;
        record.disconnection_code = status.reason_code;
        record.disconnection_json = disconnection;
      });
      return;  // stored with the connection.update that follows
    }
    case EventTraits<ConnectionUpdate>::catalog_index: {
      const auto& connection = *static_cast<const ConnectionUpdate*>(event.facts);
      const bool stopping = stopping_.load();
      const bool opened = connection.state == "open";
      const bool closed = connection.state == "close" || connection.state == "refused";
      if (!opened && !closed && connection.state != "connecting") return;
      const InstancePtr record = update(key, [&](InstanceRecord& changed) {
        if (opened) {
          changed.state = ConnectionState::open;
          if (!connection.wuid.empty()) changed.owner_jid = connection.wuid.str();
          if (!connection.profile_name.empty()) changed.profile_name = connection.profile_name.str();
          if (!connection.profile_picture_url.empty())
            changed.profile_picture_url = connection.profile_picture_url.str();
          changed.wanted = true;
        } else {
          changed.state = closed ? ConnectionState::close : ConnectionState::connecting;
          if (closed && !stopping) changed.wanted = false;
        }
        if (opened || closed) {
          clear_qr(changed);
          changed.qr_count = 0;
        }
      }, /*touch=*/opened || closed);
      if (!record) return;
      if (opened && follower_.sender) follower_.sender(key, record->owner_jid);
      if ((opened || closed) && follower_.store) follower_.store(record);
      return;
    }
    default: return;
  }
}

}  // namespace wagate
