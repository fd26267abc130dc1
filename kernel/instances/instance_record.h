#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "wagate/abi/instances.h"

namespace wagate {

// All that is known about one instance at one moment. Immutable once it is in the registry: a change
// makes a new record, so a reader holds a consistent picture without a lock.
struct InstanceRecord {
  abi::InstanceKey key = 0;
  std::string id;           // UUID
  std::string name;
  std::string token;        // secret
  std::string integration;
  std::string provider;     // unit that serves it; empty when none does
  std::string number;
  std::string business_id;
  std::string settings_json;                    // all eight keys
  std::map<std::string, std::string> sections;  // name to JSON object
  std::string sections_json;                    // `sections` as one object; see compose_sections()
  bool wanted = false;                          // is or was to be open: opened again after a start

  abi::ConnectionState state = abi::ConnectionState::close;
  std::string owner_jid;
  std::string profile_name;
  std::string profile_picture_url;
  std::string qr_code;
  std::string qr_base64;
  std::string pairing_code;
  std::int64_t qr_count = 0;

  std::int64_t created_at_ms = 0;
  std::int64_t updated_at_ms = 0;
  std::int64_t disconnected_at_ms = 0;
  std::int64_t disconnection_code = 0;
  std::string disconnection_json;

  abi::InstanceInfo info() const;  // borrows from this record

  // Writes sections_json anew.
  void compose_sections();
};

using InstancePtr = std::shared_ptr<const InstanceRecord>;

// What every instance starts with.
inline constexpr std::string_view kDefaultSettings =
    "{\"rejectCall\":false,\"msgCall\":\"\",\"groupsIgnore\":false,\"alwaysOnline\":false,\"readMessages\":false,"
    "\"readStatus\":false,\"syncFullHistory\":false,\"wavoipToken\":\"\"}";

}  // namespace wagate
