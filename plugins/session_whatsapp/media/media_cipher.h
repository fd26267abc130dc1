#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "crypto/bytes.h"
#include "crypto/cipher.h"
#include "crypto/hash.h"
#include "crypto/secret.h"
#include "media/media_kind.h"

namespace wagate::session_whatsapp {

// What a message says about its file, so that others can check it.
struct MediaFacts {
  Digest file_sha256;      // of the plaintext
  Digest file_enc_sha256;  // of the encrypted file
  std::uint64_t file_length = 0;
};

// Keys of one file, all from the 32 bytes that stand in the message.
struct MediaKeys {
  Secret<16> iv;
  Secret<32> cipher;
  Secret<32> mac;

  static MediaKeys derive(const Secret<32>& media_key, MediaKind kind);
};

// Encrypts a file piece by piece, whatever its size.
//
//   MediaEncryptor file(key, MediaKind::image);
//   while (read(piece)) { file.update(piece, out); write(out); out.clear(); }
//   MediaFacts facts = file.finish(out);
class MediaEncryptor {
 public:
  MediaEncryptor(const Secret<32>& media_key, MediaKind kind);

  void update(std::string_view piece, std::string& out);
  MediaFacts finish(std::string& out);

 private:
  explicit MediaEncryptor(const MediaKeys& keys);
  void hash_from(const std::string& out, std::size_t before);

  AesCbcStream cipher_;
  HmacSha256Stream mac_;
  Sha256Stream plain_;
  Sha256Stream encrypted_;
  std::uint64_t length_ = 0;
};

enum class MediaError : std::uint8_t {
  none,
  too_large,   // beyond the limit that was given
  truncated,   // shorter than any file, or cut in a block
  bad_mac,     // made with another key, or changed
  wrong_file,  // another one than the message named
};

// Decrypts a file piece by piece. What it gives is not to be believed before finish() said so: write it to a
// place that is thrown away otherwise.
class MediaDecryptor {
 public:
  struct Expected {
    std::optional<Digest> file_sha256;
    std::optional<Digest> file_enc_sha256;
    std::uint64_t max_length = 0;  // of the encrypted file
  };

  MediaDecryptor(const Secret<32>& media_key, MediaKind kind, const Expected& expected);

  // False when the file is larger than the limit; nothing further will be read then.
  [[nodiscard]] bool update(std::string_view piece, std::string& out);
  [[nodiscard]] MediaError finish(std::string& out);

 private:
  MediaDecryptor(const MediaKeys& keys, const Expected& expected);
  void decrypt(std::string_view piece, std::string& out);

  const Expected expected_;
  AesCbcStream cipher_;
  HmacSha256Stream mac_;
  Sha256Stream plain_;
  Sha256Stream encrypted_;
  std::string held_;  // the last bytes so far: they may be the MAC
  std::uint64_t length_ = 0;
};

}  // namespace wagate::session_whatsapp
