#include "groups.h"

#include <algorithm>
#include <utility>

namespace wagate::session_simulator {
namespace {

constexpr std::string_view kCodeAlphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
constexpr std::size_t kCodeLength = 22;
constexpr std::string_view kForeignSubjects[] = {"Vizinhos", "Book club", "Corrida de sábado", "Buy and sell",
                                                 "Alumni"};

std::string invite_code_of_round(const Group& group, std::uint32_t round) {
  Prng choices(Prng::derive(round, group.jid));
  std::string code = choices.text(kCodeAlphabet, kCodeLength);
  if (code.ends_with("0000")) code.back() = 'A';
  return code;
}

bool looks_like_a_code(std::string_view code) {
  return code.size() == kCodeLength && code.find_first_not_of(kCodeAlphabet) == std::string_view::npos;
}

// Whether the code was one of the group's last hundred before it was revoked.
bool was_revoked(const Group& group, std::string_view code) {
  for (std::uint32_t round = group.invite_round > 100 ? group.invite_round - 100 : 0; round < group.invite_round;
       ++round)
    if (invite_code_of_round(group, round) == code) return true;
  return false;
}

Group foreign_group(const Cast& cast, std::string_view code) {
  Prng choices(Prng::derive(2, code));
  Group group;
  group.jid = "120363" + choices.digits(12) + "@g.us";
  group.subject = choices.pick(kForeignSubjects);
  group.created_at = choices.between(1'600'000'000, 1'740'000'000);
  const std::size_t size = std::min<std::size_t>(cast.persons.size(), 2 + choices.below(6));
  const std::size_t first = choices.below(cast.persons.size());
  for (std::size_t i = 0; i < size; ++i) group.members.push_back({(first + i) % cast.persons.size(), i == 0});
  group.creator = group.members.front().person;
  return group;
}

}  // namespace

std::string invite_code(const Group& group) { return invite_code_of_round(group, group.invite_round); }

Group make_own_group(std::string subject, const std::vector<std::size_t>& members, std::int64_t now, Prng& choices) {
  Group group;
  group.jid = "120363" + choices.digits(12) + "@g.us";
  group.subject = std::move(subject);
  group.created_at = now;
  group.creator = kOwner;
  group.members.push_back({kOwner, true});
  for (const std::size_t member : members) group.members.push_back({member, false});
  return group;
}

bool follow_invite(const Cast& cast, std::string_view code, Invitation& out) {
  if (!looks_like_a_code(code) || code.ends_with("0000")) return false;
  for (const auto* groups : {&cast.groups, &cast.left_groups}) {
    for (const Group& group : *groups) {
      if (was_revoked(group, code)) return false;
      if (invite_code(group) != code) continue;
      out = {group, groups == &cast.groups};
      return true;
    }
  }
  out = {foreign_group(cast, code), false};
  out.is_member = cast.find_group(out.group.jid) != nullptr;
  if (out.is_member) out.group = *cast.find_group(out.group.jid);
  return true;
}

std::size_t introduce(Cast& cast, std::string_view jid) {
  const std::size_t known = cast.number_of(jid);
  if (known != kNobody) return known;
  if (cast.strangers.size() >= kMaxStrangers) return kNobody;
  cast.strangers.push_back(make_stranger(jid));
  return cast.persons.size() + cast.strangers.size() - 1;
}

}  // namespace wagate::session_simulator
