#pragma once

#include <array>
#include <span>
#include <string_view>

#include "arguments.h"
#include "device.h"

namespace wagate::session_simulator {

// One command: its arguments are read without a lock, then its action runs in the session.
struct CommandEntry {
  std::string_view name;
  Action (*read)(const Node& arguments) = nullptr;  // throws a Refusal
};

// Every command of wagate/commands.h, one table per file:
//
//   commands_send.cc      messages that are sent
//   commands_messages.cc  messages and chats that are there
//   commands_account.cc   the account and its contacts
//   commands_groups.cc    groups
//   commands_other.cc     stanzas, presence, labels, calls, templates
using CommandTable = std::span<const CommandEntry>;
CommandTable send_commands();
CommandTable message_commands();
CommandTable account_commands();
CommandTable group_commands();
CommandTable other_commands();
std::array<CommandTable, 5> command_tables();

// Null when there is none of that name.
const CommandEntry* find_command(std::string_view name);

}  // namespace wagate::session_simulator
