#include "kernel/app/command_line.h"

#include <Poco/Util/Option.h>
#include <Poco/Util/OptionException.h>
#include <Poco/Util/OptionProcessor.h>
#include <Poco/Util/OptionSet.h>

#include <algorithm>
#include <cstdio>
#include <sstream>

#include "kernel/core/exit_code.h"

namespace wagate::app {
namespace {

std::vector<std::string> split(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> words;
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

bool begins_with(const std::vector<std::string>& words, const std::vector<std::string>& prefix) {
  return words.size() >= prefix.size() && std::equal(prefix.begin(), prefix.end(), words.begin());
}

std::string column(std::string text, std::size_t width) {
  text.resize(std::max(width, text.size() + 2), ' ');
  return text;
}

std::string usage_line(const Command& command) {
  std::string line = "wagate " + command.name;
  if (!command.options.empty()) line += " [OPTION ...]";
  if (!command.positional.empty()) line += " " + command.positional;
  return line;
}

}  // namespace

std::string Arguments::text(const std::string& option, const std::string& fallback) const {
  const auto found = options_.find(option);
  return found == options_.end() ? fallback : found->second;
}

std::optional<Arguments> Command::parse(const std::vector<std::string>& words, std::string& problem) const {
  Poco::Util::OptionSet set;
  set.addOption(Poco::Util::Option("help", "h", "", false));
  for (const Option& option : options) {
    Poco::Util::Option known(option.name, "", option.help, false);
    if (!option.value.empty()) known.argument(option.value);
    set.addOption(known);
  }

  Arguments arguments;
  Poco::Util::OptionProcessor processor(set);
  processor.setUnixStyle(true);
  try {
    for (const std::string& word : words) {
      std::string option;
      std::string value;
      if (!processor.process(word, option, value)) {
        arguments.positional_.push_back(word);
      } else if (!option.empty()) {
        arguments.options_[option] = value;
      }
    }
    if (arguments.has("help")) return arguments;
    processor.checkRequired();
  } catch (const Poco::Util::OptionException& failure) {
    problem = "\"" + failure.message() + "\": " + failure.name();
    return std::nullopt;
  }
  if (arguments.positional_.size() < min_positional) {
    problem = positional + " is missing";
    return std::nullopt;
  }
  if (arguments.positional_.size() > max_positional) {
    problem = "\"" + arguments.positional_[max_positional] + "\" is one word too many";
    return std::nullopt;
  }
  return arguments;
}

int CommandTable::run(const std::vector<std::string>& words) const {
  if (words.empty() || words[0] == "--help" || words[0] == "-h" || words[0] == "help") {
    std::fputs(overview().c_str(), stdout);
    return static_cast<int>(words.empty() ? ExitCode::usage : ExitCode::ok);
  }
  std::size_t used = 0;
  const Command* command = find(words, &used);
  if (command == nullptr) {
    std::fprintf(stderr, "wagate: there is no command \"%s\"; \"wagate --help\" lists them\n", words[0].c_str());
    return static_cast<int>(ExitCode::usage);
  }
  std::string problem;
  const auto arguments = command->parse({words.begin() + static_cast<std::ptrdiff_t>(used), words.end()}, problem);
  if (!arguments) {
    std::fprintf(stderr, "wagate %s: %s\nusage: %s\n", command->name.c_str(), problem.c_str(), usage_line(*command).c_str());
    return static_cast<int>(ExitCode::usage);
  }
  if (arguments->has("help")) {
    std::fputs(help(*command).c_str(), stdout);
    return static_cast<int>(ExitCode::ok);
  }
  return command->run(*arguments);
}

const Command* CommandTable::find(const std::vector<std::string>& words, std::size_t* used) const {
  const Command* best = nullptr;
  for (const Command& command : commands_) {
    const auto name = split(command.name);
    if (!begins_with(words, name) || (best != nullptr && name.size() <= *used)) continue;
    best = &command;
    *used = name.size();
  }
  return best;
}

std::string CommandTable::overview() const {
  std::string text = "wagate: a WhatsApp event gateway\n\nusage: wagate COMMAND [OPTION ...]\n\n";
  for (const Command& command : commands_) text += "  " + column(command.name, 20) + command.summary + "\n";
  text += "\n\"wagate COMMAND --help\" says more about one of them.\n";
  return text;
}

std::string CommandTable::help(const Command& command) const {
  std::string text = "usage: " + usage_line(command) + "\n\n" + command.summary + "\n";
  if (!command.details.empty()) text += "\n" + command.details + "\n";
  if (!command.options.empty()) text += "\n";
  for (const Option& option : command.options) {
    const std::string name = "--" + option.name + (option.value.empty() ? "" : " " + option.value);
    text += "  " + column(name, 24) + option.help + "\n";
  }
  return text;
}

}  // namespace wagate::app
