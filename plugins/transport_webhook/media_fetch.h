#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "request.h"
#include "wagate/abi/command.h"

namespace wagate::transport_webhook {

// Asks the session of an instance for a received file. `done` is called once, on any thread, with the
// file as base64 text; empty when there is none, or one longer than `max_bytes`.
void fetch_file(abi::Commands& commands, abi::InstanceKey instance, const std::string& instance_name, const FileWish& wish,
                std::uint64_t max_bytes, std::function<void(std::string base64)> done);

}  // namespace wagate::transport_webhook
