#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "row.h"
#include "settings.h"
#include "webhook.h"

namespace wagate::transport_webhook {

// One request as it is sent.
struct Outgoing {
  std::string url;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
};

struct Attempt {
  std::int64_t number = 1;
  std::int64_t now_ms = 0;        // Unix time
  std::string delivery;           // name of the delivery, the same at every attempt
  std::string_view destination;   // member of the body
  std::string_view file_base64;   // what goes into data.message.base64; empty: nothing
};

Outgoing make_request(const Row& row, const Webhook& webhook, const Settings& settings, const Attempt& attempt);

// The received file that a message refers to, as far as its event says. Views into the envelope.
struct FileWish {
  std::string_view key;
  std::string_view message;
};

// Nothing for an event without a received file, with one that brings its bytes already, or with one that
// says it is longer than `max_bytes`.
std::optional<FileWish> file_in(const Row& row, std::uint64_t max_bytes);

}  // namespace wagate::transport_webhook
