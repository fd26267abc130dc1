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

std::string joined_numbers(std::span<const std::int64_t> numbers) {
  std::string out;
  for (const std::int64_t number : numbers) out += (out.empty() ? "" : ",") + std::to_string(number);
  return out;
}

bool has_number(std::span<const std::int64_t> list, const Json& value) {
  if (!value.is_number()) return false;
  const double number = value.get<double>();
  return std::any_of(list.begin(), list.end(), [&](std::int64_t one) { return static_cast<double>(one) == number; });
}

// A regular expression as violations write it: a JSON text.
std::string quoted_expression(const char* expression) { return Json(expression).dump(); }

// Whether every member of the object carries the mark `not_empty`.
bool holds_only_marked(std::span<const Rule> rules, const Json& object) {
  for (const auto& member : object.items()) {
    const auto rule = std::find_if(rules.begin(), rules.end(), [&](const Rule& one) { return member.key() == one.name; });
    if (rule == rules.end() || !rule->not_empty) return false;
  }
  return true;
}

class Check {
 public:
  std::vector<Violation> found;

  // `path` is "" at the root, where texts say "instance".
  void object(std::span<const Rule> rules, const Json& value, const std::string& path) {
    const bool refuses_empty = holds_only_marked(rules, value);
    for (const Rule& rule : rules) {
      const auto member = value.find(rule.name);
      if (member == value.end()) continue;
      const std::string inner = path.empty() ? rule.name : path + "." + rule.name;
      one(rule, *member, inner);
      if (refuses_empty && rule.not_empty && member->is_string() && member->get_ref<const std::string&>().empty())
        add(inner, "The \"" + std::string(rule.name) + "\" cannot be empty");
    }
    for (const Rule& rule : rules) {
      if (!rule.required || value.contains(rule.name)) continue;
      const std::string place = path.empty() ? "instance" : path;
      add(place, place + " requires property \"" + rule.name + "\"");
    }
  }

 private:
  void one(const Rule& rule, const Json& value, const std::string& path) {
    const bool fits = is_of(rule.type, value);
    if (!fits) say(rule, path, std::string("is not of a type(s) ") + name_of(rule.type));
    if (!rule.one_of.empty() && !has(rule.one_of, value) && !has(rule.also, value))
      say(rule, path, "is not one of enum values: " + joined(rule.one_of));
    if (!rule.one_of_numbers.empty() && !has_number(rule.one_of_numbers, value))
      say(rule, path, "is not one of enum values: " + joined_numbers(rule.one_of_numbers));
    if (!fits) return;

    if (value.is_string()) text(rule, value.get_ref<const std::string&>(), path);
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

  void text(const Rule& rule, const std::string& value, const std::string& path) {
    if (value.size() < rule.min_length)
      say(rule, path, "does not meet minimum length of " + std::to_string(rule.min_length));
    if (rule.pattern && !rule.pattern->fits(value))
      say(rule, path, "does not match pattern " + quoted_expression(rule.pattern->expression));
  }

  void items(const Rule& rule, const Json& value, const std::string& path) {
    if (value.size() < rule.min_items)
      say(rule, path, "does not meet minimum length of " + std::to_string(rule.min_items));
    if (value.size() > rule.max_items)
      say(rule, path, "does not meet maximum length of " + std::to_string(rule.max_items));
    if (rule.unique && value.size() > kMaxUniqueItems) {
      say(rule, path, "does not meet maximum length of " + std::to_string(kMaxUniqueItems));
      return;
    }
    if (rule.unique && has_duplicate(value)) say(rule, path, "contains duplicate item");
    if (!rule.items) return;
    for (std::size_t i = 0; i < value.size(); ++i) one(*rule.items, value[i], path + "[" + std::to_string(i) + "]");
  }

  void say(const Rule& rule, const std::string& path, const std::string& violation) {
    add(path, rule.says ? rule.says : path + " " + violation);
  }
  void add(const std::string& path, std::string text) {
    if (found.size() < kMaxTexts) found.push_back({path, std::move(text)});
  }

  static constexpr std::size_t kMaxTexts = 100;
};

}  // namespace

std::vector<Violation> find_violations(std::span<const Rule> rules, const Json& body) {
  if (!body.is_object()) return {{"instance", "instance is not of a type(s) object"}};
  Check check;
  check.object(rules, body, "");
  return std::move(check.found);
}

std::vector<std::string> violations(std::span<const Rule> rules, const Json& body) {
  std::vector<std::string> texts;
  for (Violation& one : find_violations(rules, body)) texts.push_back(std::move(one.text));
  return texts;
}

}  // namespace wagate::api_rest
