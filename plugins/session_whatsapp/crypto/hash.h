#pragma once

#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>

#include "crypto/bytes.h"
#include "crypto/secret.h"

struct evp_md_ctx_st;

namespace wagate::session_whatsapp {

// Several views stand for their bytes one after the other: hmac_sha256(key, {a, b}).
using Pieces = std::initializer_list<std::string_view>;

Digest sha256(Pieces message);
inline Digest sha256(std::string_view message) { return sha256({message}); }
Digest64 sha512(Pieces message);
ByteArray<16> md5(std::string_view message);  // no security: one field of the registration wants it

// Secrets, because most of what comes out becomes a key; use expose() where it is a MAC.
Secret<32> hmac_sha256(std::string_view key, Pieces message);
inline Secret<32> hmac_sha256(std::string_view key, std::string_view message) { return hmac_sha256(key, {message}); }
Secret<64> hmac_sha512(std::string_view key, Pieces message);

// SHA-256 of what comes in pieces: files.
class Sha256Stream {
 public:
  Sha256Stream();
  Sha256Stream(Sha256Stream&&) noexcept;
  Sha256Stream& operator=(Sha256Stream&&) noexcept;
  ~Sha256Stream();

  void update(std::string_view piece);

  // Ends the stream; nothing may be added afterwards.
  Digest finish();

 private:
  struct Free {
    void operator()(evp_md_ctx_st* context) const noexcept;
  };
  std::unique_ptr<evp_md_ctx_st, Free> context_;
};

// HMAC-SHA-256 of what comes in pieces.
class HmacSha256Stream {
 public:
  explicit HmacSha256Stream(const Secret<32>& key);

  void update(std::string_view piece) { inner_.update(piece); }
  Digest finish();

 private:
  Sha256Stream inner_;
  Sha256Stream outer_;
};

}  // namespace wagate::session_whatsapp
