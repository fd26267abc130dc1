#include "kernel/app/command_line.h"

#include <Poco/Util/Option.h>
#include <Poco/Util/OptionException.h>
#include <Poco/Util/OptionProcessor.h>
#include <Poco/Util/OptionSet.h>

#include <algorithm>
#include <cstdio>
#include <sstream>

#include "kernel/config/did_you_mean.h"
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
  std::string current;
  try {
    for (const std::string& word : words) {
      current = word;
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
  } catch (const Poco::Util::UnknownOptionException&) {
    const std::string option = current.substr(0, current.find('='));
    std::vector<std::string> known;
    for (const Option& it : options) known.push_back("--" + it.name);
    known.push_back("--help");
    problem = "there is no option \"" + option + "\"; " + did_you_mean(option, known, "its options");
    return std::nullopt;
  } catch (const Poco::Util::MissingArgumentException& failure) {
    problem = "--" + failure.message();  // "config requires FILE"
    return std::nullopt;
  } catch (const Poco::Util::OptionException& failure) {
    problem = "\"" + current + "\": " + failure.name();
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
  if (words[0] == "--version") return run({"version"});
  std::size_t used = 0;
  const Command* command = find(words, &used);
  if (command == nullptr) return run_none(words);
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

int CommandTable::run_none(const std::vector<std::string>& words) const {
  const std::string list = lines_of(words[0] + " ");
  if (!list.empty() && (words.size() == 1 || words[1] == "--help" || words[1] == "-h")) {
    std::printf("usage: wagate %s COMMAND [OPTION ...]\n\n%s", words[0].c_str(), list.c_str());
    return static_cast<int>(words.size() == 1 ? ExitCode::usage : ExitCode::ok);
  }
  std::vector<std::string> known;
  for (const Command& command : commands_) {
    known.push_back(list.empty() ? split(command.name).front() : command.name);
  }
  const std::string typed = list.empty() ? words[0] : words[0] + " " + words[1];
  const std::string nearest = nearest_word(typed, known);
  std::fprintf(stderr, "wagate: there is no command \"%s\"; %s\"wagate --help\" lists them\n", typed.c_str(),
               nearest.empty() ? "" : ("did you mean \"" + nearest + "\"? ").c_str());
  return static_cast<int>(ExitCode::usage);
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

std::string CommandTable::lines_of(const std::string& prefix) const {
  std::string text;
  for (const Command& command : commands_) {
    if (command.name.starts_with(prefix)) text += "  " + column(command.name, 20) + command.summary + "\n";
  }
  return text;
}

std::string CommandTable::overview() const {
  std::string text = "wagate: a WhatsApp event gateway\n\nusage: wagate COMMAND [OPTION ...]\n\n" + lines_of("");
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
