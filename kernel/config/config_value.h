#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "kernel/config/config_origin.h"

namespace wagate {

// One value of the configuration: a boolean, a number, a text, a list or a table, and where it came
// from. Tables keep the order of the file. Neutral: it knows neither TOML nor JSON.
class ConfigValue {
 public:
  enum class Kind { boolean, integer, number, text, array, table };

  struct Entry;
  using Array = std::vector<ConfigValue>;
  using Table = std::vector<Entry>;

  ConfigValue() : content_(Table()) {}  // an empty table
  explicit ConfigValue(bool truth) : content_(truth) {}
  explicit ConfigValue(std::int64_t number) : content_(number) {}
  explicit ConfigValue(double number) : content_(number) {}
  explicit ConfigValue(std::string text) : content_(std::move(text)) {}
  explicit ConfigValue(const char* text) : content_(std::string(text)) {}
  explicit ConfigValue(Array array);
  explicit ConfigValue(Table table);

  Kind kind() const { return static_cast<Kind>(content_.index()); }
  bool is(Kind kind) const { return this->kind() == kind; }

  // Each expects the value to be of that kind.
  bool boolean() const { return std::get<bool>(content_); }
  std::int64_t integer() const { return std::get<std::int64_t>(content_); }
  double number() const;  // integers too
  const std::string& text() const { return std::get<std::string>(content_); }
  const Array& array() const { return std::get<Array>(content_); }
  Array& array() { return std::get<Array>(content_); }
  const Table& table() const { return std::get<Table>(content_); }
  Table& table() { return std::get<Table>(content_); }

  // The value of a table's key, or null: also when this is no table.
  const ConfigValue* find(std::string_view key) const;
  ConfigValue* find(std::string_view key);

  // The value at a dotted path, "tls.certificate" or "rules.0.event", or null. "" is this value.
  const ConfigValue* at(std::string_view path) const;

  // Sets a key of a table and returns the value's new place.
  ConfigValue& set(std::string key, ConfigValue value);

  const ConfigOrigin& origin() const { return origin_; }
  void set_origin(ConfigOrigin origin) { origin_ = std::move(origin); }

  // A hidden value is a secret: it goes to the unit and nowhere else.
  bool hidden() const { return hidden_; }
  void hide() { hidden_ = true; }

  // Everything, hidden values too: for the unit.
  std::string to_json() const;

  // One line of TOML for people; hidden values as "***".
  std::string to_toml() const;

 private:
  std::variant<bool, std::int64_t, double, std::string, Array, Table> content_;
  ConfigOrigin origin_;
  bool hidden_ = false;
};

struct ConfigValue::Entry {
  std::string key;
  ConfigOrigin key_origin;
  ConfigValue value;
};

bool operator==(const ConfigValue& a, const ConfigValue& b);  // by content, not by origin

// "a whole number", "a list": how errors call a kind.
std::string_view kind_name(ConfigValue::Kind kind);

}  // namespace wagate
