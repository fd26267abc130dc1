#include "kernel/route/choice_reader.h"

#include <algorithm>
#include <array>
#include <cctype>

#include <nlohmann/json.hpp>

#include "wagate/events/catalog.h"

namespace wagate {

namespace {

constexpr std::size_t kMaxEntries = 64;
constexpr std::size_t kMaxEntryBytes = 128;
constexpr std::size_t kMaxChoiceBytes = 64 * 1024;  // of the JSON object it stands in

constexpr std::array<std::string_view, 6> kMembers = {"events", "chats", "from_me", "types", "binary", "omit"};
constexpr std::array<std::string_view, 6> kThumbnails = {"jpegThumbnail",      "pngThumbnail",   "thumbnail",
                                                         "thumbnailDirectPath", "streamingSidecar", "waveform"};

bool is_member(std::string_view name) { return std::find(kMembers.begin(), kMembers.end(), name) != kMembers.end(); }

std::vector<std::string> split_list(std::string_view text) {
  std::vector<std::string> out;
  while (true) {
    const std::size_t comma = text.find(',');
    std::string_view entry = text.substr(0, comma);
    while (!entry.empty() && entry.front() == ' ') entry.remove_prefix(1);
    while (!entry.empty() && entry.back() == ' ') entry.remove_suffix(1);
    if (!entry.empty()) out.emplace_back(entry);
    if (comma == std::string_view::npos) return out;
    text.remove_prefix(comma + 1);
  }
}

// Entries are repeated to the client only as far as they are harmless.
std::string quoted_entry(std::string_view entry) {
  std::string out = "\"";
  for (const char c : entry.substr(0, 64)) out += std::isprint(static_cast<unsigned char>(c)) ? c : '?';
  return out + "\"";
}

// Empty when it is neither a number nor an address.
std::string chat_address(std::string_view entry) {
  if (entry.find('@') != std::string_view::npos) return std::string(entry);
  std::string digits;
  for (const char c : entry) {
    if (std::isdigit(static_cast<unsigned char>(c))) digits += c;
    else if (c != '+' && c != ' ' && c != '-' && c != '(' && c != ')') return {};
  }
  if (digits.empty()) return {};
  return digits + (digits.size() >= 18 ? "@g.us" : "@s.whatsapp.net");
}

std::string joined_entries(const std::set<std::string, std::less<>>& list) {
  std::string out;
  for (const std::string& entry : list) append_entry(out, entry);
  return out;
}

// The same text for the same choice.
std::string canonical(const Choice& choice) {
  std::string out = "events=" + std::to_string(choice.catalog) + "," + choice.events + "\nchats=" + joined_entries(choice.chats);
  for (const std::string& server : choice.chat_servers) append_entry(out, "*" + server);
  out.append("\nfrom_me=").append(choice.from_me ? (*choice.from_me ? "true" : "false") : "");
  return out.append("\ntypes=").append(joined_entries(choice.types)).append("\n").append(choice.rendering());
}

Choice copy_of(const ChoicePtr& choice) { return choice ? *choice : Choice{}; }

void finish_choice(Choice& choice, ChoicePtr& out) {
  choice.text = canonical(choice);
  out = std::make_shared<const Choice>(std::move(choice));
}

}  // namespace

std::string ChoiceReader::read_events(const std::vector<std::string>& values, Choice& out) const {
  out.catalog = 0;
  out.events.clear();
  std::set<std::string> names;
  for (const std::string& entry : values) {
    std::uint64_t mask = 0;
    const std::uint32_t config = catalog_index_of_config(entry);
    if (config < kCatalogSize) mask = std::uint64_t{1} << config;
    for (std::uint32_t i = 0; i < kCatalogSize; ++i)
      if (fits_pattern(entry, kCatalog[i].wire)) mask |= std::uint64_t{1} << i;
    if (mask == 0 && !knows_(entry))
      return "events: there is no event " + quoted_entry(entry) + "; names are those of the events, such as messages.upsert";
    out.catalog |= mask;
    names.insert(entry);
  }
  for (const std::string& name : names) out.events.append(out.events.empty() ? "" : ",").append(name);
  return {};
}

std::string ChoiceReader::read_member(std::string_view name, const std::vector<std::string>& values, Choice& out) const {
  const std::string member(name);
  if (values.empty()) return member + ": a value is missing";
  if (values.size() > kMaxEntries) return member + ": more than " + std::to_string(kMaxEntries) + " entries";
  for (const std::string& entry : values) {
    if (entry.size() > kMaxEntryBytes) return member + ": an entry is longer than " + std::to_string(kMaxEntryBytes) + " bytes";
  }
  if (name == "events") return read_events(values, out);
  if (name == "chats") {
    out.chats.clear();
    out.chat_servers.clear();
    for (const std::string& entry : values) {
      if (entry.starts_with("*@")) {
        out.chat_servers.push_back(entry.substr(1));
        continue;
      }
      std::string address = chat_address(entry);
      if (address.empty() || address.find('*') != std::string::npos)
        return "chats: " + quoted_entry(entry) + " is neither a number nor an address nor *@ and a server";
      out.chats.insert(std::move(address));
    }
    std::sort(out.chat_servers.begin(), out.chat_servers.end());
    return {};
  }
  if (name == "from_me") {
    if (values.size() != 1 || (values[0] != "true" && values[0] != "false")) return "from_me: has to be true or false";
    out.from_me = values[0] == "true";
    return {};
  }
  if (name == "types") {
    out.types = {values.begin(), values.end()};
    return {};
  }
  if (name == "binary") {
    if (values.size() != 1 || (values[0] != "base64" && values[0] != "attachments"))
      return "binary: has to be base64 or attachments";
    out.base64 = values[0] == "base64";
    return {};
  }
  out.omit.clear();
  for (const std::string& entry : values) {
    if (entry == "thumbnails") out.omit.insert(kThumbnails.begin(), kThumbnails.end());
    else out.omit.insert(entry);
  }
  return {};
}

std::string ChoiceReader::read_query(const abi::NameValue* fields, std::uint64_t count, ChoicePtr& out) const {
  Choice choice = copy_of(out);
  bool any = false;
  for (std::uint64_t i = 0; i < count; ++i) {
    if (!is_member(fields[i].name)) continue;
    if (fields[i].value.size > kMaxEntries * (kMaxEntryBytes + 2)) return fields[i].name.str() + ": too long";
    any = true;
    if (std::string wrong = read_member(fields[i].name, split_list(fields[i].value), choice); !wrong.empty()) return wrong;
  }
  if (any) finish_choice(choice, out);
  return {};
}

std::string ChoiceReader::read_json(std::string_view object, ChoicePtr& out) const {
  // Most clients send a key and nothing else: not worth a parser.
  const bool worth = std::any_of(kMembers.begin(), kMembers.end(), [&](std::string_view member) {
    return object.find("\"" + std::string(member) + "\"") != std::string_view::npos;
  });
  if (!worth) return {};
  if (object.size() > kMaxChoiceBytes) return "the choice is longer than " + std::to_string(kMaxChoiceBytes) + " bytes";
  const auto json = nlohmann::json::parse(object, nullptr, false);
  if (!json.is_object()) return {};
  Choice choice = copy_of(out);
  bool any = false;
  for (const auto& [name, value] : json.items()) {
    if (!is_member(name)) continue;
    std::vector<std::string> values;
    if (value.is_string()) {
      values = split_list(value.get_ref<const std::string&>());
    } else if (value.is_boolean()) {
      values = {value.get<bool>() ? "true" : "false"};
    } else if (value.is_array() && std::all_of(value.begin(), value.end(), [](const auto& it) { return it.is_string(); })) {
      values = value.get<std::vector<std::string>>();
    } else {
      return name + ": has to be a text or a list of texts";
    }
    any = true;
    if (std::string wrong = read_member(name, values, choice); !wrong.empty()) return wrong;
  }
  if (any) finish_choice(choice, out);
  return {};
}

}  // namespace wagate
