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

AudiencePtr Audiences::join_locked(Key key, std::size_t transport) {
  AudiencePtr& audience = by_key_[key];
  if (!audience) {
    audience = std::make_shared<Audience>();
    audience->id = ++last_id_;
    std::tie(audience->kind, audience->custom, audience->variant, audience->channel, audience->instances) = std::move(key);
    if (audience->kind == AudienceKind::root) append(root_, audience);
    for (const abi::InstanceKey instance : audience->instances) {
      Shard& shard = shard_of(instance);
      std::lock_guard lock(shard.mutex);
      append(shard.lists[instance], audience);
    }
  }
  audience->members[transport].fetch_add(1, std::memory_order_relaxed);
  total_.fetch_add(1, std::memory_order_relaxed);
  return audience;
}

AudiencePtr Audiences::join_root(std::uint32_t variant, std::size_t transport) {
  std::lock_guard lock(mutex_);
  return join_locked({AudienceKind::root, false, variant, "/", {}}, transport);
}

AudiencePtr Audiences::join_scoped(const std::set<abi::InstanceKey>& instances, std::uint32_t variant,
                                   std::size_t transport) {
  std::lock_guard lock(mutex_);
  std::set<abi::InstanceKey> there;
  for (const abi::InstanceKey instance : instances)
    if (!is_gone(instance)) there.insert(instance);
  if (there.empty()) return nullptr;
  return join_locked({AudienceKind::root_scoped, false, variant, "/", std::move(there)}, transport);
}

AudiencePtr Audiences::join_instance(abi::InstanceKey instance, std::string_view name, std::uint32_t variant,
                                     std::size_t transport) {
  std::lock_guard lock(mutex_);
  if (is_gone(instance)) return nullptr;
  return join_locked({AudienceKind::instance, false, variant, "/" + std::string(name), {instance}}, transport);
}

AudiencePtr Audiences::join_custom(std::string_view channel, std::size_t transport) {
  std::lock_guard lock(mutex_);
  return join_locked({AudienceKind::instance, true, 0, std::string(channel), {}}, transport);
}

void Audiences::leave(Audience& audience, std::size_t transport) {
  audience.members[transport].fetch_sub(1, std::memory_order_relaxed);
  total_.fetch_sub(1, std::memory_order_relaxed);
}

std::shared_ptr<const Audiences::List> Audiences::root() const {
  std::lock_guard lock(mutex_);
  return root_;
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
    by_key_.erase({audience->kind, audience->custom, audience->variant, audience->channel, audience->instances});
    closed.push_back(audience);
  }
  return closed;
}

}  // namespace wagate
