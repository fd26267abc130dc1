#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "crypto/bytes.h"
#include "crypto/secret.h"

struct evp_cipher_ctx_st;

namespace wagate::session_whatsapp {

struct FreeCipherContext {
  void operator()(evp_cipher_ctx_st* context) const noexcept;
};
using CipherContext = std::unique_ptr<evp_cipher_ctx_st, FreeCipherContext>;

// AES-256-GCM under one key, for many messages: the key schedule is made once. The 16-byte tag stands at
// the end of the ciphertext. Not for two threads at once.
class AesGcm {
 public:
  static constexpr std::size_t kTagSize = 16;
  using Nonce = ByteArray<12>;

  explicit AesGcm(const Secret<32>& key);

  // Appends ciphertext and tag to `out`. A nonce must never be used twice.
  void seal(const Nonce& nonce, std::string_view associated, std::string_view plaintext, std::string& out);

  // Appends the plaintext to `out`, or returns false and leaves `out` as it was: the text is not what was
  // sealed under this key, nonce and associated data.
  [[nodiscard]] bool open(const Nonce& nonce, std::string_view associated, std::string_view sealed, std::string& out);

 private:
  CipherContext sealing_;
  CipherContext opening_;
};

// AES-256-CBC with PKCS#7 padding.
std::string aes_cbc_encrypt(const Secret<32>& key, std::string_view iv, std::string_view plaintext);

// Nothing when the length or the padding is wrong. Check a MAC first: the answer alone says something about
// the plaintext to whoever made the ciphertext.
[[nodiscard]] std::optional<std::string> aes_cbc_decrypt(const Secret<32>& key, std::string_view iv,
                                                         std::string_view ciphertext);

// AES-256-CTR: the same function both ways.
std::string aes_ctr(const Secret<32>& key, std::string_view iv, std::string_view text);

// AES-256-CBC over what comes in pieces: files.
class AesCbcStream {
 public:
  enum class Direction { encrypt, decrypt };

  AesCbcStream(Direction direction, const Secret<32>& key, std::string_view iv);

  // Appends what can be written so far to `out`.
  void update(std::string_view piece, std::string& out);

  // Appends the rest. False when what was decrypted ends in the middle of a block or in a wrong padding.
  [[nodiscard]] bool finish(std::string& out);

 private:
  CipherContext context_;
};

}  // namespace wagate::session_whatsapp
