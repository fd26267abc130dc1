#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "json.h"

namespace wagate::api_rest {

enum class Type { text, boolean, integer, number, object, array, any };

// What one member of a body has to be. A table of these is the schema of a route:
//
//   constexpr Rule kSendPresence[] = {
//       {.name = "presence", .type = Type::text, .required = true, .one_of = kPresences},
//   };
//
// The texts of violations are part of the wire contract: clients match on them.
struct Rule {
  const char* name = "";
  Type type = Type::any;
  bool required = false;
  const char* says = nullptr;  // replaces the text of every violation of this rule

  std::span<const char* const> one_of = {};   // for texts
  std::span<const char* const> also = {};     // further accepted texts, left out of the violation's text
  bool starts_with_digit = false;             // for texts
  std::int64_t at_least = std::numeric_limits<std::int64_t>::min();  // for numbers
  std::int64_t at_most = std::numeric_limits<std::int64_t>::max();
  std::size_t min_items = 0;                  // for arrays
  bool unique = false;
  const Rule* items = nullptr;                // every item of an array; null: anything
  std::span<const Rule> members = {};         // of an object
};

// All violations of the rules, in the order of the rules and missing members last; empty when the
// body is fine. Members without a rule are ignored.
std::vector<std::string> violations(std::span<const Rule> rules, const Json& body);

}  // namespace wagate::api_rest
