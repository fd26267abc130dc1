#include "kernel/config/unit_config.h"

#include <cmath>

namespace wagate {

using Kind = ConfigValue::Kind;

bool UnitConfig::has(abi::StringRef path) noexcept { return value_.at(path.view()) != nullptr; }

abi::StringRef UnitConfig::text(abi::StringRef path, abi::StringRef fallback) noexcept {
  const ConfigValue* found = value_.at(path.view());
  return found && found->is(Kind::text) ? abi::StringRef(found->text()) : fallback;
}

std::int64_t UnitConfig::integer(abi::StringRef path, std::int64_t fallback) noexcept {
  const ConfigValue* found = value_.at(path.view());
  if (found && found->is(Kind::integer)) return found->integer();
  if (found && found->is(Kind::number) && std::abs(found->number()) < 9e15) return std::llround(found->number());
  return fallback;
}

double UnitConfig::number(abi::StringRef path, double fallback) noexcept {
  const ConfigValue* found = value_.at(path.view());
  return found && (found->is(Kind::integer) || found->is(Kind::number)) ? found->number() : fallback;
}

bool UnitConfig::boolean(abi::StringRef path, bool fallback) noexcept {
  const ConfigValue* found = value_.at(path.view());
  return found && found->is(Kind::boolean) ? found->boolean() : fallback;
}

std::uint64_t UnitConfig::length(abi::StringRef path) noexcept {
  const ConfigValue* found = value_.at(path.view());
  if (found && found->is(Kind::array)) return found->array().size();
  if (found && found->is(Kind::table)) return found->table().size();
  return 0;
}

abi::StringRef UnitConfig::key(abi::StringRef path, std::uint64_t index) noexcept {
  const ConfigValue* found = value_.at(path.view());
  if (!found || !found->is(Kind::table) || index >= found->table().size()) return {};
  return found->table()[index].key;
}

abi::StringRef UnitConfig::json(abi::StringRef path) noexcept {
  if (path.empty()) return json_;
  const ConfigValue* found = value_.at(path.view());
  if (!found) return {};
  std::lock_guard lock(mutex_);
  auto known = json_below_.find(path.view());
  if (known == json_below_.end()) known = json_below_.emplace(path.str(), found->to_json()).first;
  return known->second;
}

}  // namespace wagate
