#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "wagate/abi/instances.h"
#include "wagate/json_writer.h"

namespace wagate::api_rest {

// An instance as it was at one moment, owned. No token and no QR picture unless asked for: most
// calls need neither, and what is not copied cannot leak.
struct InstanceRow {
  abi::InstanceKey key = 0;
  abi::ConnectionState state = abi::ConnectionState::close;
  std::string id;
  std::string name;
  std::string integration;
  std::string settings_json;
  std::string sections_json;
  std::int64_t created_at_ms = 0;
  std::int64_t updated_at_ms = 0;

  bool is_found() const { return key != 0; }
};

// The instance of that name or key; not found: is_found() is false.
InstanceRow find_row(abi::Instances& instances, std::string_view name);
InstanceRow find_row(abi::Instances& instances, abi::InstanceKey key);

// "close", "connecting", "open".
const char* text_of(abi::ConnectionState state);

// {"instance":{"instanceName":"shop-01","state":"open"}}
std::string state_answer(std::string_view name, abi::ConnectionState state);

// {"pairingCode":null,"code":"2@...","base64":"data:...","count":1}, or {"count":0} without a code.
std::string qr_answer(const abi::InstanceInfo& info);

// Calls `look` with the instance of that key and returns whether there is one.
bool look_at(abi::Instances& instances, abi::InstanceKey key,
             const std::function<void(const abi::InstanceInfo&)>& look);

}  // namespace wagate::api_rest
