#include "media/media_cipher.h"

#include "crypto/key_derivation.h"
#include "crypto/openssl.h"

namespace wagate::session_whatsapp {
namespace {

constexpr std::size_t kMediaMacSize = 10;

}  // namespace

MediaKeys MediaKeys::derive(const Secret<32>& media_key, MediaKind kind) {
  const Secret<112> material = hkdf<112>(media_key.expose(), {}, key_label(kind));
  return {material.part<16>(0), material.part<32>(16), material.part<32>(48)};
}

MediaEncryptor::MediaEncryptor(const Secret<32>& media_key, MediaKind kind)
    : MediaEncryptor(MediaKeys::derive(media_key, kind)) {}

MediaEncryptor::MediaEncryptor(const MediaKeys& keys)
    : cipher_(AesCbcStream::Direction::encrypt, keys.cipher, keys.iv.expose()), mac_(keys.mac) {
  mac_.update(keys.iv.expose());
}

void MediaEncryptor::hash_from(const std::string& out, std::size_t before) {
  const std::string_view fresh = std::string_view(out).substr(before);
  mac_.update(fresh);
  encrypted_.update(fresh);
}

void MediaEncryptor::update(std::string_view piece, std::string& out) {
  const std::size_t before = out.size();
  plain_.update(piece);
  length_ += piece.size();
  cipher_.update(piece, out);
  hash_from(out, before);
}

MediaFacts MediaEncryptor::finish(std::string& out) {
  const std::size_t before = out.size();
  must(cipher_.finish(out));
  hash_from(out, before);
  const std::string mac(mac_.finish().view().substr(0, kMediaMacSize));
  encrypted_.update(mac);
  out += mac;
  return {plain_.finish(), encrypted_.finish(), length_};
}

MediaDecryptor::MediaDecryptor(const Secret<32>& media_key, MediaKind kind, const Expected& expected)
    : MediaDecryptor(MediaKeys::derive(media_key, kind), expected) {}

MediaDecryptor::MediaDecryptor(const MediaKeys& keys, const Expected& expected)
    : expected_(expected), cipher_(AesCbcStream::Direction::decrypt, keys.cipher, keys.iv.expose()), mac_(keys.mac) {
  mac_.update(keys.iv.expose());
}

void MediaDecryptor::decrypt(std::string_view piece, std::string& out) {
  const std::size_t before = out.size();
  mac_.update(piece);
  cipher_.update(piece, out);
  plain_.update(std::string_view(out).substr(before));
}

bool MediaDecryptor::update(std::string_view piece, std::string& out) {
  length_ += piece.size();
  if (length_ > expected_.max_length) return false;
  encrypted_.update(piece);
  held_ += piece;
  if (held_.size() <= kMediaMacSize) return true;
  const std::size_t ready = held_.size() - kMediaMacSize;
  decrypt(std::string_view(held_).substr(0, ready), out);
  held_.erase(0, ready);
  return true;
}

MediaError MediaDecryptor::finish(std::string& out) {
  if (length_ > expected_.max_length) return MediaError::too_large;
  if (held_.size() < kMediaMacSize || (length_ - kMediaMacSize) % 16 != 0 || length_ == kMediaMacSize) {
    return MediaError::truncated;
  }
  const Digest encrypted = encrypted_.finish();
  if (expected_.file_enc_sha256 && encrypted != *expected_.file_enc_sha256) return MediaError::wrong_file;
  if (!equal_in_constant_time(mac_.finish().view().substr(0, kMediaMacSize), held_)) return MediaError::bad_mac;
  const std::size_t before = out.size();
  if (!cipher_.finish(out)) return MediaError::bad_mac;
  plain_.update(std::string_view(out).substr(before));
  if (expected_.file_sha256 && plain_.finish() != *expected_.file_sha256) return MediaError::wrong_file;
  return MediaError::none;
}

}  // namespace wagate::session_whatsapp
