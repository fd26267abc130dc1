// The JSON behind arguments.h, for the few files that read it. Costs seconds to compile.
#pragma once

#include <nlohmann/json.hpp>

#include "arguments.h"

namespace wagate::session_simulator {

struct Parsed {
  nlohmann::ordered_json json;
  abi::DocumentRef document;

  static const nlohmann::ordered_json& of(const Node& node) {
    return *static_cast<const nlohmann::ordered_json*>(node.json_);
  }
  static Node wrap(const nlohmann::ordered_json& json, const Parsed* all) { return Node(&json, all); }
  static const Parsed* all(const Node& node) { return node.all_; }
};

}  // namespace wagate::session_simulator
