#pragma once

#include <map>
#include <mutex>
#include <string>

#include "kernel/config/config_value.h"
#include "wagate/abi/host.h"

namespace wagate {

// The checked configuration of one unit, as the unit sees it. Never changes.
class UnitConfig final : public abi::Config {
 public:
  explicit UnitConfig(ConfigValue value) : value_(std::move(value)), json_(value_.to_json()) {}

  const std::string& whole_json() const { return json_; }
  const ConfigValue& value() const { return value_; }

  bool has(abi::StringRef path) noexcept override;
  abi::StringRef text(abi::StringRef path, abi::StringRef fallback) noexcept override;
  std::int64_t integer(abi::StringRef path, std::int64_t fallback) noexcept override;
  double number(abi::StringRef path, double fallback) noexcept override;
  bool boolean(abi::StringRef path, bool fallback) noexcept override;
  std::uint64_t length(abi::StringRef path) noexcept override;
  abi::StringRef key(abi::StringRef path, std::uint64_t index) noexcept override;
  abi::StringRef json(abi::StringRef path) noexcept override;

 private:
  const ConfigValue value_;
  const std::string json_;
  std::mutex mutex_;
  std::map<std::string, std::string, std::less<>> json_below_;  // guarded by mutex_; entries never move
};

}  // namespace wagate
