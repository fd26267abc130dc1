// Everything the simulator reads from outside: command arguments, bodies of driving routes, settings.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "command_table.h"
#include "media.h"
#include "refusal.h"
#include "requests.h"
#include "settings.h"

using namespace wagate::session_simulator;

namespace {

const std::vector<const CommandEntry*>& every_command() {
  static const std::vector<const CommandEntry*> kAll = [] {
    std::vector<const CommandEntry*> out;
    for (const auto& table : command_tables())
      for (const CommandEntry& entry : table) out.push_back(&entry);
    return out;
  }();
  return kAll;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::uint8_t bytes[] = {1, 2, 3};
  const wagate::abi::BytesRef attachments[] = {{bytes, sizeof(bytes)}};
  const wagate::abi::DocumentRef document(text, attachments, 1);
  const auto must_explain = [](bool understood, const std::string& problem) {
    if (understood != problem.empty()) __builtin_trap();
  };

  // Arguments are either understood or refused with a sentence, whichever command they are for.
  for (const CommandEntry* command : every_command()) {
    try {
      const Action action = command->read(Arguments(command->name, document).root());
      if (!action) __builtin_trap();
    } catch (const Refusal& refusal) {
      if (refusal.sentence.empty() || refusal.reason.empty()) __builtin_trap();
    }
  }
  static_cast<void>(look_at(text));

  std::string problem;
  std::vector<Happening> events;
  must_explain(read_events(text, events, problem), problem);

  problem.clear();
  LoadRequest load;
  must_explain(read_load_request(text, load, problem), problem);

  static_cast<void>(Settings::parse(text));
  return 0;
}
