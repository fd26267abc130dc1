#include "event_set.h"

#include <algorithm>
#include <numeric>

#include "text_pattern.h"
#include "wagate/plugin.h"

namespace wagate::filter_rules {
namespace {

constexpr std::size_t kMaxName = 128;

std::uint64_t bit(std::uint32_t index) { return std::uint64_t{1} << index; }

// Number of single-character insertions, removals and replacements between two short texts, without
// regard to case or to which separator is used.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  const auto plain = [](char c) -> char {
    if (c >= 'A' && c <= 'Z') return static_cast<char>(c - 'A' + 'a');
    return c == '_' || c == '-' ? '.' : c;
  };
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (plain(a[i - 1]) == plain(b[j - 1]) ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row[b.size()];
}

std::string unknown_name(std::string_view name) {
  std::string sentence = "there is no event \"" + std::string(name) + "\"";
  if (const std::string_view closest = closest_event_name(name); !closest.empty())
    return sentence + "; did you mean \"" + std::string(closest) + "\"?";
  return sentence + "; events are named as in envelopes (\"messages.upsert\") or as in selections (\"MESSAGES_UPSERT\")";
}

}  // namespace

EventSet EventSet::everything() {
  EventSet set;
  set.mask_ = kAllEvents;
  set.everything_ = true;
  return set;
}

void EventSet::add(std::string_view name) {
  if (name.empty()) throw PluginError("an event has an empty name");
  if (name.size() > kMaxName) throw PluginError("the name of an event is longer than " + std::to_string(kMaxName) + " bytes");
  if (name == "*") {
    add(everything());
    return;
  }
  if (name.find('*') != std::string_view::npos || name.find('?') != std::string_view::npos) {
    std::uint64_t found = 0;
    for (std::uint32_t i = 0; i < kCatalogSize; ++i)
      if (glob_matches(name, kCatalog[i].wire) || glob_matches(name, kCatalog[i].config)) found |= bit(i);
    if (!found) throw PluginError("no event of the catalogue fits \"" + std::string(name) + "\"");
    mask_ |= found;
    return;
  }
  if (name.find('/') != std::string_view::npos) {
    for (std::uint32_t i = 0; i < kCatalogSize; ++i) {
      if (name != kCatalog[i].id) continue;
      mask_ |= bit(i);
      return;
    }
    ids_.emplace_back(name);
    return;
  }
  std::uint32_t index = catalog_index_of_wire(name);
  if (index == abi::kNotInCatalog) index = catalog_index_of_config(name);
  if (index == abi::kNotInCatalog) throw PluginError(unknown_name(name));
  mask_ |= bit(index);
}

void EventSet::add(const EventSet& other) {
  mask_ |= other.mask_;
  everything_ = everything_ || other.everything_;
  ids_.insert(ids_.end(), other.ids_.begin(), other.ids_.end());
}

bool EventSet::contains(const abi::EventType& type) const {
  if (type.catalog_index < kCatalogSize) return (mask_ >> type.catalog_index) & 1;
  if (everything_) return true;
  return std::any_of(ids_.begin(), ids_.end(), [&](const std::string& id) { return id == type.id; });
}

std::string_view closest_event_name(std::string_view name) {
  // In the spelling of the one who asks.
  const bool upper = std::any_of(name.begin(), name.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
  std::string_view closest;
  std::size_t distance = name.size() / 3 + 1;  // further away it is another word
  for (const CatalogEntry& entry : kCatalog) {
    const std::size_t candidate = edit_distance(name, entry.wire);
    if (candidate >= distance) continue;
    distance = candidate;
    closest = upper ? entry.config : entry.wire;
  }
  return closest;
}

}  // namespace wagate::filter_rules
