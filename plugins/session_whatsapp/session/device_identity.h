#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "crypto/curve.h"

namespace wagate::session_whatsapp {

enum class IdentityError {
  none,
  malformed,
  hmac_mismatch,       // not made by the phone that saw the code
  signature_mismatch,  // not signed by the account
};

// As the answer to the server has it: "hmac-mismatch".
[[nodiscard]] std::string_view to_text(IdentityError error);

// What the phone says about the device it linked, checked and signed by this device too.
struct DeviceIdentity {
  std::string complete;    // ADVSignedDeviceIdentity with both signatures; sent beside first messages
  std::string for_server;  // the same without the account's key
  std::uint32_t key_index = 0;
  PublicKey account_key;
};

// Checks the `signed_identity` (ADVSignedDeviceIdentityHMAC) that came with a pair-success: it must be authenticated by
// the secret that stood in the code, and signed by the account for this device's identity key. Then signs it.
[[nodiscard]] std::optional<DeviceIdentity> accept_device_identity(std::string_view signed_identity,
                                                                   std::string_view adv_secret,
                                                                   const KeyPair& identity, IdentityError& error);

}  // namespace wagate::session_whatsapp
