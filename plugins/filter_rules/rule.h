#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "event_set.h"
#include "facts.h"
#include "text_pattern.h"
#include "text_regex.h"

namespace wagate::filter_rules {

enum class Action { drop, keep, redact, deny };

std::string_view name_of(Action action);

// What a redact rule hides.
enum Hidden : std::uint32_t {
  kHideText = 1u << 0,
  kHidePushName = 1u << 1,
  kHideSender = 1u << 2,
  kHideMedia = 1u << 3,
};

// One rule: an action for the events that fit every condition it has.
struct Rule {
  Action action = Action::drop;
  std::string list;       // where it is written: "rules", "drop" ...
  std::size_t entry = 0;  // and its place there, from 1

  EventSet events = EventSet::everything();
  TextPatterns instance;  // an empty condition is none
  TextPatterns chat;
  TextPatterns sender;
  TextPatterns type;
  TextPatterns text_contains;
  TextRegex text_matches;
  Direction direction = Direction::unknown;  // unknown: either way

  std::string reason;        // deny: the sentence for the origin; empty: a general one
  std::uint32_t hidden = 0;  // redact: bits of Hidden

  // Whether the event fits. A condition about a fact that the event does not have does not fit.
  // Texts are looked at up to `max_text_bytes`.
  [[nodiscard]] bool matches(const abi::EventType& event, const Facts& facts, std::size_t max_text_bytes) const;
};

// The rules of a unit, in the order in which they are tried.
struct RuleSet {
  std::vector<Rule> rules;
  EventSet events;              // what any rule may be about
  bool drop_unmatched = false;  // what happens to an event that no rule fits
  std::size_t max_text_bytes = 65536;

  // The first rule that the event fits, or null.
  [[nodiscard]] const Rule* first_match(const abi::EventView& event) const;
};

// The beginning of `text`, at most `bytes` long, that ends with a whole UTF-8 character.
std::string_view text_head(std::string_view text, std::size_t bytes);

}  // namespace wagate::filter_rules
