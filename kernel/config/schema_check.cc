#include "kernel/config/schema_check.h"

#include <algorithm>
#include <charconv>
#include <regex>
#include <system_error>

#include "kernel/config/did_you_mean.h"

namespace wagate {
namespace {

using Kind = ConfigValue::Kind;
using Excerpt = ConfigProblem::Excerpt;

constexpr std::size_t kMaxPatternInput = 4096;  // std::regex recurses per character

std::size_t length_of(const std::string& text) {  // characters, not bytes
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](unsigned char c) { return (c & 0xC0) != 0x80; }));
}

bool kind_fits(const ConfigValue& value, Kind kind) {
  return value.is(kind) || (kind == Kind::number && value.is(Kind::integer));
}

bool needs_input(const Schema& schema) {
  return std::any_of(schema.required.begin(), schema.required.end(), [&](const std::string& key) {
    const Schema* property = schema.property(key);
    return !property->fallback && (property->kind != Kind::table || needs_input(*property));
  });
}

class Checker {
 public:
  Checker(const CheckSubject& subject, ConfigProblems& problems) : subject_(subject), problems_(problems) {}

  void check(ConfigValue& value, const Schema& schema, const std::string& path, bool secret) {
    secret = secret || schema.secret;
    if (schema.secret) value.hide();
    if (schema.kind && !kind_fits(value, *schema.kind)) {
      report(value.origin(), path,
             name(path) + " must be " + std::string(kind_name(*schema.kind)) + ", not " +
                 std::string(kind_name(value.kind())),
             rule(schema, ""), secret);
      return;
    }
    if (!schema.choices.empty() &&
        std::find(schema.choices.begin(), schema.choices.end(), value) == schema.choices.end()) {
      check_choice(value, schema, path, secret);
      return;
    }
    switch (value.kind()) {
      case Kind::table:
        check_table(value, schema, path, secret);
        break;
      case Kind::array:
        check_array(value, schema, path, secret);
        break;
      case Kind::text:
        check_text(value, schema, path, secret);
        break;
      case Kind::integer:
      case Kind::number:
        check_number(value, schema, path, secret);
        break;
      case Kind::boolean:
        break;
    }
  }

 private:
  void check_table(ConfigValue& value, const Schema& schema, const std::string& path, bool secret) {
    std::vector<std::string> known;
    for (const auto& [key, property] : schema.properties) {
      known.push_back(key);
      if (value.find(key)) continue;
      if (property.fallback) {
        value.set(key, *property.fallback);
      } else if (property.kind == Kind::table && !property.properties.empty() && !needs_input(property)) {
        value.set(key, ConfigValue());  // for the defaults inside
      }
    }
    for (const std::string& key : schema.required) {
      if (value.find(key)) continue;
      const Schema& property = *schema.property(key);
      std::string help = property.description;
      if (!property.env.empty())
        help += (help.empty() ? "" : " ") + std::string("It can also come from ") + property.env + ".";
      report(value.origin(), path, "required key \"" + key + "\" is missing", help, secret);
    }
    for (auto& entry : value.table()) {
      const std::string below = path.empty() ? entry.key : path + "." + entry.key;
      if (const Schema* property = schema.property(entry.key)) {
        check(entry.value, *property, below, secret);
      } else if (schema.additional) {
        check(entry.value, *schema.additional, below, secret);
      } else if (!schema.additional_allowed) {
        report_unknown(entry, known, schema, path, secret);
      }
    }
  }

  void report_unknown(const ConfigValue::Entry& entry, const std::vector<std::string>& known, const Schema& schema,
                      const std::string& path, bool secret) {
    const std::string nearest = nearest_word(entry.key, known);
    const bool near_secret = !nearest.empty() && schema.property(nearest)->secret;
    report(entry.key_origin, path, "unknown key \"" + entry.key + "\"", did_you_mean(entry.key, known, "known keys"),
           secret || near_secret || looks_secret(entry.key));
  }

  void check_array(ConfigValue& value, const Schema& schema, const std::string& path, bool secret) {
    const std::size_t size = value.array().size();
    if ((schema.min_items && size < *schema.min_items) || (schema.max_items && size > *schema.max_items)) {
      report(value.origin(), path,
             name(path) + " must have " + range(schema.min_items, schema.max_items) + " entries, not " +
                 std::to_string(size),
             rule(schema, ""), secret);
    }
    if (!schema.items) return;
    for (std::size_t i = 0; i < size; ++i)
      check(value.array()[i], *schema.items, path + "." + std::to_string(i), secret);
  }

  void check_text(ConfigValue& value, const Schema& schema, const std::string& path, bool secret) {
    const std::size_t length = length_of(value.text());
    if ((schema.min_length && length < *schema.min_length) || (schema.max_length && length > *schema.max_length)) {
      report(value.origin(), path,
             name(path) + " must have " + range(schema.min_length, schema.max_length) + " characters, not " +
                 std::to_string(length),
             rule(schema, ""), secret);
      return;
    }
    if (schema.pattern.empty()) return;
    bool matches = false;
    try {
      matches = value.text().size() <= kMaxPatternInput && std::regex_search(value.text(), std::regex(schema.pattern));
    } catch (const std::regex_error&) {
      report(value.origin(), path, name(path) + " cannot be checked: the schema's pattern is not a regular expression",
             subject_.author + " has the pattern " + schema.pattern, secret);
      return;
    }
    if (!matches) {
      report(value.origin(), path, name(path) + " does not have the expected form",
             rule(schema, "pattern " + schema.pattern), secret);
    }
  }

