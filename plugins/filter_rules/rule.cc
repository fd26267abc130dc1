#include "rule.h"

namespace wagate::filter_rules {

std::string_view name_of(Action action) {
  switch (action) {
    case Action::drop: return "drop";
    case Action::keep: return "keep";
    case Action::redact: return "redact";
    case Action::deny: return "deny";
  }
  return "unknown";
}

std::string_view text_head(std::string_view text, std::size_t bytes) {
  if (text.size() <= bytes) return text;
  while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xC0) == 0x80) --bytes;
  return text.substr(0, bytes);
}

bool Rule::matches(const abi::EventType& event, const Facts& facts, std::size_t max_text_bytes) const {
  if (!events.contains(event)) return false;
  if (direction != Direction::unknown && direction != facts.direction) return false;
  if (!instance.empty() && !instance.matches(facts.instance)) return false;
  if (!type.empty() && !(facts.has_type && type.matches(facts.type))) return false;
  if (!chat.empty() && !(facts.has_chat && chat.matches(facts.chat))) return false;
  if (!sender.empty() && !(facts.has_sender && sender.matches(facts.sender))) return false;
  if (text_contains.empty() && text_matches.empty()) return true;

  if (!facts.has_text) return false;
  const std::string_view text = text_head(facts.text, max_text_bytes);
  if (!text_contains.empty() && !text_contains.matches(text)) return false;
  return text_matches.empty() || text_matches.found_in(text);
}

const Rule* RuleSet::first_match(const abi::EventView& event) const {
  if (!events.contains(*event.type)) return nullptr;
  const Facts facts = facts_of(event);
  for (const Rule& rule : rules)
    if (rule.matches(*event.type, facts, max_text_bytes)) return &rule;
  return nullptr;
}

}  // namespace wagate::filter_rules
