#include "validation.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

namespace wagate::api_rest {

namespace {

const char* name_of(Type type) {
  switch (type) {
    case Type::text: return "string";
    case Type::boolean: return "boolean";
    case Type::integer: return "integer";
    case Type::number: return "number";
    case Type::object: return "object";
    case Type::array: return "array";
    case Type::any: return "any";
  }
  return "any";
}

// Whole numbers are integers however they are written, as in JavaScript.
bool is_integer(const Json& value) {
  if (value.is_number_integer()) return true;
  return value.is_number_float() && std::isfinite(value.get<double>()) &&
         value.get<double>() == std::trunc(value.get<double>());
}

bool is_of(Type type, const Json& value) {
  switch (type) {
    case Type::text: return value.is_string();
    case Type::boolean: return value.is_boolean();
    case Type::integer: return is_integer(value);
    case Type::number: return value.is_number();
    case Type::object: return value.is_object();
    case Type::array: return value.is_array();
    case Type::any: return true;
  }
  return true;
}

std::string joined(std::span<const char* const> texts) {
  std::string out;
  for (const char* text : texts) {
    if (!out.empty()) out += ',';
    out += text;
  }
  return out;
}

bool has(std::span<const char* const> list, const Json& value) {
  if (!value.is_string()) return false;
  const auto& text = value.get_ref<const std::string&>();
  return std::any_of(list.begin(), list.end(), [&](const char* one) { return text == one; });
}

bool has_duplicate(const Json& array) {
  for (auto one = array.begin(); one != array.end(); ++one)
    if (std::find(array.begin(), one, *one) != one) return true;
  return false;
}

// Quadratic look-ups end here: no honest list is longer.
constexpr std::size_t kMaxUniqueItems = 1024;

class Check {
 public:
  std::vector<std::string> texts;

  // `path` is "" at the root, where texts say "instance".
  void object(std::span<const Rule> rules, const Json& value, const std::string& path) {
    for (const Rule& rule : rules) {
      const auto member = value.find(rule.name);
      if (member != value.end()) one(rule, *member, path.empty() ? rule.name : path + "." + rule.name);
    }
    for (const Rule& rule : rules) {
      if (rule.required && !value.contains(rule.name))
        texts.push_back((path.empty() ? "instance" : path) + " requires property \"" + rule.name + "\"");
    }
  }

 private:
  void one(const Rule& rule, const Json& value, const std::string& path) {
    const bool fits = is_of(rule.type, value);
    if (!fits) say(rule, path, std::string("is not of a type(s) ") + name_of(rule.type));
    if (!rule.one_of.empty() && !has(rule.one_of, value) && !has(rule.also, value))
      say(rule, path, "is not one of enum values: " + joined(rule.one_of));
    if (!fits) return;

    if (value.is_string() && rule.starts_with_digit) {
      const auto& text = value.get_ref<const std::string&>();
      if (text.empty() || text[0] < '0' || text[0] > '9') say(rule, path, "does not match pattern \"^\\\\d+\"");
    }
    if (value.is_number()) {
      const double number = value.get<double>();
      if (number < static_cast<double>(rule.at_least))
        say(rule, path, "must be greater than or equal to " + std::to_string(rule.at_least));
      if (number > static_cast<double>(rule.at_most))
        say(rule, path, "must be less than or equal to " + std::to_string(rule.at_most));
    }
    if (value.is_array()) items(rule, value, path);
    if (value.is_object()) object(rule.members, value, path);
  }

  void items(const Rule& rule, const Json& value, const std::string& path) {
    if (value.size() < rule.min_items)
      say(rule, path, "does not meet minimum length of " + std::to_string(rule.min_items));
    if (rule.unique && value.size() > kMaxUniqueItems) {
      say(rule, path, "does not meet maximum length of " + std::to_string(kMaxUniqueItems));
      return;
    }
    if (rule.unique && has_duplicate(value)) say(rule, path, "contains duplicate item");
    if (!rule.items) return;
    for (std::size_t i = 0; i < value.size(); ++i) one(*rule.items, value[i], path + "[" + std::to_string(i) + "]");
  }

  void say(const Rule& rule, const std::string& path, const std::string& violation) {
    if (texts.size() < kMaxTexts) texts.push_back(rule.says ? rule.says : path + " " + violation);
  }

  static constexpr std::size_t kMaxTexts = 100;
};

}  // namespace

std::vector<std::string> violations(std::span<const Rule> rules, const Json& body) {
  if (!body.is_object()) return {"instance is not of a type(s) object"};
  Check check;
  check.object(rules, body, "");
  return std::move(check.texts);
}

}  // namespace wagate::api_rest
