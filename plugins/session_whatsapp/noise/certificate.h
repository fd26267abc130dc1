#pragma once

#include <cstdint>
#include <string_view>

#include "crypto/curve.h"

namespace wagate::session_whatsapp {

enum class CertificateError {
  none,
  malformed,           // not a chain of two certificates
  wrong_issuer,        // serial numbers that do not lead to the root
  bad_signature,       // not signed by the root, or by the intermediate
  wrong_key,           // made for another key than the server's
  expired,             // or not valid yet
};

// The kind of error as a word, for logs.
[[nodiscard]] std::string_view to_word(CertificateError error);

// Whether `chain` (a CertChain message) certifies that `server_key` belongs to whoever holds the root: the root signs
// the intermediate, the intermediate the leaf, the leaf names the key, and all of it is valid at `now` (seconds since
// 1970).
[[nodiscard]] CertificateError check_certificate(std::string_view chain, const PublicKey& root,
                                                 const PublicKey& server_key, std::int64_t now);

}  // namespace wagate::session_whatsapp
