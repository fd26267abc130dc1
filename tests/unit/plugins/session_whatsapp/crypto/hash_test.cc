#include "crypto/hash.h"

#include <gtest/gtest.h>

#include "crypto/key_derivation.h"
#include "hex.h"

namespace wagate::session_whatsapp {
namespace {

TEST(Hash, Sha256AgreesWithFips180) {
  EXPECT_EQ(to_hex(sha256("abc").view()), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256({"a", "b", "c"}), sha256("abc"));
}

TEST(Hash, Sha512AgreesWithFips180) {
  EXPECT_EQ(to_hex(sha512({"abc"}).view()),
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
            "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f");
}

TEST(Hash, Md5AgreesWithRfc1321) { EXPECT_EQ(to_hex(md5("abc").view()), "900150983cd24fb0d6963f7d28e17f72"); }

TEST(Hash, HmacAgreesWithRfc4231) {
  const std::string key(20, '\x0b');

  EXPECT_EQ(to_hex(hmac_sha256(key, "Hi There").expose()),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  EXPECT_EQ(to_hex(hmac_sha512(key, {"Hi ", "There"}).expose()),
            "87aa7cdea5ef619d4ff0b4241a1d6cb02379f4e2ce4ec2787ad0b30545e17cde"
            "daa833b7d6b8a702038b274eaea3f4e4be9d914eeb61f1702e696c203a126854");
}

TEST(Hash, StreamsGiveWhatTheWholeGives) {
  const auto key = *Secret<32>::from(from_hex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"));
  const std::string text(10'000, 'x');
  Sha256Stream hash;
  HmacSha256Stream mac(key);

  for (std::size_t at = 0; at < text.size(); at += 977) {
    hash.update(std::string_view(text).substr(at, 977));
    mac.update(std::string_view(text).substr(at, 977));
  }

  EXPECT_EQ(hash.finish(), sha256(text));
  EXPECT_EQ(mac.finish().view(), hmac_sha256(key.expose(), text).expose());
}

TEST(KeyDerivation, HkdfAgreesWithRfc5869) {
  const std::string input(22, '\x0b');

  const auto first = hkdf<42>(input, from_hex("000102030405060708090a0b0c"), from_hex("f0f1f2f3f4f5f6f7f8f9"));
  const auto third = hkdf<42>(input, "", "");

  EXPECT_EQ(to_hex(first.expose()), "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865");
  EXPECT_EQ(to_hex(third.expose()), "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8");
}

TEST(KeyDerivation, AnEmptySaltIsTheSameAsZeros) {
  EXPECT_EQ(hkdf<64>("input", "", "info").expose(), hkdf<64>("input", std::string(32, '\0'), "info").expose());
}

TEST(KeyDerivation, Pbkdf2AgreesWithRfc7914) {
  EXPECT_EQ(to_hex(pbkdf2_sha256("passwd", "salt", 1).expose()),
            "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc");
  EXPECT_EQ(to_hex(pbkdf2_sha256("Password", "NaCl", 80000).expose()),
            "4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56");
}

TEST(Secret, IsZeroWhenMadeAndTakesOnlyItsOwnLength) {
  EXPECT_EQ(Secret<4>().expose(), std::string_view("\0\0\0\0", 4));
  EXPECT_TRUE(Secret<4>::from("abcd"));
  EXPECT_FALSE(Secret<4>::from("abcde"));
}

TEST(Secret, LeavesNothingBehindInMemory) {
  alignas(Secret<32>) unsigned char place[sizeof(Secret<32>)];
  auto* secret = new (place) Secret<32>(*Secret<32>::from(std::string(32, 'k')));
  ASSERT_EQ(place[0], 'k');

  secret->~Secret();

  for (const unsigned char byte : place) EXPECT_EQ(byte, 0);
}

TEST(Bytes, BigEndianNumbersAreWrittenAndRead) {
  std::string out;
  append_big_endian(out, 0x010203, 3);
  append_big_endian(out, 5, 10);

  EXPECT_EQ(to_hex(out), "010203" "00000000000000000005");
  EXPECT_EQ(read_big_endian(out.substr(0, 3)), 0x010203u);
}

TEST(Bytes, ComparisonLooksAtEveryByteAndTheLength) {
  EXPECT_TRUE(equal_in_constant_time("abc", "abc"));
  EXPECT_FALSE(equal_in_constant_time("abc", "abd"));
  EXPECT_FALSE(equal_in_constant_time("abc", "ab"));
}

}  // namespace
}  // namespace wagate::session_whatsapp
