#include "rule_reader.h"

#include <algorithm>
#include <bit>
#include <nlohmann/json.hpp>
#include <utility>

#include "redactor.h"
#include "wagate/events/all.h"
#include "wagate/plugin.h"

namespace wagate::filter_rules {
namespace {

using nlohmann::json;

constexpr std::size_t kMaxRules = 1000;
constexpr std::size_t kMaxPatterns = 1000;  // of one condition
constexpr std::size_t kMaxPattern = 255;    // bytes
constexpr std::size_t kMaxReason = 500;     // bytes
constexpr std::int64_t kMaxTextBytes = 1 << 20;

constexpr std::pair<const char*, Action> kActions[] = {
    {"drop", Action::drop}, {"keep", Action::keep}, {"redact", Action::redact}, {"deny", Action::deny}};

constexpr std::pair<const char*, Hidden> kHidden[] = {
    {"text", kHideText}, {"push_name", kHidePushName}, {"sender", kHideSender}, {"media", kHideMedia}};

constexpr const char* kKeys[] = {"action",       "event",         "instance", "chat",   "sender", "type",
                                 "direction",    "text_contains", "text_matches", "reason", "redact"};

std::string in_quotes(std::string_view text) { return "\"" + std::string(text_head(text, 64)) + "\""; }

// A condition may be written as one text or as a list of them.
std::vector<std::string> texts(const json& rule, const char* key) {
  const auto found = rule.find(key);
  if (found == rule.end()) return {};
  const std::string name = std::string(key);
  if (!found->is_string() && !found->is_array()) throw PluginError(name + " must be a text or a list of texts");
  if (found->empty()) throw PluginError(name + " is an empty list, which no event fits; remove it or fill it");
  if (found->is_array() && found->size() > kMaxPatterns)
    throw PluginError(name + " has " + std::to_string(found->size()) + " entries, the limit is " + std::to_string(kMaxPatterns));

  std::vector<std::string> list;
  for (const json& entry : found->is_string() ? json::array({*found}) : *found) {
    if (!entry.is_string()) throw PluginError(name + " must be a text or a list of texts");
    auto text = entry.get<std::string>();
    if (text.empty()) throw PluginError(name + " has an empty text");
    if (text.size() > kMaxPattern)
      throw PluginError(name + " has a text of " + std::to_string(text.size()) + " bytes, the limit is " + std::to_string(kMaxPattern));
    list.push_back(std::move(text));
  }
  return list;
}

std::string one_text(const json& rule, const char* key) {
  const auto found = rule.find(key);
  if (found == rule.end()) return {};
  if (!found->is_string()) throw PluginError(std::string(key) + " must be a text");
  return found->get<std::string>();
}

Action action_of(const json& rule) {
  const std::string name = one_text(rule, "action");
  for (const auto& [known, action] : kActions)
    if (name == known) return action;
  if (name.empty()) throw PluginError("it has no action; write action = \"drop\", \"keep\", \"redact\" or \"deny\"");
  throw PluginError("there is no action " + in_quotes(name) + "; actions are drop, keep, redact and deny");
}

Direction direction_of(const json& rule) {
  const std::string name = one_text(rule, "direction");
  if (name.empty()) return Direction::unknown;
  if (name == "in") return Direction::in;
  if (name == "out") return Direction::out;
  throw PluginError("there is no direction " + in_quotes(name) + "; directions are in and out");
}

std::uint32_t hidden_of(const json& rule) {
  std::uint32_t hidden = 0;
  for (const std::string& name : texts(rule, "redact")) {
    const auto* known = std::find_if(std::begin(kHidden), std::end(kHidden),
                                     [&](const auto& entry) { return name == entry.first; });
    if (known == std::end(kHidden))
      throw PluginError("there is nothing to redact called " + in_quotes(name) + "; write text, push_name, sender or media");
    hidden |= known->second;
  }
  return hidden;
}

// The types of the catalogue, by catalogue index.
std::vector<const abi::EventType*> catalog_types() {
  std::vector<const abi::EventType*> types(kCatalogSize);
  for_each_event([&]<typename E>() { types[kEventType<E>.catalog_index] = &kEventType<E>; });
  return types;
}

// A condition about a fact that none of the rule's events has would never hold. Whoever wrote it
// believes that the rule works.
void require_fact(const EventSet& events, Fact fact, const std::string& key) {
  if (events.has_foreign()) return;
  static const std::vector<const abi::EventType*> types = catalog_types();
  for (std::uint32_t i = 0; i < kCatalogSize; ++i)
    if (((events.mask() >> i) & 1) && has_fact(*types[i], fact)) return;
  throw PluginError(key + " never holds: none of the rule's events has that fact");
}

void read_conditions(const json& source, Rule& rule) {
  using Compare = TextPatterns::Compare;
  if (const auto names = texts(source, "event"); !names.empty()) {
    rule.events = EventSet();
    for (const std::string& name : names) rule.events.add(name);
  }
  rule.instance = TextPatterns(texts(source, "instance"), Compare::whole);
  rule.chat = TextPatterns(texts(source, "chat"), Compare::jid);
  rule.sender = TextPatterns(texts(source, "sender"), Compare::jid);
  rule.type = TextPatterns(texts(source, "type"), Compare::whole);
  rule.text_contains = TextPatterns(texts(source, "text_contains"), Compare::part);
  rule.direction = direction_of(source);
  if (source.contains("text_matches")) {
    const std::string pattern = one_text(source, "text_matches");
    try {
      rule.text_matches = TextRegex(pattern);
    } catch (const PluginError& wrong) {
      throw PluginError("text_matches cannot be used: " + std::string(wrong.what()) +
                        " (expressions have the syntax of RE2, without back references and look-around)");
    }
  }

  if (!rule.chat.empty()) require_fact(rule.events, Fact::chat, "chat");
  if (!rule.sender.empty()) require_fact(rule.events, Fact::sender, "sender");
  if (!rule.type.empty()) require_fact(rule.events, Fact::type, "type");
  if (!rule.text_contains.empty()) require_fact(rule.events, Fact::text, "text_contains");
  if (!rule.text_matches.empty()) require_fact(rule.events, Fact::text, "text_matches");
  if (rule.direction != Direction::unknown) require_fact(rule.events, Fact::direction, "direction");
}

// A redact rule must not promise what it cannot do: it is limited to events whose document the
// redactor knows.
void limit_to_redactable(const json& source, Rule& rule) {
  if (rule.hidden == 0)
    throw PluginError("it redacts nothing; add redact = [\"text\"], with text, push_name, sender or media");
  if (!rule.events.has_foreign() && (rule.events.mask() & ~kRedactable) == 0) return;
  const auto named = texts(source, "event");
  const bool all = named.empty() || std::find(named.begin(), named.end(), "*") != named.end();
  if (!all) {
    const std::uint64_t beyond = rule.events.mask() & ~kRedactable;
    const std::string example = beyond ? kCatalog[std::countr_zero(beyond)].wire : "an event of another plugin";
    throw PluginError("it cannot redact " + example + "; only events of messages.*, send.message* and contacts.* can be redacted");
  }
  rule.events = EventSet();
  for (std::uint32_t i = 0; i < kCatalogSize; ++i)
    if ((kRedactable >> i) & 1) rule.events.add(kCatalog[i].wire);
}

Rule read_rule(const json& source, const std::string& list, std::size_t entry) {
  if (!source.is_object()) throw PluginError("a rule is a table, such as { event = \"messages.upsert\" }");
  for (const auto& item : source.items()) {
    if (std::find(std::begin(kKeys), std::end(kKeys), item.key()) == std::end(kKeys))
      throw PluginError("there is no condition " + in_quotes(item.key()));
  }

  Rule rule;
  rule.list = list;
  rule.entry = entry;
  if (list == "rules") {
    rule.action = action_of(source);
  } else {
    if (source.contains("action")) throw PluginError("action belongs into \"rules\"; here it is always " + list);
    rule.action = std::find_if(std::begin(kActions), std::end(kActions),
                               [&](const auto& known) { return list == known.first; })->second;
  }
  read_conditions(source, rule);

  rule.reason = one_text(source, "reason");
  if (rule.reason.size() > kMaxReason)
    throw PluginError("reason has " + std::to_string(rule.reason.size()) + " bytes, the limit is " + std::to_string(kMaxReason));
  if (!rule.reason.empty() && rule.action != Action::deny) throw PluginError("reason is for deny; nobody would see it here");
  rule.hidden = hidden_of(source);
  if (rule.hidden != 0 && rule.action != Action::redact) throw PluginError("redact is for the action redact");
  if (rule.action == Action::redact) limit_to_redactable(source, rule);

  const bool unconditional = std::none_of(std::begin(kKeys) + 1, std::end(kKeys) - 2,
                                          [&](const char* key) { return source.contains(key); });
  if (unconditional && (rule.action == Action::drop || rule.action == Action::deny))
    throw PluginError("it has no condition and would stop every event; write event = \"*\" if that is meant");
  return rule;
}

void read_list(const json& config, const std::string& list, RuleSet& set) {
  const auto found = config.find(list);
  if (found == config.end()) return;
  if (!found->is_array()) throw PluginError("\"" + list + "\" must be a list of rules");
  std::size_t entry = 0;
  for (const json& source : *found) {
    ++entry;
    if (set.rules.size() == kMaxRules)
      throw PluginError("there are more than " + std::to_string(kMaxRules) + " rules; use lists inside conditions");
    try {
      set.rules.push_back(read_rule(source, list, entry));
    } catch (const PluginError& wrong) {
      throw PluginError("entry " + std::to_string(entry) + " of \"" + list + "\": " + wrong.what());
    }
    set.events.add(set.rules.back().events);
  }
}

}  // namespace

RuleSet read_rules(std::string_view config_json) {
  const json config = json::parse(config_json, nullptr, /*allow_exceptions=*/false);
  if (!config.is_object()) throw PluginError("the configuration is not a table");

  RuleSet set;
  for (const char* list : {"rules", "deny", "drop", "redact", "keep"}) read_list(config, list, set);

  const std::string fallback = one_text(config, "default");
  if (!fallback.empty() && fallback != "pass" && fallback != "drop")
    throw PluginError("there is no default " + in_quotes(fallback) + "; it is pass or drop");
  set.drop_unmatched = fallback == "drop";
  const bool lets_some_through = std::any_of(set.rules.begin(), set.rules.end(), [](const Rule& rule) {
    return rule.action == Action::keep || rule.action == Action::redact;
  });
  if (set.drop_unmatched && !lets_some_through)
    throw PluginError("default = \"drop\" without a rule that keeps or redacts would stop every event; add one to \"keep\"");

  if (const auto limit = config.find("max_text_bytes"); limit != config.end()) {
    if (!limit->is_number_integer() || *limit < 1 || *limit > kMaxTextBytes)
      throw PluginError("max_text_bytes must be a number from 1 to " + std::to_string(kMaxTextBytes));
    set.max_text_bytes = limit->get<std::size_t>();
  }
  return set;
}

}  // namespace wagate::filter_rules
