#include "kernel/route/choice.h"

#include <algorithm>

#include "wagate/events/catalog.h"
#include "wagate/events/traits.h"

namespace wagate {

namespace {

template <typename T>
const T* fact_at(const abi::EventView& event, const abi::FieldInfo& field) {
  return reinterpret_cast<const T*>(static_cast<const char*>(event.facts) + field.offset);
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

ChoiceFacts::ChoiceFacts(const abi::EventView& event) : type(*event.type) {
  for (std::uint32_t i = 0; i < type.field_count; ++i) {
    const abi::FieldInfo& field = type.fields[i];
    const std::string_view name = field.name;
    if (field.kind == abi::FieldKind::boolean) {
      if (name == "from_me") from_me = fact_at<bool>(event, field);
    } else if (field.kind == abi::FieldKind::text) {
      if (name == "chat") chat = fact_at<abi::StringRef>(event, field);
      if (name == "message_type") message_type = fact_at<abi::StringRef>(event, field);
    }
  }
}

void append_entry(std::string& out, std::string_view entry) {
  out.append(std::to_string(entry.size())).append(":").append(entry);
}

std::string Choice::rendering() const {
  std::string out;
  if (base64) out = "base64";
  for (const std::string& member : omit) append_entry(out, member);
  return out;
}

bool Choice::admits(const ChoiceFacts& event) const {
  const std::uint32_t index = event.type.catalog_index;
  if (index < kCatalogSize) {
    if (((catalog >> index) & 1) == 0) return false;
  } else if (!events.empty() && !in_list(events, event.type.wire)) {
    return false;
  }
  if ((!chats.empty() || !chat_servers.empty()) && event.chat && !chats.contains(event.chat->view())) {
    const bool of_server = std::any_of(chat_servers.begin(), chat_servers.end(), [&](const std::string& server) {
      return event.chat->view().ends_with(server);
    });
    if (!of_server) return false;
  }
  if (from_me) {
    // What the gateway's clients send is the account's own.
    if (event.from_me ? *event.from_me != *from_me
                      : index == static_cast<std::uint32_t>(CatalogEvent::send_message) && !*from_me)
      return false;
  }
  return types.empty() || !event.message_type || types.contains(event.message_type->view());
}

}  // namespace wagate
