#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "wagate/abi/basic.h"

// What a call can be answered with, in the shapes of Evolution API 2.3.
namespace wagate::api_rest {

class Call;
struct Violation;

// A finished JSON text.
void answer_json(Call& call, std::uint32_t status, std::string_view json);

// A file for a browser, which must not be kept, framed, or taken for another type. `policy` is its Content-Security-Policy.
void answer_page(Call& call, std::string_view content_type, std::string_view policy, std::string_view text);

// A status without a body.
void answer_empty(Call& call, std::uint32_t status);

// {"status":400,"error":"Bad Request","response":{"message":["..."]}}
void answer_error(Call& call, std::uint32_t status, const std::vector<std::string>& texts);

// The same, with a finished JSON text as message.
void answer_error_json(Call& call, std::uint32_t status, std::string_view message_json);

// 400 with all violations of the rules, in the shape of the route.
void answer_violations(Call& call, const std::vector<Violation>& found);

// {"status","error","message":"...","details":{...},"timestamp":"..."}: how the routes of business
// accounts report what went wrong.
void answer_details(Call& call, std::uint32_t status, std::string_view sentence);

// 400 for a body that could not be read; "error" says Internal Server Error, as clients know it.
void answer_unreadable(Call& call, std::string_view text);

// 401; the message is a text here, not an array. The same for every reason.
void answer_unauthorized(Call& call);

// 404 for an instance that is not there.
void answer_no_instance(Call& call, std::string_view name);

// 400 for an instance that has no open connection.
void answer_not_connected(Call& call, std::string_view name);

// 500 with a fixed text: what went wrong is in the log, not in the answer.
void answer_unexpected(Call& call);

// 200 {"error":true,"message":"..."}: how connect and restart report failures.
void answer_soft_error(Call& call, std::string_view sentence);

// What a failed call of a service means for the client; `sentence` is shown only when the client can
// act on it.
void answer_status(Call& call, abi::StatusCode code, std::string_view sentence);

// The sentence for an instance without an open connection.
std::string not_connected(std::string_view name);

}  // namespace wagate::api_rest
