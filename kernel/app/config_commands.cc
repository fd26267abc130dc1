#include <cstdio>
#include <nlohmann/json.hpp>
#include <string>

#include "kernel/app/app_exit.h"
#include "kernel/app/commands.h"
#include "kernel/app/gateway_client.h"
#include "kernel/app/kernel_options.h"
#include "kernel/core/exit_code.h"
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

int reload(const Arguments& arguments) {
  const GatewayClient gateway(GatewayAddress::from(arguments));
  const Answer answer = gateway.call("POST", "/wagate/reload");
  if (answer.status != 200) {
    std::string text = sentence_of(answer);
    if (answer.status == 401) text += "; give the gateway's key with --key or AUTHENTICATION_API_KEY";
    std::fprintf(stderr, "wagate: %s\n", text.c_str());
    return kExitRefused;
  }
  const auto report = nlohmann::json::parse(answer.body, nullptr, false);
  const auto print_list = [&](const char* key, const char* title) {
    if (!report.is_object() || !report.contains(key) || report.at(key).empty()) return;
    std::printf("%s\n", title);
    for (const auto& entry : report.at(key)) std::printf("  %s\n", entry.get<std::string>().c_str());
  };
  print_list("applied", "applied:");
  print_list("restart_needed", "waits for a restart of the gateway:");
  if (report.is_object() && report.value("applied", nlohmann::json::array()).empty() &&
      report.value("restart_needed", nlohmann::json::array()).empty())
    std::puts("nothing has changed");
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

Command reload_command() {
  Command made;
  made.name = "config reload";
  made.summary = "makes a running gateway read its configuration again";
  made.details =
      "Keys, allowed hosts, CORS, log levels, rules and certificates are applied at once, without losing a\n"
      "connection; the rest is listed and waits for a restart. A configuration with a problem changes nothing.";
  made.options = GatewayAddress::options();
  made.run = reload;
  return made;
}

}  // namespace

std::vector<Command> config_commands() {
  return {command("config check", "checks the configuration and every plugin it names, and starts nothing",
                  "Prints all problems at once. Exit code 0: fine, 3: problems in the configuration, 4: a plugin that\n"
                  "cannot be loaded.",
                  check),
          command("config explain", "prints every effective value and where it came from", "Secrets are shown as \"***\".", explain),
          reload_command(),
          command("config defaults", "prints a complete configuration file, every key at its default", "", defaults)};
}

}  // namespace wagate::app
