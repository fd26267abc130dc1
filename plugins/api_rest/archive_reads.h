#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

#include "call.h"
#include "wagate/abi/archive.h"

// Reading what is stored. Every question is limited to the instance of the call, whatever else it
// asks for. Where no unit keeps anything, nothing is found: clients know that answer from servers
// that save nothing, and the log says once what is missing.
//
// Each returns false when reading failed; the call is answered then.
namespace wagate::api_rest {

using RowVisit = std::function<void(std::string_view row)>;

bool read_messages(Call& call, abi::MessageQuery query, std::uint64_t& total, const RowVisit& visit);
bool read_updates(Call& call, abi::MessageQuery query, const RowVisit& visit);
bool read_chats(Call& call, abi::ChatQuery query, const RowVisit& visit);
bool read_contacts(Call& call, abi::ContactQuery query, const RowVisit& visit);
bool read_labels(Call& call, const RowVisit& visit);

// The newest message that fits, or an empty text.
bool read_newest(Call& call, abi::MessageQuery query, std::string& row);

}  // namespace wagate::api_rest
