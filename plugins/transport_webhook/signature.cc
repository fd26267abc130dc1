#include "signature.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <stdexcept>

#include "wagate/base64.h"
#include "wagate/json_writer.h"

namespace wagate::transport_webhook {
namespace {

constexpr std::int64_t kTokenSeconds = 600;

std::string hmac_sha256(std::string_view secret, std::string_view text) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  // OpenSSL takes a null key for "the one of before".
  const char* const key = secret.empty() ? "" : secret.data();
  if (!HMAC(EVP_sha256(), key, static_cast<int>(secret.size()), reinterpret_cast<const unsigned char*>(text.data()),
            text.size(), digest, &size)) {
    throw std::runtime_error("OpenSSL could not compute a signature");
  }
  return std::string(reinterpret_cast<const char*>(digest), size);
}

std::string base64url(std::string_view bytes) {
  std::string out = base64::encode(bytes);
  while (!out.empty() && out.back() == '=') out.pop_back();
  for (char& c : out) c = c == '+' ? '-' : c == '/' ? '_' : c;
  return out;
}

}  // namespace

std::string hmac_hex(std::string_view secret, std::string_view body) {
  static constexpr char kHex[] = "0123456789abcdef";
  std::string out;
  for (const char c : hmac_sha256(secret, body)) {
    const auto byte = static_cast<unsigned char>(c);
    out += kHex[byte >> 4];
    out += kHex[byte & 15];
  }
  return out;
}

std::string webhook_token(std::string_view secret, std::int64_t now_s) {
  std::string claims;
  JsonWriter(claims).begin_object().field("iat", now_s).field("exp", now_s + kTokenSeconds).field("app", "evolution")
      .field("action", "webhook").end_object();
  const std::string text = base64url(R"({"alg":"HS256","typ":"JWT"})") + "." + base64url(claims);
  return text + "." + base64url(hmac_sha256(secret, text));
}

}  // namespace wagate::transport_webhook
