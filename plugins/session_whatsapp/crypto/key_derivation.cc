#include "crypto/key_derivation.h"

#include <openssl/evp.h>

#include <algorithm>
#include <cstring>

#include "crypto/hash.h"
#include "crypto/openssl.h"

namespace wagate::session_whatsapp {

void derive_keys(std::string_view input, std::string_view salt, std::string_view info, unsigned char* out,
                 std::size_t size) {
  must(size <= 255 * 32);
  const Secret<32> extracted = hmac_sha256(salt, input);
  Secret<32> block;
  std::size_t done = 0;
  for (char counter = 1; done < size; ++counter) {
    const std::string_view previous = done == 0 ? std::string_view() : block.expose();
    block = hmac_sha256(extracted.expose(), {previous, info, std::string_view(&counter, 1)});
    const std::size_t take = std::min<std::size_t>(size - done, block.size());
    std::memcpy(out + done, block.data(), take);
    done += take;
  }
}

Secret<32> pbkdf2_sha256(std::string_view password, std::string_view salt, unsigned rounds) {
  Secret<32> out;
  must(PKCS5_PBKDF2_HMAC(password.data(), static_cast<int>(password.size()), as_octets(salt),
                         static_cast<int>(salt.size()), static_cast<int>(rounds), EVP_sha256(), 32, out.data()) == 1);
  return out;
}

}  // namespace wagate::session_whatsapp
