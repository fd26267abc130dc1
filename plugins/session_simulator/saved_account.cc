#include "saved_account.h"

#include <charconv>
#include <utility>

#include "groups.h"

namespace wagate::session_simulator {
namespace {

constexpr std::string_view kNobodyMark = "-";

// Texts of a line hold no line breaks and no tabs: those separate.
std::string escaped(std::string_view text) {
  static constexpr char kHex[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && c != '%') {
      out += c;
      continue;
    }
    out += '%';
    out += kHex[byte >> 4];
    out += kHex[byte & 15];
  }
  return out;
}

std::string unescaped(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned byte = 0;
    if (text[i] == '%' && i + 2 < text.size() &&
        std::from_chars(text.data() + i + 1, text.data() + i + 3, byte, 16).ptr == text.data() + i + 3) {
      out += static_cast<char>(byte);
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

// The parts of a line between separators.
class Fields {
 public:
  Fields(std::string_view text, char separator) : rest_(text), separator_(separator) {}

  bool more() const { return !done_; }
  std::string_view next() {
    const std::size_t end = rest_.find(separator_);
    const std::string_view field = rest_.substr(0, end);
    done_ = end == std::string_view::npos;
    rest_.remove_prefix(done_ ? rest_.size() : end + 1);
    return field;
  }
  std::string next_text() { return unescaped(next()); }
  template <typename Number>
  Number next_number() {
    Number out{};
    const std::string_view field = next();
    std::from_chars(field.data(), field.data() + field.size(), out);
    return out;
  }

 private:
  std::string_view rest_;
  char separator_;
  bool done_ = false;
};

std::string identity(const Cast& cast, std::size_t number) {
  return number == kNobody ? std::string(kNobodyMark) : cast.person(number).jid;
}

std::string group_line(const Group& group, const Cast& cast) {
  std::string out;
  const auto add = [&](const std::string& field) { out += escaped(field) + '\t'; };
  add(group.jid);
  add(group.subject);
  add(std::to_string(group.subject_at));
  add(identity(cast, group.subject_by));
  add(group.description);
  add(group.description_id);
  add(group.picture);
  add(std::to_string(group.created_at));
  add(identity(cast, group.creator));
  add(std::to_string(group.expiration));
  add(group.announce ? "1" : "0");
  add(group.locked ? "1" : "0");
  add(std::to_string(group.invite_round));
  std::string members;
  for (const Member& member : group.members)
    members += (members.empty() ? "" : ",") + identity(cast, member.person) + (member.admin ? ":a" : ":m");
  return out + members;
}

std::size_t number_of_saved(Cast& cast, const std::string& jid) {
  return jid == kNobodyMark ? kNobody : introduce(cast, jid);
}

// False for a line that is no group.
bool group_from(const std::string& line, Cast& cast, Group& group) {
  Fields fields(line, '\t');
  group.jid = fields.next_text();
  group.subject = fields.next_text();
  group.subject_at = fields.next_number<std::int64_t>();
  group.subject_by = number_of_saved(cast, fields.next_text());
  group.description = fields.next_text();
  group.description_id = fields.next_text();
  group.picture = fields.next_text();
  group.created_at = fields.next_number<std::int64_t>();
  group.creator = number_of_saved(cast, fields.next_text());
  group.expiration = fields.next_number<std::int64_t>();
  group.announce = fields.next() == "1";
  group.locked = fields.next() == "1";
  group.invite_round = fields.next_number<std::uint32_t>();
  if (!fields.more() || !group.jid.ends_with("@g.us") || group.creator == kNobody) return false;
  for (Fields members(fields.next(), ','); members.more();) {
    const std::string_view entry = members.next();
    const std::size_t colon = entry.find(':');
    if (colon == std::string_view::npos) return false;
    const std::size_t person = number_of_saved(cast, std::string(entry.substr(0, colon)));
    if (person == kNobody) return false;
    group.members.push_back({person, entry.substr(colon + 1) == "a"});
  }
  return true;
}

}  // namespace

SavedAccount SavedAccount::of(World& world) {
  const Cast& cast = world.cast();
  SavedAccount out;
  out.touched = true;
  out.owner = cast.owner.jid;
  out.name = cast.owner.name;
  out.picture = cast.owner.picture;
  out.account = world.account();
  for (const Group& group : cast.groups) out.groups.push_back(group_line(group, cast));
  for (const Group& group : cast.left_groups) out.left_groups.push_back(group_line(group, cast));
  return out;
}

void SavedAccount::restore(World& world) const {
  Cast& cast = world.cast();
  if (!touched || owner != cast.owner.jid) return;
  cast.owner.name = name;
  cast.owner.picture = picture;
  world.account() = account;
  const auto read_groups = [&](const std::vector<std::string>& lines) {
    std::vector<Group> out;
    for (const std::string& line : lines)
      if (Group group; group_from(line, cast, group)) out.push_back(std::move(group));
    return out;
  };
  cast.groups = read_groups(groups);
  cast.left_groups = read_groups(left_groups);
}

void SavedAccount::write(std::ostream& out) const {
  if (!touched) return;
  const Privacy& privacy = account.privacy;
  out << "owner=" << escaped(owner) << "\nname=" << escaped(name) << "\npicture=" << escaped(picture) << "\nabout=" << escaped(account.about)
      << "\nprivacy=" << privacy.readreceipts << '\t' << privacy.profile << '\t' << privacy.status << '\t'
      << privacy.online << '\t' << privacy.last << '\t' << privacy.groupadd << '\n';
  for (const std::string& jid : account.blocked) out << "blocked=" << escaped(jid) << '\n';
  for (const std::string& line : groups) out << "group=" << line << '\n';
  for (const std::string& line : left_groups) out << "left_group=" << line << '\n';
}

void SavedAccount::read(std::string_view key, std::string_view value) {
  if (key == "owner") {
    touched = true;
    owner = unescaped(value);
  } else if (key == "name") {
    name = unescaped(value);
  } else if (key == "picture") {
    picture = unescaped(value);
  } else if (key == "about") {
    account.about = unescaped(value);
  } else if (key == "blocked") {
    account.blocked.insert(unescaped(value));
  } else if (key == "group") {
    groups.emplace_back(value);
  } else if (key == "left_group") {
    left_groups.emplace_back(value);
  } else if (key == "privacy") {
    Privacy& privacy = account.privacy;
    Fields fields(value, '\t');
    for (std::string* choice :
         {&privacy.readreceipts, &privacy.profile, &privacy.status, &privacy.online, &privacy.last, &privacy.groupadd})
      *choice = fields.next_text();
  }
}

}  // namespace wagate::session_simulator
