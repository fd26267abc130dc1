#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "dispatcher.h"

namespace wagate::transport_webhook {

// What the routes of dead letters are asked and answer, as text.
struct RestAnswer {
  std::uint32_t status = 200;
  std::string json;
};

// {"status":400,"error":"Bad Request","response":{"message":["..."]}}
RestAnswer rest_error(std::uint32_t status, std::string_view sentence);

RestAnswer unauthorized();

// What the query of a list asks for goes into `query`; the sentence says what is wrong with it.
std::string read_list_query(std::string_view limit, std::string_view before, std::string_view body, std::string_view tag,
                            Outbox::DeadQuery& query);

// The body {"ids":["<delivery>"]}; an empty body or no ids mean all.
std::string read_resend_body(std::string_view body, std::string_view tag, Outbox::DeadQuery& query);

// {"total":1,"deadLetters":[{"id","instance","webhook","event","createdAt","failedAt","attempts","status",
// "reason","body"?}]}
std::string list_json(const Dispatcher::DeadLetters& letters, std::string_view tag, bool with_bodies);

}  // namespace wagate::transport_webhook
