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

// What a text has to look like: a regular expression for documents and violations, and the function
// that does the work.
struct Pattern {
  const char* expression = "";
  bool (*fits)(std::string_view text) = nullptr;
};

inline constexpr Pattern kStartsWithDigit = {
    "^\\d+", [](std::string_view text) { return !text.empty() && text[0] >= '0' && text[0] <= '9'; }};
inline constexpr Pattern kHasDigit = {
    "\\d+", [](std::string_view text) { return text.find_first_of("0123456789") != std::string_view::npos; }};

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
  const Pattern* pattern = nullptr;           // for texts
  std::size_t min_length = 0;                 // for texts, in bytes
  // Refuses an empty text, but, as clients know it, only while the object holds nothing except
  // members with this mark.
  bool not_empty = false;
  std::span<const std::int64_t> one_of_numbers = {};  // for numbers
  std::int64_t at_least = std::numeric_limits<std::int64_t>::min();  // for numbers
  std::int64_t at_most = std::numeric_limits<std::int64_t>::max();
  std::size_t min_items = 0;                  // for arrays
  std::size_t max_items = std::numeric_limits<std::size_t>::max();
  bool unique = false;
  const Rule* items = nullptr;                // every item of an array; null: anything
  std::span<const Rule> members = {};         // of an object
  const char* about = nullptr;                // one sentence for the description of the interface
};

struct Violation {
  std::string property;  // "participants[0]"; "instance" for the body itself
  std::string text;
};

// All violations of the rules, in the order of the rules and missing members last; empty when the
// body is fine. Members without a rule are ignored.
std::vector<Violation> find_violations(std::span<const Rule> rules, const Json& body);

// The same, as texts.
std::vector<std::string> violations(std::span<const Rule> rules, const Json& body);

}  // namespace wagate::api_rest
