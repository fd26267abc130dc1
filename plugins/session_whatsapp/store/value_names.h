#pragma once

#include <string_view>

// Names of the small values in a session file.
namespace wagate::session_whatsapp::value_names {

inline constexpr std::string_view kNoiseKey = "noise_key";
inline constexpr std::string_view kIdentityKey = "identity_key";
inline constexpr std::string_view kRegistrationId = "registration_id";
inline constexpr std::string_view kSignedPrekeyId = "signed_prekey_id";
inline constexpr std::string_view kSignedPrekeyAt = "signed_prekey_at";  // since when it is the present one, 8 bytes
inline constexpr std::string_view kNextPrekeyId = "next_prekey_id";
inline constexpr std::string_view kAdvSecret = "adv_secret";  // until paired
inline constexpr std::string_view kJid = "jid";
inline constexpr std::string_view kLid = "lid";
inline constexpr std::string_view kPushName = "push_name";
inline constexpr std::string_view kPlatform = "platform";
inline constexpr std::string_view kBusinessName = "business_name";
inline constexpr std::string_view kDeviceIdentity = "device_identity";
inline constexpr std::string_view kRoutingInfo = "routing_info";
inline constexpr std::string_view kNctSalt = "nct_salt";

}  // namespace wagate::session_whatsapp::value_names
