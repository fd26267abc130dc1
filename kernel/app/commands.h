#pragma once

#include <vector>

#include "kernel/app/command_line.h"

// What the program can do; one function per file, main() puts them into a table.
namespace wagate::app {

std::vector<Command> serve_commands();     // serve, version
std::vector<Command> config_commands();    // config check, explain, defaults
std::vector<Command> plugin_commands();    // plugins list, inspect
std::vector<Command> instance_commands();  // instances list, create, connect, delete
std::vector<Command> webhook_commands();   // webhooks list, resend
std::vector<Command> event_commands();     // events tail
std::vector<Command> doctor_commands();    // doctor

}  // namespace wagate::app
