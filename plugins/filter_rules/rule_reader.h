#pragma once

#include <string_view>

#include "rule.h"

namespace wagate::filter_rules {

// Reads the rules out of a unit's configuration, as JSON text. The schema has been checked by the
// kernel; what a schema cannot say is checked here. Throws PluginError with one sentence that says
// which rule, what is wrong with it and what to write instead:
//
//   entry 2 of "drop": there is no event "mesages.upsert"; did you mean "messages.upsert"?
//
// Order: `rules` as written, then the short forms, the strictest first: `deny`, `drop`, `redact`,
// `keep`.
RuleSet read_rules(std::string_view config_json);

}  // namespace wagate::filter_rules
