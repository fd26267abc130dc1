#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "node/jid.h"
#include "session/wire.h"
#include "wagate/abi/host.h"

namespace wagate::session_whatsapp {

// Who is in a group, as far as sending to it needs to know.
struct GroupMembers {
  bool uses_lids = false;      // members are named by hidden ids
  std::uint32_t timer_s = 0;   // after which messages disappear; 0: they stay
  std::vector<Jid> accounts;   // without device
};

// The members of groups. Lists are kept for an hour, or until the server tells that one has changed. Used on the lane.
class GroupDirectory {
 public:
  static constexpr std::int64_t kFreshSeconds = 3'600;
  static constexpr std::size_t kMaxGroups = 1'000;
  static constexpr std::size_t kMaxMembers = 2'048;

  // A member's two names (users), when the group tells both.
  using Learnt = std::function<void(const std::string& pn, const std::string& lid)>;
  enum class Failure { none, not_found, no_answer };
  using Done = std::function<void(Failure, const GroupMembers&)>;

  // All of it outlives the directory.
  GroupDirectory(Wire& wire, abi::Clock& clock, Learnt learnt)
      : wire_(wire), clock_(clock), learnt_(std::move(learnt)) {}

  // Calls `done` once, at once when the list is known.
  void find(const Jid& group, Done done);

  void forget(const std::string& group) { known_.erase(group); }

 private:
  struct Known {
    GroupMembers members;
    std::int64_t at = 0;
  };

  GroupMembers read(const Node& group) const;

  Wire& wire_;
  abi::Clock& clock_;
  const Learnt learnt_;
  std::unordered_map<std::string, Known> known_;
};

}  // namespace wagate::session_whatsapp
