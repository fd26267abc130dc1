#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "kernel/config/config_value.h"
#include "kernel/core/result.h"

namespace wagate {

// What a table of the configuration may hold: the subset of JSON Schema that plugins write, with
// our keywords "env", "secret" and "enabled_env".
struct Schema {
  std::optional<ConfigValue::Kind> kind;  // none: anything
  std::string description;
  std::optional<ConfigValue> fallback;  // "default"
  std::string env;                      // environment variable that sets this key
  std::string enabled_env;              // on the whole: environment variable that switches the unit on and off
  bool secret = false;

  std::vector<std::pair<std::string, Schema>> properties;  // in the order of the schema
  std::vector<std::string> required;
  bool additional_allowed = true;              // "additionalProperties"
  std::unique_ptr<Schema> additional;          // ... when it is a schema
  std::unique_ptr<Schema> items;

  std::vector<ConfigValue> choices;  // "enum"
  std::optional<double> minimum, maximum;
  std::optional<std::uint64_t> min_length, max_length, min_items, max_items;
  std::string pattern;

  const Schema* property(std::string_view key) const;
};

// Reads a schema. A keyword that is not in the subset is an error: a rule that nobody checks is worse
// than none. Errors name the place: `properties.listen.minimun: unknown keyword`.
Result<Schema> parse_schema(std::string_view json);

}  // namespace wagate
