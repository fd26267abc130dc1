#include "crypto/cipher.h"

#include <gtest/gtest.h>

#include "hex.h"

namespace wagate::session_whatsapp {
namespace {

Secret<32> key_from(std::string_view digits) { return *Secret<32>::from(from_hex(digits)); }

// Test case 16 of the GCM specification (McGrew, Viega).
TEST(AesGcm, AgreesWithThePublishedVector) {
  AesGcm cipher(key_from("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308"));
  const auto nonce = *AesGcm::Nonce::from(from_hex("cafebabefacedbaddecaf888"));
  const std::string associated = from_hex("feedfacedeadbeeffeedfacedeadbeefabaddad2");
  const std::string plaintext = from_hex(
      "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39");
  std::string sealed;

  cipher.seal(nonce, associated, plaintext, sealed);

  EXPECT_EQ(to_hex(sealed),
            "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
            "76fc6ece0f4e1768cddf8853bb2d551b");
  std::string opened;
  ASSERT_TRUE(cipher.open(nonce, associated, sealed, opened));
  EXPECT_EQ(opened, plaintext);
}

TEST(AesGcm, RefusesEveryChangedByteAndLeavesTheOutputAlone) {
  AesGcm cipher(Secret<32>{});
  std::string sealed;
  cipher.seal({}, "head", "a short text", sealed);

  for (std::size_t i = 0; i < sealed.size(); ++i) {
    std::string broken = sealed;
    broken[i] = static_cast<char>(broken[i] ^ 1);
    std::string out = "before";
    EXPECT_FALSE(cipher.open({}, "head", broken, out));
    EXPECT_EQ(out, "before");
  }
  std::string out;
  EXPECT_FALSE(cipher.open({}, "other", sealed, out));
  EXPECT_FALSE(cipher.open({}, "head", sealed.substr(0, 15), out));
  EXPECT_TRUE(cipher.open({}, "head", sealed, out));
}

// NIST SP 800-38A, F.2.5: the published blocks, and one more block of padding behind them.
TEST(AesCbc, AgreesWithThePublishedVector) {
  const auto key = key_from("603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4");
  const std::string iv = from_hex("000102030405060708090a0b0c0d0e0f");
  const std::string plaintext = from_hex("6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51");

  const std::string ciphertext = aes_cbc_encrypt(key, iv, plaintext);

  ASSERT_EQ(ciphertext.size(), 48u);
  EXPECT_EQ(to_hex(ciphertext.substr(0, 32)), "f58c4c04d6e5f1ba779eabfb5f7bfbd69cfc4e967edb808d679f777bc6702c7d");
  EXPECT_EQ(aes_cbc_decrypt(key, iv, ciphertext), plaintext);
}

TEST(AesCbc, RefusesWrongLengthsAndPaddings) {
  const Secret<32> key;
  const std::string iv(16, '\0');
  const std::string good = aes_cbc_encrypt(key, iv, "text");

  EXPECT_FALSE(aes_cbc_decrypt(key, iv, ""));
  EXPECT_FALSE(aes_cbc_decrypt(key, iv, good.substr(0, 15)));
  EXPECT_FALSE(aes_cbc_decrypt(key, iv, std::string(16, 'x')));
}

TEST(AesCbc, AStreamGivesWhatTheWholeGives) {
  const auto key = key_from("603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4");
  const std::string iv(16, 'i');
  const std::string text(1000, 't');
  AesCbcStream encrypt(AesCbcStream::Direction::encrypt, key, iv);
  AesCbcStream decrypt(AesCbcStream::Direction::decrypt, key, iv);
  std::string ciphertext;
  std::string plaintext;

  for (std::size_t at = 0; at < text.size(); at += 7) encrypt.update(std::string_view(text).substr(at, 7), ciphertext);
  ASSERT_TRUE(encrypt.finish(ciphertext));
  for (std::size_t at = 0; at < ciphertext.size(); at += 33) {
    decrypt.update(std::string_view(ciphertext).substr(at, 33), plaintext);
  }

  EXPECT_TRUE(decrypt.finish(plaintext));
  EXPECT_EQ(ciphertext, aes_cbc_encrypt(key, iv, text));
  EXPECT_EQ(plaintext, text);
}

// NIST SP 800-38A, F.5.5.
TEST(AesCtr, AgreesWithThePublishedVector) {
  const auto key = key_from("603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4");
  const std::string iv = from_hex("f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff");
  const std::string plaintext = from_hex("6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51");

  const std::string ciphertext = aes_ctr(key, iv, plaintext);

  EXPECT_EQ(to_hex(ciphertext), "601ec313775789a5b7a7f504bbf3d228f443e3ca4d62b59aca84e990cacaf5c5");
  EXPECT_EQ(aes_ctr(key, iv, ciphertext), plaintext);
}

}  // namespace
}  // namespace wagate::session_whatsapp
