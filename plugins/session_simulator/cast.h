#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace wagate::session_simulator {

enum class Phone { ios, android, web, desktop };

// Somebody with WhatsApp.
struct Person {
  std::string name;
  std::string jid;      // phone identity: "5511970000001@s.whatsapp.net"
  std::string lid;      // hidden identity: "84110000000001@lid"
  std::string picture;  // URL, empty when there is none
  Phone phone = Phone::android;
  bool addressed_by_lid = false;  // direct chats with this person use the lid
  bool known = true;              // in the contact list; a stranger becomes known by writing
  bool reads = true;              // sends read receipts

  const std::string& chat() const { return addressed_by_lid ? lid : jid; }
  const std::string& other_identity() const { return addressed_by_lid ? jid : lid; }
};

struct Member {
  std::size_t person = 0;  // see Cast::person()
  bool admin = false;
};

inline constexpr std::size_t kOwner = static_cast<std::size_t>(-1);
inline constexpr std::size_t kNobody = static_cast<std::size_t>(-2);

struct Group {
  std::string jid;
  std::string subject;
  std::int64_t subject_at = 0;  // Unix seconds; 0: since it was created
  std::size_t subject_by = kNobody;
  std::string description;
  std::string description_id;
  std::string picture;          // URL, empty when there is none
  std::int64_t created_at = 0;  // Unix seconds
  std::size_t creator = kOwner;
  std::int64_t expiration = 0;     // seconds messages live; 0: for ever
  bool announce = false;           // only admins write
  bool locked = false;             // only admins change subject, description and picture
  std::uint32_t invite_round = 0;  // how often the invite code was revoked
  std::vector<Member> members;

  Member* member(std::size_t person);  // null when that person is no member
  const Member* member(std::size_t person) const { return const_cast<Group*>(this)->member(person); }
  bool owner_is_admin() const;
};

struct Label {
  std::string id;
  std::string name;
  int color = 0;
};

// Everybody an account has to do with.
struct Cast {
  Person owner;
  std::vector<Person> persons;
  std::deque<Person> strangers;  // people whom commands brought into groups; nothing else happens with them
  std::vector<Group> groups;
  std::vector<Group> left_groups;
  std::vector<Label> labels;

  // By the number that members of groups have: kOwner, an index of `persons`, or one of `strangers` behind them.
  Person& person(std::size_t number);
  const Person& person(std::size_t number) const { return const_cast<Cast*>(this)->person(number); }
  std::size_t number_of(std::string_view jid) const;  // kNobody when unknown

  Person* find_person(std::string_view jid);  // by either identity, never the owner; null when unknown
  Group* find_group(std::string_view jid);    // null when unknown
  const Group* find_group(std::string_view jid) const { return const_cast<Cast*>(this)->find_group(jid); }
};

// Somebody with that number or hidden identity whom the account does not know; the same JID is always the
// same person.
Person make_stranger(std::string_view jid);

// The cast that belongs to a seed: always the same persons, numbers and groups. `number` is the account's
// own (digits), or empty to invent one.
Cast make_cast(std::uint64_t seed, std::string_view number, std::size_t persons, std::size_t groups);

}  // namespace wagate::session_simulator
