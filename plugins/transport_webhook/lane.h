#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <string>

#include "row.h"
#include "wagate/abi/basic.h"
#include "webhook.h"

namespace wagate::transport_webhook {

// What the dispatcher knows of one lane. Its head is the row that is tried now; those behind it wait,
// whatever becomes of it, so that order holds.
struct Lane {
  enum class Phase {
    parked,   // nobody has said yet where its rows go
    idle,     // nothing waits
    queued,   // in line at its host
    busy,     // the head is on its way
    waiting,  // until due_ms
  };

  LaneKey key;
  Phase phase = Phase::parked;

  // Of an instance's webhook; the global one is the dispatcher's.
  WebhookPtr webhook;
  abi::InstanceKey instance_key = 0;
  bool known = false;  // the registry has told about the instance
  bool off = false;    // rows are not wanted any more
  bool gone = false;   // the instance was deleted: what waits is still delivered
  std::int64_t gone_ms = 0;  // monotonic; when that was

  std::uint64_t rows = 0;  // that wait, the head included
  std::uint64_t bytes = 0;
  std::uint64_t arriving_rows = 0;  // on their way into the outbox
  std::uint64_t arriving_bytes = 0;

  std::deque<std::shared_ptr<const Row>> cache;  // the first rows; may be empty
  std::int64_t last_id = 0;                      // rows up to here are done

  std::int64_t tried_id = 0;  // the row that `attempts` belongs to
  std::int64_t attempts = 0;
  std::int64_t due_ms = 0;    // monotonic; in phase waiting
  std::int64_t sent_ms = 0;   // monotonic; in phase busy
  std::string host;           // in phases queued and busy
  std::int64_t next_warning_ms = 0;
};

}  // namespace wagate::transport_webhook
