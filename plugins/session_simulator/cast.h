#pragma once

#include <cstdint>
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
  std::size_t person = 0;  // index in Cast::persons, or kOwner
  bool admin = false;
};

inline constexpr std::size_t kOwner = static_cast<std::size_t>(-1);

struct Group {
  std::string jid;
  std::string subject;
  std::string description;
  std::int64_t created_at = 0;  // Unix seconds
  std::size_t creator = kOwner;
  std::int64_t expiration = 0;  // seconds messages live; 0: for ever
  bool announce = false;
  std::vector<Member> members;
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
  std::vector<Group> groups;
  std::vector<Label> labels;

  const Person& person(std::size_t index) const { return index == kOwner ? owner : persons[index]; }
  Person* find_person(std::string_view jid);            // by either identity; null when unknown
  const Group* find_group(std::string_view jid) const;  // null when unknown
};

// The cast that belongs to a seed: always the same persons, numbers and groups. `number` is the account's
// own (digits), or empty to invent one.
Cast make_cast(std::uint64_t seed, std::string_view number, std::size_t persons, std::size_t groups);

}  // namespace wagate::session_simulator
