#include "crypto/cipher.h"

#include <openssl/evp.h>

#include "crypto/openssl.h"

namespace wagate::session_whatsapp {
namespace {

constexpr std::size_t kBlock = 16;

EVP_CIPHER* fetch_cipher(const char* name) {
  EVP_CIPHER* cipher = EVP_CIPHER_fetch(nullptr, name, nullptr);
  must(cipher != nullptr);
  return cipher;
}

// Fetched once for the process: looking an algorithm up takes longer than encrypting a message.
EVP_CIPHER* aes_256_gcm() {
  static EVP_CIPHER* const cipher = fetch_cipher("AES-256-GCM");
  return cipher;
}

EVP_CIPHER* aes_256_cbc() {
  static EVP_CIPHER* const cipher = fetch_cipher("AES-256-CBC");
  return cipher;
}

EVP_CIPHER* aes_256_ctr() {
  static EVP_CIPHER* const cipher = fetch_cipher("AES-256-CTR");
  return cipher;
}

CipherContext make_context() {
  CipherContext context(EVP_CIPHER_CTX_new());
  must(context != nullptr);
  return context;
}

// OpenSSL counts in int; frames, messages and the pieces of files are far below that.
int int_size(std::string_view text) {
  must(text.size() <= 0x7FFFFF00);
  return static_cast<int>(text.size());
}

void feed(evp_cipher_ctx_st* context, std::string_view text, std::string& out) {
  const std::size_t before = out.size();
  out.resize(before + text.size() + kBlock);
  int written = 0;
  must(EVP_CipherUpdate(context, as_octets(out) + before, &written, as_octets(text), int_size(text)) == 1);
  out.resize(before + static_cast<std::size_t>(written));
}

bool end(evp_cipher_ctx_st* context, std::string& out) {
  const std::size_t before = out.size();
  out.resize(before + kBlock);
  int written = 0;
  const bool good = EVP_CipherFinal_ex(context, as_octets(out) + before, &written) == 1;
  out.resize(before + (good ? static_cast<std::size_t>(written) : 0));
  return good;
}

}  // namespace

void FreeCipherContext::operator()(evp_cipher_ctx_st* context) const noexcept { EVP_CIPHER_CTX_free(context); }

AesGcm::AesGcm(const Secret<32>& key) : sealing_(make_context()), opening_(make_context()) {
  must(EVP_EncryptInit_ex2(sealing_.get(), aes_256_gcm(), key.data(), nullptr, nullptr) == 1);
  must(EVP_DecryptInit_ex2(opening_.get(), aes_256_gcm(), key.data(), nullptr, nullptr) == 1);
}

void AesGcm::seal(const Nonce& nonce, std::string_view associated, std::string_view plaintext, std::string& out) {
  evp_cipher_ctx_st* context = sealing_.get();
  must(EVP_EncryptInit_ex2(context, nullptr, nullptr, nonce.data(), nullptr) == 1);
  int ignored = 0;
  if (!associated.empty()) {
    must(EVP_EncryptUpdate(context, nullptr, &ignored, as_octets(associated), int_size(associated)) == 1);
  }
  out.reserve(out.size() + plaintext.size() + kBlock + kTagSize);
  feed(context, plaintext, out);
  must(end(context, out));
  unsigned char tag[kTagSize];
  must(EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, kTagSize, tag) == 1);
  out.append(reinterpret_cast<const char*>(tag), kTagSize);
}

bool AesGcm::open(const Nonce& nonce, std::string_view associated, std::string_view sealed, std::string& out) {
  if (sealed.size() < kTagSize) return false;
  const std::size_t before = out.size();
  evp_cipher_ctx_st* context = opening_.get();
  must(EVP_DecryptInit_ex2(context, nullptr, nullptr, nonce.data(), nullptr) == 1);
  int ignored = 0;
  if (!associated.empty()) {
    must(EVP_DecryptUpdate(context, nullptr, &ignored, as_octets(associated), int_size(associated)) == 1);
  }
  std::string tag(sealed.substr(sealed.size() - kTagSize));
  must(EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, kTagSize, tag.data()) == 1);
  feed(context, sealed.substr(0, sealed.size() - kTagSize), out);
  if (end(context, out)) return true;
  wipe(out.data() + before, out.size() - before);
  out.resize(before);
  return false;
}

std::string aes_cbc_encrypt(const Secret<32>& key, std::string_view iv, std::string_view plaintext) {
  std::string out;
  out.reserve(plaintext.size() + 2 * kBlock);
  AesCbcStream stream(AesCbcStream::Direction::encrypt, key, iv);
  stream.update(plaintext, out);
  must(stream.finish(out));
  return out;
}

std::optional<std::string> aes_cbc_decrypt(const Secret<32>& key, std::string_view iv, std::string_view ciphertext) {
  if (ciphertext.empty() || ciphertext.size() % kBlock != 0) return std::nullopt;
  std::string out;
  out.reserve(ciphertext.size() + 2 * kBlock);
  AesCbcStream stream(AesCbcStream::Direction::decrypt, key, iv);
  stream.update(ciphertext, out);
  if (stream.finish(out)) return out;
  wipe(out.data(), out.size());
  return std::nullopt;
}

std::string aes_ctr(const Secret<32>& key, std::string_view iv, std::string_view text) {
  must(iv.size() == kBlock);
  CipherContext context = make_context();
  must(EVP_CipherInit_ex2(context.get(), aes_256_ctr(), key.data(), as_octets(iv), 1, nullptr) == 1);
  std::string out;
  out.reserve(text.size() + kBlock);
  feed(context.get(), text, out);
  must(end(context.get(), out));
  return out;
}

AesCbcStream::AesCbcStream(Direction direction, const Secret<32>& key, std::string_view iv) : context_(make_context()) {
  must(iv.size() == kBlock);
  const int encrypt = direction == Direction::encrypt ? 1 : 0;
  must(EVP_CipherInit_ex2(context_.get(), aes_256_cbc(), key.data(), as_octets(iv), encrypt, nullptr) == 1);
}

void AesCbcStream::update(std::string_view piece, std::string& out) { feed(context_.get(), piece, out); }

bool AesCbcStream::finish(std::string& out) { return end(context_.get(), out); }

}  // namespace wagate::session_whatsapp
