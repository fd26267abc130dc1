#include "noise/certificate.h"

#include <gtest/gtest.h>

#include "test_responder.h"

namespace wagate::session_whatsapp {
namespace {

using testing::ChainRecipe;
using testing::kNow;

class Certificate : public ::testing::Test {
 protected:
  Certificate() { recipe.leaf_key = server.pub; }

  CertificateError checked(std::int64_t now = kNow) const {
    return check_certificate(recipe.chain(), recipe.root.pub, server.pub, now);
  }

  KeyPair server = KeyPair::generate();
  ChainRecipe recipe;
};

TEST_F(Certificate, IsAcceptedWhenItLeadsToTheRoot) { EXPECT_EQ(checked(), CertificateError::none); }

TEST_F(Certificate, IsRefusedUnderAnotherRoot) {
  EXPECT_EQ(check_certificate(recipe.chain(), KeyPair::generate().pub, server.pub, kNow),
            CertificateError::bad_signature);
}

TEST_F(Certificate, IsRefusedWhenTheLeafNamesAnotherKey) {
  recipe.leaf_key = KeyPair::generate().pub;
  EXPECT_EQ(checked(), CertificateError::wrong_key);
}

TEST_F(Certificate, IsRefusedWhenSomebodyElseSignedTheLeaf) {
  recipe.leaf_signer = KeyPair::generate();
  EXPECT_EQ(checked(), CertificateError::bad_signature);
}

TEST_F(Certificate, IsRefusedWhenTheSerialsDoNotLeadToTheRoot) {
  recipe.leaf_issuer = 7;
  EXPECT_EQ(checked(), CertificateError::wrong_issuer);
  recipe.leaf_issuer = 1;
  recipe.intermediate_issuer = 1;
  EXPECT_EQ(checked(), CertificateError::wrong_issuer);
}

TEST_F(Certificate, IsValidFromItsFirstToItsLastSecond) {
  EXPECT_EQ(checked(kNow - 1000), CertificateError::none);
  EXPECT_EQ(checked(kNow + 1000), CertificateError::none);
  EXPECT_EQ(checked(kNow - 1001), CertificateError::expired);
  EXPECT_EQ(checked(kNow + 1001), CertificateError::expired);
}

TEST_F(Certificate, IsRefusedWithAnyBitChanged) {
  const std::string chain = recipe.chain();
  for (std::size_t i = 0; i < chain.size(); ++i) {
    std::string changed = chain;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    EXPECT_NE(check_certificate(changed, recipe.root.pub, server.pub, kNow), CertificateError::none) << i;
  }
}

TEST_F(Certificate, IsRefusedWhenItIsNone) {
  EXPECT_EQ(check_certificate("", recipe.root.pub, server.pub, kNow), CertificateError::malformed);
  EXPECT_EQ(check_certificate("text", recipe.root.pub, server.pub, kNow), CertificateError::malformed);
}

}  // namespace
}  // namespace wagate::session_whatsapp
