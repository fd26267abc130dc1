#pragma once

#include <compare>
#include <cstdint>
#include <string>

namespace wagate::transport_webhook {

// Whose webhook an event goes to. Numbers are stored: append only.
enum class Kind : std::int64_t { global = 0, instance = 1 };

// Events of one lane are delivered one after another; lanes know nothing of each other. The global
// webhook has a lane per instance, so that order costs it nothing between instances.
struct LaneKey {
  Kind kind = Kind::global;
  std::string instance;  // its id (UUID); empty for events without an instance

  auto operator<=>(const LaneKey&) const = default;
};

// An event that waits in the outbox.
struct Row {
  std::int64_t id = 0;        // its place in the order; given by the outbox
  std::int64_t delivery = 0;  // the same for as long as anybody tries; given by the outbox
  LaneKey lane;
  std::string instance_name;
  std::string event;  // wire name
  std::string body;   // the envelope as text
  std::int64_t created_ms = 0;
  std::int64_t attempts = 0;  // that failed
  std::int64_t next_ms = 0;   // not before; 0: at once
};

// Why an event is tried no more.
struct Death {
  std::int64_t at_ms = 0;
  std::int64_t attempts = 0;
  std::int64_t status = 0;  // HTTP status of the last attempt; 0: no answer came
  std::string reason;       // a sentence
};

struct DeadLetter {
  Row row;
  Death death;
};

}  // namespace wagate::transport_webhook
