#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wagate::app {

// An option of a command: "--config FILE", or "--json" when it takes no value.
struct Option {
  std::string name;   // without dashes
  std::string value;  // what --help calls its value; empty: a switch
  std::string help;
};

// What stood on the command line behind the command's name.
class Arguments {
 public:
  bool has(const std::string& option) const { return options_.contains(option); }
  std::string text(const std::string& option, const std::string& fallback = "") const;
  const std::vector<std::string>& positional() const { return positional_; }

 private:
  friend struct Command;
  std::map<std::string, std::string> options_;
  std::vector<std::string> positional_;
};

// One thing the program does: "instances create". `run` returns the exit code.
struct Command {
  std::string name;        // words as typed
  std::string positional;  // "NAME", or "[FILE ...]"; shown in the usage line
  std::size_t min_positional = 0;
  std::size_t max_positional = 0;
  std::string summary;  // one sentence, for the list of commands
  std::string details;  // further paragraphs of its --help
  std::vector<Option> options;
  int (*run)(const Arguments&) = nullptr;

  // Understands `words`, or writes into `problem` what is wrong with them. --help needs no value
  // and makes everything else optional.
  std::optional<Arguments> parse(const std::vector<std::string>& words, std::string& problem) const;
};

// The commands of the program, chosen by the first words of the command line.
class CommandTable {
 public:
  explicit CommandTable(std::vector<Command> commands) : commands_(std::move(commands)) {}

  // Runs what the words ask for and returns the exit code. Wrong words: a sentence on stderr and
  // the exit code for usage.
  int run(const std::vector<std::string>& words) const;

 private:
  // The command with the longest name that begins `words`; null when none does.
  const Command* find(const std::vector<std::string>& words, std::size_t* used) const;
  // Words that are no command: perhaps the first word of several, perhaps misspelt.
  int run_none(const std::vector<std::string>& words) const;
  // The commands whose names begin with `prefix`, a line each.
  std::string lines_of(const std::string& prefix) const;
  std::string overview() const;
  std::string help(const Command& command) const;

  std::vector<Command> commands_;
};

}  // namespace wagate::app
