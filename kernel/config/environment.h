#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "kernel/config/config_problem.h"
#include "kernel/config/config_value.h"
#include "kernel/config/schema.h"

namespace wagate {

// The environment variables a kernel sees: a `.env` file below the real environment.
class Environment {
 public:
  struct Variable {
    std::string text;
    ConfigOrigin origin;
  };
  using Map = std::map<std::string, std::string, std::less<>>;

  Environment() = default;
  explicit Environment(const Map& process);

  // Lines of `NAME=value`. Values may stand in single or double quotes; in double quotes
  // \n is a line break and a backslash keeps any other character as it is. `export` before the name
  // and `# comments` are skipped. Variables that are set already keep their value.
  void add_dotenv(const std::shared_ptr<const SourceText>& source, ConfigProblems& problems);

  const Variable* find(std::string_view name) const;

 private:
  std::map<std::string, Variable, std::less<>> variables_;
};

// A variable as a value of the kind the schema asks for, by the rules of Evolution API 2.3:
// booleans are true for exactly "true"; numbers are read as far as they are digits; lists are split
// at commas and trimmed. Nothing when the variable counts as unset: it is empty (unless boolean), or
// a number without digits or 0. A WAGATE_ variable, which is ours alone, is read strictly: a number
// that is none becomes a text, which the schema then refuses.
std::optional<ConfigValue> environment_value(const Environment::Variable& variable, const Schema& schema);

// Sets every key of `table` whose schema names a variable that is set.
void apply_environment(ConfigValue& table, const Schema& schema, const Environment& environment);

// Warns of switches that are set to something like TRUE or yes: they count as false, which is hard to see.
void warn_of_odd_switches(const Schema& schema, const Environment& environment, ConfigProblems& problems);

}  // namespace wagate
