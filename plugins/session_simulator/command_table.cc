#include "command_table.h"

namespace wagate::session_simulator {

std::array<CommandTable, 5> command_tables() {
  return {send_commands(), message_commands(), account_commands(), group_commands(), other_commands()};
}

const CommandEntry* find_command(std::string_view name) {
  for (const CommandTable& table : command_tables())
    for (const CommandEntry& entry : table)
      if (entry.name == name) return &entry;
  return nullptr;
}

}  // namespace wagate::session_simulator
