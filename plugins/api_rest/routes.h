#pragma once

#include <cstdint>
#include <span>

#include "call.h"
#include "validation.h"

namespace wagate::api_rest {

// Whose key opens a route.
enum class KeyRule {
  none,           // nobody is asked
  any,            // every valid key; the handler shows each caller its own
  administrator,  // only a caller that may administer the gateway
  instance,       // a caller that sees the {instance} of the path
};

// How a route tells that a body does not fit its rules.
enum class Refusal {
  texts,       // {"status":400,"error":"Bad Request","response":{"message":[["..."]]}}
  properties,  // ... "message":[{"property":"...","message":"..."}]
  flat,        // {"status":400,"error":"Bad Request","message":[["..."]]}
  detailed,    // {"status":400,"error":"Bad Request","message":"...","details":{...},"timestamp":"..."}
};

// A field of the query, for the description of the interface; the handler reads and checks it.
struct QueryField {
  const char* name = "";
  const char* about = "";
  bool required = false;
};

// Runs on the executor, so it may wait for disks; answers the call now or lets somebody answer it
// later. What it throws is a 500.
using Handler = void (*)(const CallPtr& call);

// Makes a body fit for its rules: takes from the query what may stand there instead. Answers the call
// and returns false when something is missing that the rules would not name as clients know it.
using Preparation = bool (*)(Call& call);

// One row of a table. Authentication, the look-up of the instance, reading and checking the body
// are done by the time the handler runs.
struct Route {
  const char* methods;  // "POST" or "POST PUT"; empty: all
  const char* pattern;  // {instance} is the name of an instance
  KeyRule key = KeyRule::instance;
  std::uint32_t permissions = 0;     // abi::Permissions the caller needs
  std::span<const Rule> rules = {};  // of the body; empty: the body is not read
  Handler handler = nullptr;
  std::uint32_t success = 200;
  const char* summary = "";  // one sentence for people; empty: left out of the description

  std::span<const QueryField> query = {};
  Refusal refusal = Refusal::texts;
  Preparation prepare = nullptr;
  bool takes_file = false;  // multipart/form-data with a part named "file" is accepted, too

  constexpr Route with_query(std::span<const QueryField> fields) const {
    Route copy = *this;
    copy.query = fields;
    return copy;
  }
  constexpr Route with_refusal(Refusal shape) const {
    Route copy = *this;
    copy.refusal = shape;
    return copy;
  }
  constexpr Route with_preparation(Preparation preparation) const {
    Route copy = *this;
    copy.prepare = preparation;
    return copy;
  }
  constexpr Route with_file() const {
    Route copy = *this;
    copy.takes_file = true;
    return copy;
  }
};

// Every route of the interface, the tables of route_tables.h one after another.
std::span<const Route> routes();

}  // namespace wagate::api_rest
