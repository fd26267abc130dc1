#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "claims.h"
#include "jwk_reader.h"
#include "token.h"

// Tokens, claims and key sets as somebody outside may write them.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace wagate::auth_jwt;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  Token token;
  if (read_token(text, token).empty()) {
    Claims claims;
    read_claims(token.payload, {}, 1'768'485'600'000, claims);
  }
  Claims claims;
  read_claims(text, {}, 1'768'485'600'000, claims);
  try {
    (void)read_key_set(text);
  } catch (const std::exception&) {
  }
  return 0;
}
