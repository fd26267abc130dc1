#include "media/media_cipher.h"

#include <gtest/gtest.h>

#include "crypto/random.h"
#include "media/media_address.h"

namespace wagate::session_whatsapp {
namespace {

struct File {
  std::string bytes;
  MediaFacts facts;
};

File encrypted(const Secret<32>& key, std::string_view plain, std::size_t piece) {
  File out;
  MediaEncryptor encryptor(key, MediaKind::video);
  for (std::size_t at = 0; at < plain.size(); at += piece) encryptor.update(plain.substr(at, piece), out.bytes);
  out.facts = encryptor.finish(out.bytes);
  return out;
}

MediaDecryptor::Expected expected(const File& file) {
  return {file.facts.file_sha256, file.facts.file_enc_sha256, 1 << 20};
}

MediaError decrypted(const Secret<32>& key, std::string_view bytes, const MediaDecryptor::Expected& expect,
                     std::size_t piece, std::string& plain) {
  MediaDecryptor decryptor(key, MediaKind::video, expect);
  for (std::size_t at = 0; at < bytes.size(); at += piece) {
    if (!decryptor.update(bytes.substr(at, piece), plain)) return decryptor.finish(plain);
  }
  return decryptor.finish(plain);
}

TEST(MediaCipher, FilesOfAnySizeComeBackInAnyPieces) {
  const Secret<32> key = random_secret<32>();
  for (const std::size_t size : {0, 1, 15, 16, 17, 1000}) {
    const std::string plain(size, 'p');
    const File file = encrypted(key, plain, 7);
    EXPECT_EQ(file.bytes, encrypted(key, plain, 1000).bytes);
    EXPECT_EQ(file.facts.file_length, size);
    EXPECT_EQ(file.facts.file_enc_sha256, sha256(file.bytes));
    EXPECT_EQ(file.facts.file_sha256, sha256(plain));
    for (const std::size_t piece : {1, 3, 16, 4096}) {
      std::string back;
      EXPECT_EQ(decrypted(key, file.bytes, expected(file), piece, back), MediaError::none);
      EXPECT_EQ(back, plain);
    }
  }
}

TEST(MediaCipher, EveryChangedByteAndEveryCutIsNoticed) {
  const Secret<32> key = random_secret<32>();
  const File file = encrypted(key, "the plaintext of a file", 100);
  MediaDecryptor::Expected only_mac;
  only_mac.max_length = 1 << 20;
  for (std::size_t i = 0; i < file.bytes.size(); ++i) {
    std::string broken = file.bytes;
    broken[i] = static_cast<char>(broken[i] ^ 1);
    std::string out;
    EXPECT_EQ(decrypted(key, broken, only_mac, 16, out), MediaError::bad_mac) << i;
    EXPECT_EQ(decrypted(key, broken, expected(file), 16, out), MediaError::wrong_file) << i;
    EXPECT_NE(decrypted(key, file.bytes.substr(0, i), only_mac, 16, out), MediaError::none) << i;
  }
}

TEST(MediaCipher, AnotherKeyKindOrFileIsNoticed) {
  const Secret<32> key = random_secret<32>();
  const File file = encrypted(key, "the plaintext of a file", 100);
  std::string out;
  EXPECT_EQ(decrypted(random_secret<32>(), file.bytes, expected(file), 16, out), MediaError::bad_mac);
  MediaDecryptor::Expected other = expected(file);
  other.file_sha256 = sha256("another file");
  EXPECT_EQ(decrypted(key, file.bytes, other, 16, out), MediaError::wrong_file);
}

TEST(MediaCipher, ReadingEndsAtTheLimit) {
  const Secret<32> key = random_secret<32>();
  const File file = encrypted(key, std::string(1000, 'p'), 100);
  MediaDecryptor::Expected small = expected(file);
  small.max_length = 500;
  std::string out;

  EXPECT_EQ(decrypted(key, file.bytes, small, 100, out), MediaError::too_large);
  EXPECT_LE(out.size(), 500u);
}

TEST(MediaAddress, ADirectPathNamesNoOtherHost) {
  const Digest hash;
  EXPECT_EQ(download_target("/v/t62/file.enc?ccb=11", hash, MediaKind::image),
            "/v/t62/file.enc?ccb=11&hash=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA&mms-type=image&__wa-mms=");
  EXPECT_EQ(download_target("/file", hash, MediaKind::history),
            "/file?hash=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA&mms-type=md-msg-hist&__wa-mms=");
  for (const char* bad : {"", "/", "//evil.example/x", "/\\evil.example", "https://evil.example/", "file", "/a b",
                          "/a\r\nHost: evil", "/a#b"}) {
    EXPECT_FALSE(download_target(bad, hash, MediaKind::image)) << bad;
  }
  EXPECT_FALSE(download_target("/" + std::string(5000, 'x'), hash, MediaKind::image));
}

TEST(MediaAddress, AnUploadCarriesItsTokenAndItsPermission) {
  EXPECT_EQ(upload_target(Digest(), MediaKind::video, "a+b/c="),
            "/mms/video/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA?auth=a%2Bb%2Fc%3D&token="
            "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
}

}  // namespace
}  // namespace wagate::session_whatsapp
