#include <cstdio>

#include "kernel/app/commands.h"
#include "kernel/app/kernel_options.h"
#include "kernel/kernel.h"

namespace wagate::app {
namespace {

int refused(const Refusal& refusal) {
  std::fputs(refusal.text.c_str(), stderr);
  if (!refusal.text.ends_with('\n')) std::fputc('\n', stderr);
  return static_cast<int>(refusal.exit_code);
}

int check(const Arguments& arguments) {
  Refusal refusal;
  const auto kernel = Kernel::create(kernel_options(arguments), refusal);
  if (kernel == nullptr) return refused(refusal);
  std::fputs(kernel->config_warnings().c_str(), stderr);
  std::puts("the configuration is fine");
  return static_cast<int>(ExitCode::ok);
}

int explain(const Arguments& arguments) {
  Refusal refusal;
  const auto kernel = Kernel::create(kernel_options(arguments), refusal);
  if (kernel == nullptr) return refused(refusal);
  std::fputs(kernel->explain_config().c_str(), stdout);
  return static_cast<int>(ExitCode::ok);
}

int defaults(const Arguments& arguments) {
  Refusal refusal;
  const std::string text = Kernel::default_config(kernel_options(arguments), refusal);
  if (text.empty()) return refused(refusal);
  std::fputs(text.c_str(), stdout);
  return static_cast<int>(ExitCode::ok);
}

Command command(std::string name, std::string summary, std::string details, int (*run)(const Arguments&)) {
  Command made;
  made.name = std::move(name);
  made.summary = std::move(summary);
  made.details = std::move(details);
  made.options = {config_option()};
  made.run = run;
  return made;
}

}  // namespace

std::vector<Command> config_commands() {
  return {command("config check", "checks the configuration and every plugin it names, and starts nothing",
                  "Prints all problems at once. Exit code 0: fine, 3: problems in the configuration, 4: a plugin that\n"
                  "cannot be loaded.",
                  check),
          command("config explain", "prints every effective value and where it came from", "Secrets are shown as \"***\".", explain),
          command("config defaults", "prints a complete configuration file, every key at its default", "", defaults)};
}

}  // namespace wagate::app
