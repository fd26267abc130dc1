// A request body of any shape: it is read or refused with a sentence, checked against every schema,
// and what passes as a stanza can be written.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "body.h"
#include "jid.h"
#include "node.h"
#include "routes.h"
#include "settings.h"
#include "websocket_row.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace wagate::api_rest;
  const std::string_view text(reinterpret_cast<const char*>(data), size);

  for (const char* type : {"application/json", "application/x-www-form-urlencoded"}) {
    Json body;
    if (!read_body(type, text, body).empty()) continue;
    for (const Route& route : routes()) (void)violations(route.rules, body);
    if (!body.is_object()) continue;
    (void)merged_settings("{}", body);
    std::string stanza;
    if (write_node(body, stanza).empty() && !Json::accept(stanza)) std::abort();
  }

  SelectionRow row;
  if (read_row(text, row) && !Json::accept(write_row(row, "id"))) std::abort();
  const std::string jid = to_jid(text);
  if (!jid.empty() && jid.find('@') == std::string::npos) std::abort();
  return 0;
}