  void check_number(ConfigValue& value, const Schema& schema, const std::string& path, bool secret) {
    const double number = value.number();
    if ((!schema.minimum || number >= *schema.minimum) && (!schema.maximum || number <= *schema.maximum)) return;
    std::string says;
    std::string condition;
    if (schema.minimum && schema.maximum) {
      says = "between " + bound_text(*schema.minimum) + " and " + bound_text(*schema.maximum);
      condition = bound_text(*schema.minimum) + " <= " + leaf(path) + " <= " + bound_text(*schema.maximum);
    } else if (schema.minimum) {
      says = bound_text(*schema.minimum) + " or more";
      condition = bound_text(*schema.minimum) + " <= " + leaf(path);
    } else {
      says = bound_text(*schema.maximum) + " or less";
      condition = leaf(path) + " <= " + bound_text(*schema.maximum);
    }
    report(value.origin(), path, name(path) + " must be " + says, rule(schema, condition), secret);
  }

  void check_choice(const ConfigValue& value, const Schema& schema, const std::string& path, bool secret) {
    std::vector<std::string> allowed;
    std::vector<std::string> words;
    for (const ConfigValue& choice : schema.choices) {
      allowed.push_back(choice.to_toml());
      if (choice.is(Kind::text)) words.push_back(choice.text());
    }
    const std::string nearest = value.is(Kind::text) && !secret ? nearest_word(value.text(), words) : "";
    report(value.origin(), path, name(path) + " must be one of " + join_words(allowed),
           nearest.empty() ? rule(schema, "") : "did you mean \"" + nearest + "\"?", secret);
  }

  // `the schema of filter-rules 2.1.0 says 0 <= threshold <= 1 (default 0.7)`
  std::string rule(const Schema& schema, const std::string& condition) const {
    const std::string fallback =
        schema.fallback && !schema.secret ? "(default " + schema.fallback->to_toml() + ")" : "";
    if (!condition.empty()) {
      const std::string author = subject_.author.empty() ? "the gateway" : subject_.author;
      return author + " says " + condition + (fallback.empty() ? "" : " " + fallback);
    }
    if (schema.description.empty()) return fallback;
    return schema.description + (fallback.empty() ? "" : " " + fallback);
  }

  static std::string range(const std::optional<std::uint64_t>& least, const std::optional<std::uint64_t>& most) {
    if (least && most) {
      return *least == *most ? std::to_string(*least) : std::to_string(*least) + " to " + std::to_string(*most);
    }
    return least ? std::to_string(*least) + " or more" : std::to_string(*most) + " or fewer";
  }

  static std::string leaf(const std::string& path) {
    const std::size_t dot = path.rfind('.');
    return dot == std::string::npos ? path : path.substr(dot + 1);
  }

  // In the gateway's own sections the first step is the section, which the sentence names already.
  std::string name(const std::string& path) const {
    if (!subject_.place.empty()) return path.empty() ? "the section" : path;
    const std::size_t skipped = path.find('.', in_list(path) ? path.find('.') + 1 : 0);
    return skipped == std::string::npos ? path : path.substr(skipped + 1);
  }

  // Whether the section is one of several of its name, as [[plugin]]: "plugin.3.name".
  static bool in_list(const std::string& path) {
    const std::size_t dot = path.find('.');
    return dot != std::string::npos && dot + 1 < path.size() && path[dot + 1] >= '0' && path[dot + 1] <= '9';
  }

  std::string place(const std::string& path) const {
    if (!subject_.place.empty()) return subject_.place + ": ";
    const std::string section = path.substr(0, path.find('.'));
    if (section.empty()) return "";
    return in_list(path) ? "[[" + section + "]]: " : "[" + section + "]: ";
  }

  void report(const ConfigOrigin& where, const std::string& path, const std::string& sentence, const std::string& help,
              bool secret) {
    problems_.push_back({where, place(path) + sentence, help, ConfigProblem::Severity::error,
                         secret ? Excerpt::masked : Excerpt::line});
  }

  const CheckSubject& subject_;
  ConfigProblems& problems_;
};

}  // namespace

void check(ConfigValue& value, const Schema& schema, const CheckSubject& subject, ConfigProblems& problems) {
  Checker(subject, problems).check(value, schema, "", false);
}

bool keep_what_fits(ConfigValue& value, const Schema& schema) {
  const auto fits = [&] {
    ConfigValue copy = value;  // check() fills in defaults
    ConfigProblems found;
    check(copy, schema, {}, found);
    return found.empty();
  };
  if (fits()) return true;
  if (schema.kind && !kind_fits(value, *schema.kind)) return false;
  if (value.is(Kind::table)) {
    std::erase_if(value.table(), [&](ConfigValue::Entry& entry) {
      if (const Schema* property = schema.property(entry.key)) return !keep_what_fits(entry.value, *property);
      if (schema.additional) return !keep_what_fits(entry.value, *schema.additional);
      return !schema.additional_allowed;
    });
  } else if (value.is(Kind::array) && schema.items) {
    std::erase_if(value.array(), [&](ConfigValue& element) { return !keep_what_fits(element, *schema.items); });
  }
  return fits();
}

std::string bound_text(double number) {
  char digits[64];
  const bool plain = number > -1e15 && number < 1e15;  // the shortest form of 600000 would be 6e+05
  const auto form = plain ? std::chars_format::fixed : std::chars_format::general;
  const auto end = std::to_chars(digits, digits + sizeof(digits), number, form);
  return end.ec == std::errc() ? std::string(digits, end.ptr) : std::to_string(number);
}

ConfigValue defaults_of(const Schema& schema) {
  ConfigValue value;
  ConfigProblems ignored;  // required keys have no default, by nature
  check(value, schema, {}, ignored);
  return value;
}

}  // namespace wagate
