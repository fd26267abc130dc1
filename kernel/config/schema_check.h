#pragma once

#include <string>

#include "kernel/config/config_problem.h"
#include "kernel/config/config_value.h"
#include "kernel/config/schema.h"

namespace wagate {

// What a check is about, for its sentences.
struct CheckSubject {
  std::string place;   // `[plugin.config] of "spam-guard"`; empty: the path of the table, [kernel]
  std::string author;  // `the schema of filter-rules 2.1.0`; empty: the gateway
};

// Fills in defaults, hides secrets, and reports everything that breaks a rule. With problems in
// `value` it still goes on, so that one run finds all of them.
void check(ConfigValue& value, const Schema& schema, const CheckSubject& subject, ConfigProblems& problems);

// Takes out what breaks a rule, as little as possible: the rest can then be used to look for more
// problems. False when nothing of `value` is left.
bool keep_what_fits(ConfigValue& value, const Schema& schema);

// A bound of a schema for people: "600000", "0.7".
std::string bound_text(double number);

// A table with nothing but the schema's defaults.
ConfigValue defaults_of(const Schema& schema);

}  // namespace wagate
