// Everything the simulator reads from outside: command arguments, bodies of driving routes, settings.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "requests.h"
#include "settings.h"

using namespace wagate::session_simulator;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::uint8_t bytes[] = {1, 2, 3};
  const wagate::abi::BytesRef attachments[] = {{bytes, sizeof(bytes)}};
  const wagate::abi::DocumentRef document(text, attachments, 1);
  const auto must_explain = [](bool understood, const std::string& problem) {
    if (understood != problem.empty()) __builtin_trap();
  };

  std::string problem;
  TextRequest request;
  must_explain(read_text_request(document, request, problem), problem);

  problem.clear();
  Stanza stanza;
  must_explain(read_stanza(document, stanza, problem), problem);

  problem.clear();
  std::string presence;
  must_explain(read_presence(document, presence, problem), problem);

  problem.clear();
  std::vector<Happening> events;
  must_explain(read_events(text, events, problem), problem);

  problem.clear();
  LoadRequest load;
  must_explain(read_load_request(text, load, problem), problem);

  static_cast<void>(Settings::parse(text));
  return 0;
}
