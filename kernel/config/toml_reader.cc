#include "kernel/config/toml_reader.h"

#include <toml++/toml.h>

#include <algorithm>
#include <cmath>
#include <sstream>

namespace wagate {
namespace {

using Source = std::shared_ptr<const SourceText>;

ConfigOrigin origin_of(const Source& source, const toml::source_region& region) {
  ConfigOrigin origin;
  origin.layer = ConfigOrigin::Layer::file;
  origin.source = source;
  origin.line = region.begin.line;
  origin.column = region.begin.column;
  if (region.end.line == region.begin.line && region.end.column > region.begin.column) {
    origin.width = region.end.column - region.begin.column;
  }
  return origin;
}

class Converter {
 public:
  Converter(const Source& source, ConfigProblems& problems) : source_(source), problems_(problems) {}

  ConfigValue convert(const toml::node& node) {
    ConfigValue value = content(node);
    value.set_origin(origin_of(source_, node.source()));
    return value;
  }

 private:
  ConfigValue content(const toml::node& node) {
    if (const auto* table = node.as_table()) return table_of(*table);
    if (const auto* array = node.as_array()) {
      ConfigValue::Array elements;
      for (const toml::node& element : *array) elements.push_back(convert(element));
      return ConfigValue(std::move(elements));
    }
    if (const auto* truth = node.as_boolean()) return ConfigValue(truth->get());
    if (const auto* integer = node.as_integer()) return ConfigValue(std::int64_t{integer->get()});
    if (const auto* number = node.as_floating_point()) return finite(number->get(), node);
    if (const auto* text = node.as_string()) return ConfigValue(text->get());
    std::ostringstream moment;  // dates and times: the schemas know texts only
    node.visit([&moment](const auto& typed) {
      if constexpr (toml::is_chronological<decltype(typed)>) moment << typed.get();
    });
    return ConfigValue(moment.str());
  }

  ConfigValue table_of(const toml::table& table) {
    ConfigValue::Table entries;
    for (const auto& [key, node] : table) {
      ConfigOrigin key_origin = origin_of(source_, key.source());
      entries.push_back({std::string(key.str()), std::move(key_origin), convert(node)});
    }
    // toml++ sorts by name; people read their own order.
    std::stable_sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) {
      return std::pair(a.key_origin.line, a.key_origin.column) < std::pair(b.key_origin.line, b.key_origin.column);
    });
    return ConfigValue(std::move(entries));
  }

  ConfigValue finite(double number, const toml::node& node) {
    if (std::isfinite(number)) return ConfigValue(number);
    problems_.push_back(
        {origin_of(source_, node.source()), "inf and nan are not values here", "write a number", {}, {}});
    return ConfigValue(0.0);
  }

  const Source& source_;
  ConfigProblems& problems_;
};

}  // namespace

std::optional<ConfigValue> read_toml(const Source& source, ConfigProblems& problems) {
  if (source->text.size() > kMaxConfigBytes) {
    ConfigOrigin whole;
    whole.layer = ConfigOrigin::Layer::file;
    whole.source = source;
    problems.push_back({whole, "the file is larger than 1 MiB", "is it a configuration file?", {}, {}});
    return std::nullopt;
  }
  try {
    const toml::table table = toml::parse(source->text, source->path);
    ConfigValue value = Converter(source, problems).convert(table);
    return value;
  } catch (const toml::parse_error& failure) {
    std::string sentence(failure.description());
    problems.push_back({origin_of(source, failure.source()), "not valid TOML: " + sentence, "", {}, {}});
    return std::nullopt;
  }
}

}  // namespace wagate
