#pragma once

#include <cstdint>

namespace wagate::session_whatsapp {

// Kinds of ProtocolMessage that mean something here.
enum class ProtocolType : std::int32_t {
  revoke = 0,
  ephemeral_setting = 3,
  history_sync_notification = 5,
  app_state_sync_key_share = 6,
  app_state_sync_key_request = 7,
  message_edit = 14,
  peer_data_operation_request = 16,
  peer_data_operation_response = 17,
  lid_migration_mapping_sync = 22,
};

// Only the account itself may say these: from anybody else they are forgeries.
constexpr bool is_for_own_devices(ProtocolType type) {
  switch (type) {
    case ProtocolType::history_sync_notification:
    case ProtocolType::app_state_sync_key_share:
    case ProtocolType::app_state_sync_key_request:
    case ProtocolType::peer_data_operation_request:
    case ProtocolType::peer_data_operation_response:
    case ProtocolType::lid_migration_mapping_sync:
      return true;
    default:
      return false;
  }
}

}  // namespace wagate::session_whatsapp
