#include "kernel/route/choice.h"

#include <algorithm>

#include "wagate/events/catalog.h"
#include "wagate/events/traits.h"

namespace wagate {

namespace {

const abi::FieldInfo* fact_of(const abi::EventType& type, std::string_view name, abi::FieldKind kind) {
  for (std::uint32_t i = 0; i < type.field_count; ++i) {
    if (type.fields[i].kind == kind && name == type.fields[i].name) return &type.fields[i];
  }
  return nullptr;
}

// Null when the type has no such fact.
const abi::StringRef* text_fact(const abi::EventView& event, std::string_view name) {
  const abi::FieldInfo* field = fact_of(*event.type, name, abi::FieldKind::text);
  if (!field) return nullptr;
  return reinterpret_cast<const abi::StringRef*>(static_cast<const char*>(event.facts) + field->offset);
}

const bool* boolean_fact(const abi::EventView& event, std::string_view name) {
  const abi::FieldInfo* field = fact_of(*event.type, name, abi::FieldKind::boolean);
  if (!field) return nullptr;
  return reinterpret_cast<const bool*>(static_cast<const char*>(event.facts) + field->offset);
}

bool in_list(std::string_view patterns, std::string_view name) {
  while (!patterns.empty()) {
    const std::size_t comma = patterns.find(',');
    if (fits_pattern(patterns.substr(0, comma), name)) return true;
    if (comma == std::string_view::npos) break;
    patterns.remove_prefix(comma + 1);
  }
  return false;
}

}  // namespace

bool fits_pattern(std::string_view pattern, std::string_view name) {
  std::size_t at = 0;
  std::size_t in = 0;
  std::size_t star = std::string_view::npos;  // the last * in the pattern, and where its text ends so far
  std::size_t covered = 0;
  while (in < name.size()) {
    if (at < pattern.size() && pattern[at] == '*') {
      star = at++;
      covered = in;
    } else if (at < pattern.size() && pattern[at] == name[in]) {
      ++at;
      ++in;
    } else if (star != std::string_view::npos) {
      at = star + 1;
      in = ++covered;
    } else {
      return false;
    }
  }
  while (at < pattern.size() && pattern[at] == '*') ++at;
  return at == pattern.size();
}

std::string Choice::rendering() const {
  std::string out;
  if (base64) out = "base64";
  for (const std::string& member : omit) out.append(";").append(member);
  return out;
}

bool Choice::admits(const abi::EventView& event) const {
  const std::uint32_t index = event.type->catalog_index;
  if (index < kCatalogSize) {
    if (((catalog >> index) & 1) == 0) return false;
  } else if (!events.empty() && !in_list(events, event.type->wire)) {
    return false;
  }
  if (!chats.empty() || !chat_servers.empty()) {
    if (const abi::StringRef* chat = text_fact(event, "chat"); chat && !chats.contains(chat->view())) {
      const bool of_server = std::any_of(chat_servers.begin(), chat_servers.end(),
                                         [&](const std::string& server) { return chat->view().ends_with(server); });
      if (!of_server) return false;
    }
  }
  if (from_me) {
    // What the gateway's clients send is the account's own.
    const bool* own = boolean_fact(event, "from_me");
    if (own ? *own != *from_me
            : index == static_cast<std::uint32_t>(CatalogEvent::send_message) && !*from_me)
      return false;
  }
  if (!types.empty()) {
    if (const abi::StringRef* type = text_fact(event, "message_type"); type && !types.contains(type->view())) return false;
  }
  return true;
}

}  // namespace wagate
