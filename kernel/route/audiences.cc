#include "kernel/route/audiences.h"

#include <algorithm>
#include <utility>

namespace wagate {

using abi::AudienceKind;

Audiences::Audiences() = default;

void Audiences::append(std::shared_ptr<const List>& list, const AudiencePtr& audience) {
  auto next = list ? std::make_shared<List>(*list) : std::make_shared<List>();
  next->push_back(audience);
  list = std::move(next);
}

void Audiences::remove(std::shared_ptr<const List>& list, const Audience& audience) {
  if (!list) return;
  auto next = std::make_shared<List>(*list);
  std::erase_if(*next, [&](const AudiencePtr& it) { return it.get() == &audience; });
  list = std::move(next);
}

Audiences::Key Audiences::key_of(const Audience& audience) {
  return {audience.kind,    audience.custom,    audience.variant,
          audience.channel, audience.section,   audience.instances,
          audience.choice ? audience.choice->text : std::string(), audience.bounds ? audience.bounds->text : std::string()};
}

AudiencePtr Audiences::find_or_make(Place place, AudienceTerms terms) {
  auto made = std::make_shared<Audience>();
  made->kind = place.kind;
  made->custom = place.custom;
  made->variant = terms.variant;
  made->channel = std::move(place.channel);
  made->section = std::move(place.section);
  made->instances = std::move(place.instances);
  made->choice = std::move(terms.choice);
  made->bounds = std::move(terms.bounds);
  AudiencePtr& audience = by_key_[key_of(*made)];
  if (audience) return audience;

  made->id = ++last_id_;
  if (made->choice) made->rendering = made->choice->rendering();
  if (made->bounds) {
    Choice both = made->choice ? *made->choice : Choice{};
    both.base64 = both.base64 || made->bounds->base64;
    both.omit.insert(made->bounds->omit.begin(), made->bounds->omit.end());
    made->rendering = both.rendering();
  }
  if (made->choice || made->bounds) chosen_.fetch_add(1, std::memory_order_relaxed);
  audience = std::move(made);
  if (audience->instances.empty() && !audience->custom) {
    append(all_, audience);
    all_count_.store(all_->size(), std::memory_order_release);
  }
  for (const abi::InstanceKey instance : audience->instances) {
    Shard& shard = shard_of(instance);
    std::lock_guard lock(shard.mutex);
    append(shard.lists[instance], audience);
  }
  return audience;
}

AudiencePtr Audiences::join_locked(Place place, AudienceTerms terms, std::size_t transport) {
  AudiencePtr audience = find_or_make(std::move(place), std::move(terms));
  audience->members[transport].fetch_add(1, std::memory_order_relaxed);
  total_.fetch_add(1, std::memory_order_relaxed);
  return audience;
}

AudiencePtr Audiences::join_root(AudienceTerms terms, std::size_t transport) {
  std::lock_guard lock(mutex_);
  return join_locked({AudienceKind::root, false, "/", "", {}}, std::move(terms), transport);
}

AudiencePtr Audiences::join_scoped(const std::set<abi::InstanceKey>& instances, AudienceTerms terms,
                                   std::size_t transport) {
  std::lock_guard lock(mutex_);
  std::set<abi::InstanceKey> there;
  for (const abi::InstanceKey instance : instances)
    if (!is_gone(instance)) there.insert(instance);
  if (there.empty()) return nullptr;
  return join_locked({AudienceKind::root_scoped, false, "/", "", std::move(there)}, std::move(terms), transport);
}

AudiencePtr Audiences::join_instance(abi::InstanceKey instance, std::string_view name, AudienceTerms terms,
                                     std::size_t transport) {
  std::lock_guard lock(mutex_);
  if (is_gone(instance)) return nullptr;
  return join_locked({AudienceKind::instance, false, "/" + std::string(name), "websocket", {instance}}, std::move(terms),
                     transport);
}

AudiencePtr Audiences::join_custom(std::string_view channel, std::size_t transport) {
  std::lock_guard lock(mutex_);
  return join_locked({AudienceKind::instance, true, std::string(channel), "", {}}, {}, transport);
}

AudiencePtr Audiences::join_callback(abi::InstanceKey instance, std::string_view section, std::uint32_t variant,
                                     std::size_t transport) {
  std::lock_guard lock(mutex_);
  std::set<abi::InstanceKey> heard;
  if (instance != 0) {
    if (is_gone(instance)) return nullptr;
    heard.insert(instance);
  }
  AudiencePtr audience =
      find_or_make({AudienceKind::callback, false, "", std::string(section), std::move(heard)}, variant);
  if (audience->members[transport].exchange(1, std::memory_order_relaxed) == 0)
    total_.fetch_add(1, std::memory_order_relaxed);
  return audience;
}

void Audiences::leave_callback(abi::AudienceId id, std::size_t transport) {
  std::lock_guard lock(mutex_);
  const auto found = std::find_if(by_key_.begin(), by_key_.end(), [id](const auto& it) { return it.second->id == id; });
  if (found == by_key_.end() || found->second->kind != AudienceKind::callback) return;
  const AudiencePtr audience = found->second;
  if (audience->members[transport].exchange(0, std::memory_order_relaxed) == 0) return;
  total_.fetch_sub(1, std::memory_order_relaxed);
  if (!audience->has_members()) forget(*audience);
}

void Audiences::leave(Audience& audience, std::size_t transport) {
  audience.members[transport].fetch_sub(1, std::memory_order_relaxed);
  total_.fetch_sub(1, std::memory_order_relaxed);
  if (!audience.choice && !audience.bounds) return;
  std::lock_guard lock(mutex_);
  if (!audience.has_members()) forget(audience);
}

// Whoever delivers at this moment still has the list with it, and finds no members. The mutex is held.
void Audiences::forget(const Audience& audience) {
  const auto found = by_key_.find(key_of(audience));
  if (found == by_key_.end() || found->second.get() != &audience) return;
  const AudiencePtr kept = found->second;
  by_key_.erase(found);
  if (kept->choice || kept->bounds) chosen_.fetch_sub(1, std::memory_order_relaxed);
  if (kept->instances.empty() && all_) {
    remove(all_, *kept);
    all_count_.store(all_->size(), std::memory_order_release);
  }
  for (const abi::InstanceKey instance : kept->instances) {
    Shard& shard = shard_of(instance);
    std::lock_guard lock(shard.mutex);
    if (const auto list = shard.lists.find(instance); list != shard.lists.end()) remove(list->second, *kept);
  }
}

std::shared_ptr<const Audiences::List> Audiences::of_all() const {
  if (all_count_.load(std::memory_order_acquire) == 0) return nullptr;  // every event comes by: no lock for nothing
  std::lock_guard lock(mutex_);
  return all_;
}

std::shared_ptr<const Audiences::List> Audiences::of(abi::InstanceKey instance) const {
  const Shard& shard = shard_of(instance);
  std::lock_guard lock(shard.mutex);
  const auto found = shard.lists.find(instance);
  return found == shard.lists.end() ? nullptr : found->second;
}

Audiences::List Audiences::close(abi::InstanceKey instance) {
  List closed;
  std::lock_guard lock(mutex_);
  if (gone_.size() <= instance) gone_.resize(instance + 1);
  gone_[instance] = true;
  std::shared_ptr<const List> list;
  {
    Shard& shard = shard_of(instance);
    std::lock_guard shard_lock(shard.mutex);
    if (auto node = shard.lists.extract(instance)) list = std::move(node.mapped());
  }
  if (!list) return closed;
  for (const AudiencePtr& audience : *list) {
    // Its members hear other instances, too: they stay. Later clients with the same list of
    // instances get an audience without this one.
    const auto left = std::any_of(audience->instances.begin(), audience->instances.end(),
                                  [&](abi::InstanceKey other) { return !is_gone(other); });
    if (left) continue;
    audience->closed.store(true, std::memory_order_release);
    // Clients will leave, one by one; a callback is not found any more.
    if (audience->kind == AudienceKind::callback)
      for (const auto& count : audience->members) total_.fetch_sub(count.load(std::memory_order_relaxed), std::memory_order_relaxed);
    forget(*audience);
    closed.push_back(audience);
  }
  return closed;
}

}  // namespace wagate
