#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "cast.h"
#include "prng.h"

// What happens to the groups of a cast when the account changes them.
namespace wagate::session_simulator {

inline constexpr std::size_t kMaxGroups = 512;
inline constexpr std::size_t kMaxStrangers = 4'096;

// 22 letters and digits that lead to the group until they are revoked.
std::string invite_code(const Group& group);

// A group that the account creates. Members are numbers of the cast.
Group make_own_group(std::string subject, const std::vector<std::size_t>& members, std::int64_t now, Prng& choices);

// Where an invite code leads: a group of the account, one it left, or, for a code nobody knows, a group of
// others that this code always leads to. False for a code that leads nowhere: of another form, revoked, or
// one that ends in 0000.
struct Invitation {
  Group group;
  bool is_member = false;
};
bool follow_invite(const Cast& cast, std::string_view code, Invitation& out);

// The number of a person, who becomes a stranger of the cast when nobody has that JID; kNobody when there are
// too many strangers already.
std::size_t introduce(Cast& cast, std::string_view jid);

}  // namespace wagate::session_simulator
