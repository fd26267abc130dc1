#pragma once

#include <proto/handshake.pb.h>

#include <string>
#include <string_view>

#include "crypto/curve.h"
#include "crypto/hash.h"

namespace wagate::session_whatsapp::testing {

// The phone that links a device: makes the statement about it, and checks what the device signed.
struct Phone {
  KeyPair account = KeyPair::generate();
  KeyPair signer = account;
  std::uint32_t key_index = 3;
  bool is_hosted = false;

  std::string identity_for(const PublicKey& device, std::string_view adv_secret) const {
    proto::ADVDeviceIdentity details;
    details.set_raw_id(7);
    details.set_timestamp(1'768'485'802);
    details.set_key_index(key_index);
    if (is_hosted) details.set_device_type(1);
    proto::ADVSignedDeviceIdentity statement;
    statement.set_details(details.SerializeAsString());
    statement.set_account_signature_key(std::string(account.pub.raw()));
    statement.set_account_signature(
        xeddsa_sign(signer.secret, prefix() + statement.details() + std::string(device.raw())).str());
    proto::ADVSignedDeviceIdentityHMAC sealed;
    sealed.set_details(statement.SerializeAsString());
    if (is_hosted) sealed.set_account_type(1);
    sealed.set_hmac(std::string(
        hmac_sha256(adv_secret, {is_hosted ? std::string_view("\x06\x05", 2) : std::string_view(""), sealed.details()})
            .expose()));
    return sealed.SerializeAsString();
  }

  bool accepts(std::string_view bytes, const PublicKey& device, bool has_account_key) const {
    proto::ADVSignedDeviceIdentity statement;
    if (!statement.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return false;
    const std::string signed_text = std::string("\x06\x01", 2) + statement.details() + std::string(device.raw()) +
                                    std::string(account.pub.raw());
    return statement.has_account_signature_key() == has_account_key &&
           xeddsa_verify(device, signed_text, statement.device_signature());
  }

 private:
  std::string prefix() const { return is_hosted ? std::string("\x06\x05", 2) : std::string("\x06\x00", 2); }
};

}  // namespace wagate::session_whatsapp::testing
