#include "session/device_identity.h"

#include <proto/handshake.pb.h>

#include "crypto/hash.h"

namespace wagate::session_whatsapp {
namespace {

// Every signature and MAC begins with what it is for.
constexpr std::string_view kAccountSignature("\x06\x00", 2);
constexpr std::string_view kDeviceSignature("\x06\x01", 2);
constexpr std::string_view kHostedAccountSignature("\x06\x05", 2);
constexpr std::uint32_t kHosted = 1;

std::string joined(Pieces pieces) {
  std::string out;
  for (const std::string_view piece : pieces) out += piece;
  return out;
}

template <typename Message>
bool parse(Message& message, std::string_view bytes) {
  return message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
}

}  // namespace

std::string_view to_text(IdentityError error) {
  switch (error) {
    case IdentityError::none: return "none";
    case IdentityError::malformed: return "malformed";
    case IdentityError::hmac_mismatch: return "hmac-mismatch";
    case IdentityError::signature_mismatch: return "signature-mismatch";
  }
  return "unknown";
}

std::optional<DeviceIdentity> accept_device_identity(std::string_view signed_identity, std::string_view adv_secret,
                                                     const KeyPair& identity, IdentityError& error) {
  error = IdentityError::malformed;
  proto::ADVSignedDeviceIdentityHMAC outer;
  if (!parse(outer, signed_identity)) return std::nullopt;
  const std::string_view purpose = outer.account_type() == kHosted ? kHostedAccountSignature : std::string_view("");
  if (!equal_in_constant_time(hmac_sha256(adv_secret, {purpose, outer.details()}).expose(), outer.hmac())) {
    error = IdentityError::hmac_mismatch;
    return std::nullopt;
  }

  proto::ADVSignedDeviceIdentity account;
  proto::ADVDeviceIdentity device;
  if (!parse(account, outer.details()) || !parse(device, account.details())) return std::nullopt;
  const auto account_key = PublicKey::from_raw(account.account_signature_key());
  if (!account_key) return std::nullopt;
  const bool is_hosted = device.device_type() == kHosted;
  const std::string signed_by_account = joined(
      {is_hosted ? kHostedAccountSignature : kAccountSignature, account.details(), identity.pub.raw()});
  if (!xeddsa_verify(*account_key, signed_by_account, account.account_signature())) {
    error = IdentityError::signature_mismatch;
    return std::nullopt;
  }

  const std::string signed_by_device =
      joined({kDeviceSignature, account.details(), identity.pub.raw(), account_key->raw()});
  account.set_device_signature(xeddsa_sign(identity.secret, signed_by_device).str());
  DeviceIdentity accepted;
  accepted.complete = account.SerializeAsString();
  account.clear_account_signature_key();
  accepted.for_server = account.SerializeAsString();
  accepted.key_index = device.key_index();
  accepted.account_key = *account_key;
  error = IdentityError::none;
  return accepted;
}

}  // namespace wagate::session_whatsapp
