#include "kernel/access/principal_pool.h"

#include <algorithm>
#include <functional>
#include <string_view>
#include <utility>

namespace wagate {
namespace {

// Of what tells principals apart most often; the rest is compared.
std::size_t principal_hash(const AccessPrincipal& principal) {
  const std::hash<std::string_view> hash;
  std::size_t out = hash(principal.credential()) * 31 + hash(principal.subject());
  if (!principal.instance_ids().empty()) out = out * 31 + hash(*principal.instance_ids().begin());
  return out;
}

}  // namespace

PrincipalPtr PrincipalPool::share(const abi::PrincipalSpec& spec) {
  AccessPrincipal made(spec);
  const std::size_t hash = principal_hash(made);
  std::lock_guard lock(mutex_);
  const auto [begin, end] = known_.equal_range(hash);
  for (auto entry = begin; entry != end; ++entry) {
    PrincipalPtr shared = entry->second.lock();
    if (shared && *shared == made) return shared;
  }
  auto shared = std::make_shared<const AccessPrincipal>(std::move(made));
  known_.emplace(hash, shared);
  if (known_.size() >= sweep_at_) sweep();
  return shared;
}

std::size_t PrincipalPool::size() const {
  std::lock_guard lock(mutex_);
  return known_.size();
}

// At twice the size that the last one left, so that it costs nothing per principal.
void PrincipalPool::sweep() {
  std::erase_if(known_, [](const auto& entry) { return entry.second.expired(); });
  sweep_at_ = std::max<std::size_t>(64, known_.size() * 2);
}

}  // namespace wagate
