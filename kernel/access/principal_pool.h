#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <unordered_map>

#include "kernel/access/principal.h"

namespace wagate {

// Makes principals, equal ones once: the clients that showed one key are ten thousand, who they are is one object.
//
// Holds nothing alive. Every member may be called from any thread.
class PrincipalPool {
 public:
  PrincipalPtr share(const abi::PrincipalSpec& spec);

  // Those it remembers, among them some that are gone already.
  std::size_t size() const;

 private:
  void sweep();  // mutex held

  mutable std::mutex mutex_;
  std::unordered_multimap<std::size_t, std::weak_ptr<const AccessPrincipal>> known_;  // guarded by mutex_; by hash
  std::size_t sweep_at_ = 64;                                                         // guarded by mutex_
};

}  // namespace wagate
