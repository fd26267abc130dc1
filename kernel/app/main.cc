#include <cstdio>
#include <exception>
#include <string>
#include <vector>

#include "kernel/app/app_exit.h"
#include "kernel/app/command_line.h"
#include "kernel/app/commands.h"
#include "kernel/app/gateway_client.h"
#include "kernel/core/exit_code.h"

int main(int argc, char** argv) {
  using namespace wagate;
  std::vector<app::Command> commands;
  for (const auto& group : {app::serve_commands(), app::instance_commands(), app::event_commands(), app::webhook_commands(),
                            app::doctor_commands(), app::config_commands(), app::plugin_commands()}) {
    commands.insert(commands.end(), group.begin(), group.end());
  }
  try {
    return app::CommandTable(std::move(commands)).run({argv + 1, argv + argc});
  } catch (const app::Unreachable& failure) {
    std::fprintf(stderr,
                 "wagate: %s\nis the gateway running (\"wagate serve\"), and does --url or WAGATE_URL name its address "
                 "and port?\n",
                 failure.what());
    return app::kExitUnreachable;
  } catch (const std::exception& failure) {
    std::fprintf(stderr, "wagate: %s\n", failure.what());
    return static_cast<int>(ExitCode::internal);
  }
}
