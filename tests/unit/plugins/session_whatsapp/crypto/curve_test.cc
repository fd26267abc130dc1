#include "crypto/curve.h"

#include <gtest/gtest.h>
#include <sodium.h>

#include "crypto/field25519.h"
#include "hex.h"

namespace wagate::session_whatsapp {
namespace {

Secret<32> secret_from(std::string_view digits) { return *Secret<32>::from(from_hex(digits)); }

TEST(Curve, AgreementFollowsRfc7748) {
  const auto alice =
      KeyPair::from_secret(secret_from("77076d0a7318a57d3c16c17251b26645df4c2f92ebc099c5f8a3b2c0a4b9d0a6"));
  const auto bob =
      KeyPair::from_secret(secret_from("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb"));

  EXPECT_EQ(to_hex(bob.pub.raw()), "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f");
  EXPECT_EQ(agree(alice.secret, bob.pub)->expose(), agree(bob.secret, alice.pub)->expose());
}

TEST(Curve, TheSharedSecretIsThePublishedOne) {
  const auto alice = secret_from("77076d0a7318a57d3c16c17251b26645df4c2f92ebc099c5f8a3b2c0a4b9d0a6");
  const auto rfc = secret_from("a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4");
  const auto u = *PublicKey::from_raw(from_hex("e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c"));

  EXPECT_EQ(to_hex(agree(rfc, u)->expose()), "c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552");
  EXPECT_TRUE(agree(alice, u));
}

TEST(Curve, RefusesAKeyThatMakesEveryResultTheSame) {
  const KeyPair pair = KeyPair::generate();

  EXPECT_FALSE(agree(pair.secret, PublicKey()));
  EXPECT_FALSE(agree(pair.secret, *PublicKey::from_raw('\x01' + std::string(31, '\0'))));
}

TEST(Curve, ReadsBothFormsOfAPublicKey) {
  const KeyPair pair = KeyPair::generate();
  const std::string raw(pair.pub.raw());

  EXPECT_EQ(PublicKey::from_wire(pair.pub.wire()), pair.pub);
  EXPECT_EQ(PublicKey::from_either(pair.pub.wire()), pair.pub);
  EXPECT_EQ(PublicKey::from_either(raw), pair.pub);
  EXPECT_FALSE(PublicKey::from_wire(raw));
  EXPECT_FALSE(PublicKey::from_wire('\x06' + raw));
  EXPECT_FALSE(PublicKey::from_raw(pair.pub.wire()));
}

// libsodium knows the way back: from an Edwards point to its Montgomery u.
TEST(Field25519, FindsTheEdwardsFormOfAPoint) {
  for (int i = 0; i < 200; ++i) {
    unsigned char point[32];
    unsigned char seed[64];
    unsigned char u[32];
    crypto_sign_keypair(point, seed);
    ASSERT_EQ(crypto_sign_ed25519_pk_to_curve25519(u, point), 0);
    point[31] &= 127;

    EXPECT_EQ(to_hex(edwards_y_of(u).view()),
              to_hex({reinterpret_cast<const char*>(point), sizeof(point)}));
  }
}

// u = 9 is the base point, y = 4/5.
TEST(Field25519, TheBasePointIsTheBasePoint) {
  const std::string nine = '\x09' + std::string(31, '\0');

  EXPECT_EQ(to_hex(edwards_y_of(as_octets(nine)).view()),
            "5866666666666666666666666666666666666666666666666666666666666666");
}

TEST(XEdDsa, VerifiesWhatItSigned) {
  for (int i = 0; i < 100; ++i) {
    const KeyPair pair = KeyPair::generate();
    const std::string message(static_cast<std::size_t>(i), 'm');

    const Signature signature = xeddsa_sign(pair.secret, message);

    EXPECT_TRUE(xeddsa_verify(pair.pub, message, signature.view()));
    EXPECT_FALSE(xeddsa_verify(pair.pub, message + "x", signature.view()));
    EXPECT_FALSE(xeddsa_verify(KeyPair::generate().pub, message, signature.view()));
  }
}

TEST(XEdDsa, NeverSignsTwiceTheSameWay) {
  const KeyPair pair = KeyPair::generate();

  EXPECT_NE(xeddsa_sign(pair.secret, "message"), xeddsa_sign(pair.secret, "message"));
}

TEST(XEdDsa, RefusesEveryChangedByte) {
  const KeyPair pair = KeyPair::generate();
  const Signature good = xeddsa_sign(pair.secret, "message");

  for (std::size_t i = 0; i < good.size(); ++i) {
    for (const int bit : {0, 7}) {
      Signature broken = good;
      broken.data()[i] = static_cast<unsigned char>(broken.data()[i] ^ 1 << bit);
      EXPECT_FALSE(xeddsa_verify(pair.pub, "message", broken.view())) << "byte " << i << " bit " << bit;
    }
  }
  EXPECT_FALSE(xeddsa_verify(pair.pub, "message", good.view().substr(1)));
}

// Made by Signal's own library (curve25519 test of libsignal-protocol: an identity key signs an ephemeral key).
TEST(XEdDsa, VerifiesASignatureOfSignalsLibrary) {
  const auto secret = secret_from("c097248412e58bf05df487968205132794178e367637f5818f81e0e6ce73e865");
  const auto identity =
      *PublicKey::from_wire(from_hex("05ab7e717d4a163b7d9a1d8071dfe9dcf8cdcd1cea3339b6356be84d887e322c64"));
  const std::string message = from_hex("05edce9d9c415ca78cb7252e72c2c4a554d3eb29485a0e1d503118d1a82d99fb4a");
  const std::string signature = from_hex(
      "5de88ca9a89b4a115da79109c67c9c7464a3e4180274f1cb8c63c2984e286dfb"
      "ede82deb9dcd9fae0bfbb821569b3d9001bd8130cd11d486cef047bd60b86e88");

  EXPECT_EQ(public_key_of(secret), identity);
  EXPECT_TRUE(xeddsa_verify(identity, message, signature));
  EXPECT_TRUE(xeddsa_verify(identity, message, xeddsa_sign(secret, message).view()));
}

}  // namespace
}  // namespace wagate::session_whatsapp
