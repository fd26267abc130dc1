#include "session/device_identity.h"

#include <gtest/gtest.h>
#include <proto/handshake.pb.h>

#include "crypto/hash.h"
#include "phone.h"

namespace wagate::session_whatsapp {
namespace {

using testing::Phone;

class Identity : public ::testing::Test {
 protected:
  IdentityError error_of(const std::string& bytes) {
    IdentityError error = IdentityError::none;
    EXPECT_FALSE(accept_device_identity(bytes, secret, device, error));
    return error;
  }

  KeyPair device = KeyPair::generate();
  std::string secret = std::string(32, 's');
  Phone phone;
};

TEST_F(Identity, IsAcceptedAndSigned) {
  IdentityError error = IdentityError::malformed;
  const auto accepted = accept_device_identity(phone.identity_for(device.pub, secret), secret, device, error);

  ASSERT_TRUE(accepted);
  EXPECT_EQ(error, IdentityError::none);
  EXPECT_EQ(accepted->key_index, phone.key_index);
  EXPECT_EQ(accepted->account_key, phone.account.pub);
  EXPECT_TRUE(phone.accepts(accepted->complete, device.pub, true));
  EXPECT_TRUE(phone.accepts(accepted->for_server, device.pub, false));
}

TEST_F(Identity, OfAHostedAccountIsSignedForThat) {
  phone.is_hosted = true;
  IdentityError error = IdentityError::none;
  const auto accepted = accept_device_identity(phone.identity_for(device.pub, secret), secret, device, error);

  ASSERT_TRUE(accepted) << to_text(error);
  EXPECT_TRUE(phone.accepts(accepted->complete, device.pub, true));
}

TEST_F(Identity, IsRefusedUnderAnotherSecret) {
  EXPECT_EQ(error_of(phone.identity_for(device.pub, std::string(32, 'x'))), IdentityError::hmac_mismatch);
}

TEST_F(Identity, IsRefusedForAnotherDevice) {
  EXPECT_EQ(error_of(phone.identity_for(KeyPair::generate().pub, secret)), IdentityError::signature_mismatch);
}

TEST_F(Identity, IsRefusedFromAnotherAccount) {
  phone.signer = KeyPair::generate();
  EXPECT_EQ(error_of(phone.identity_for(device.pub, secret)), IdentityError::signature_mismatch);
}

TEST_F(Identity, IsRefusedWithAnyBitChanged) {
  const std::string bytes = phone.identity_for(device.pub, secret);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    std::string changed = bytes;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    IdentityError error = IdentityError::none;
    EXPECT_FALSE(accept_device_identity(changed, secret, device, error)) << i;
    EXPECT_NE(error, IdentityError::none);
  }
}

TEST_F(Identity, IsRefusedWhenItIsNone) {
  EXPECT_EQ(error_of("\xFF\xFF"), IdentityError::malformed);
  EXPECT_EQ(error_of(""), IdentityError::hmac_mismatch);
}

}  // namespace
}  // namespace wagate::session_whatsapp
