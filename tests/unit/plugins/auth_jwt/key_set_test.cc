#include "key_set.h"

#include <gtest/gtest.h>

#include "jwk_reader.h"
#include "jwt_maker.h"

namespace wagate::auth_jwt {
namespace {

using test::Issuer;

std::string why_refused(const KeySet& keys, const std::string& text) {
  Token token;
  std::string reason = read_token(text, token);
  if (reason.empty() && keys.find_signer(token, reason)) return "";
  return reason;
}

KeySet one(VerifyingKey key) {
  std::vector<VerifyingKey> keys;
  keys.push_back(std::move(key));
  return KeySet(std::move(keys));
}

TEST(KeySet, BelievesTheTokenOfRfc7515) {
  // RFC 7515, appendix A.1.
  const std::string secret = *base64::decode("AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow");
  const std::string token =
      "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ."
      "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
  EXPECT_EQ(why_refused(one(VerifyingKey::hs256(secret, "")), token), "");
}

TEST(KeySet, BelievesTheEllipticTokenOfRfc7515) {
  // RFC 7515, appendix A.3.
  const KeySet keys(read_key_set(
      R"({"keys":[{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}]})"));
  EXPECT_EQ(why_refused(keys,
                        "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ."
                        "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"),
            "");
}

TEST(KeySet, BelievesRsaAndP256KeysOfPemFilesAndKeySets) {
  const Issuer rsa = Issuer::rsa();
  const Issuer p256 = Issuer::p256();
  EXPECT_EQ(why_refused(one(VerifyingKey::from_pem(rsa.pem(), "")), rsa.sign("{}")), "");
  EXPECT_EQ(why_refused(one(VerifyingKey::from_pem(p256.pem(), "")), p256.sign("{}")), "");
  const KeySet keys(read_key_set(R"({"keys":[)" + rsa.jwk("r") + "," + p256.jwk("e") + "]}"));
  EXPECT_EQ(why_refused(keys, rsa.sign("{}", "r")), "");
  EXPECT_EQ(why_refused(keys, p256.sign("{}", "e")), "");
  EXPECT_EQ(why_refused(keys, p256.sign("{}", "other")), "no key fits the token's alg and kid");
}

TEST(KeySet, DoesNotBelieveWhatAnotherKeySigned) {
  const KeySet keys = one(VerifyingKey::from_pem(Issuer::p256().pem(), ""));
  EXPECT_EQ(why_refused(keys, Issuer::p256().sign("{}")), "the signature of the token is wrong");
  const KeySet shared = one(VerifyingKey::hs256(test::kSecret, ""));
  EXPECT_EQ(why_refused(shared, test::hs256("{}", R"({"alg":"HS256"})", "another secret of more than 32 characters")),
            "the signature of the token is wrong");
}

TEST(KeySet, TakesNoPublicKeyForASecretAndNoTokenWithoutSignature) {
  const Issuer rsa = Issuer::rsa();
  const KeySet keys = one(VerifyingKey::from_pem(rsa.pem(), ""));
  EXPECT_EQ(why_refused(keys, test::hs256("{}", R"({"alg":"HS256"})", rsa.pem())), "no key fits the token's alg and kid");
  EXPECT_EQ(why_refused(keys, test::base64url(R"({"alg":"none"})") + "." + test::base64url("{}") + "."), "no key fits the token's alg and kid");
}

TEST(KeySet, RefusesChangedTokensAndSecondSpellings) {
  const KeySet keys = one(VerifyingKey::hs256(test::kSecret, ""));
  const std::string token = test::hs256(R"({"a":1})");
  for (std::size_t i = 0; i < token.size(); ++i) {
    std::string changed = token;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    if (i + 1 == token.size()) continue;  // the last character has bits that mean nothing
    EXPECT_NE(why_refused(keys, changed), "") << i;
  }
  EXPECT_NE(why_refused(keys, token + "="), "");
  EXPECT_NE(why_refused(keys, token + ".x"), "");
  EXPECT_EQ(why_refused(keys, test::hs256("{}", R"({"alg":"HS256","crit":["exp"]})")),
            "the header asks for an extension that is not known");
}

TEST(KeySet, SaysWhatIsWrongWithAKey) {
  const auto problem_of = [](auto make) {
    try {
      make();
    } catch (const std::exception& failure) {
      return std::string(failure.what());
    }
    return std::string();
  };
  EXPECT_EQ(problem_of([] { VerifyingKey::hs256("short", ""); }), "the shared secret has 5 characters; HS256 needs at least 32");
  EXPECT_EQ(problem_of([] { VerifyingKey::from_pem(Issuer::rsa(1024).pem(), ""); }), "the RSA key has 1024 bits; RS256 needs at least 2048");
  EXPECT_NE(problem_of([] { VerifyingKey::from_pem("-----BEGIN CERTIFICATE-----", ""); }), "");
  EXPECT_NE(problem_of([] { read_key_set("[]"); }), "");
  EXPECT_EQ(problem_of([] { read_key_set(R"({"keys":[{"kty":"RSA","e":"AQAB"}]})"); }),
            "its key number 1 is broken: its member \"n\" is missing or no base64url");
  EXPECT_EQ(problem_of([] { read_key_set(R"({"keys":[{"kty":"OKP"},{"kty":"RSA","use":"enc"}]})"); }),
            "it has no key for RS256, ES256 (P-256) or HS256");
}

}  // namespace
}  // namespace wagate::auth_jwt
