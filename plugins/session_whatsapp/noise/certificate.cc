#include "noise/certificate.h"

#include <proto/handshake.pb.h>

namespace wagate::session_whatsapp {
namespace {

using Certificate = proto::CertChain::NoiseCertificate;
using Details = Certificate::Details;

bool is_valid_at(const Details& details, std::int64_t now) {
  const auto time = static_cast<std::uint64_t>(now < 0 ? 0 : now);
  return details.not_before() <= time && time <= details.not_after();
}

// Parses the bytes that were signed. Every field has to be there: an absent one would read as zero, and zero means
// something for a serial.
bool read_details(const Certificate& certificate, Details& details) {
  return certificate.has_details() && certificate.has_signature() &&
         details.ParseFromArray(certificate.details().data(), static_cast<int>(certificate.details().size())) &&
         details.has_serial() && details.has_key() && details.has_not_after();
}

}  // namespace

std::string_view to_word(CertificateError error) {
  switch (error) {
    case CertificateError::none: return "none";
    case CertificateError::malformed: return "malformed_certificate";
    case CertificateError::wrong_issuer: return "wrong_issuer";
    case CertificateError::bad_signature: return "bad_signature";
    case CertificateError::wrong_key: return "wrong_key";
    case CertificateError::expired: return "expired";
  }
  return "unknown";
}

CertificateError check_certificate(std::string_view chain, const PublicKey& root, const PublicKey& server_key,
                                   std::int64_t now) {
  proto::CertChain parsed;
  if (!parsed.ParseFromArray(chain.data(), static_cast<int>(chain.size()))) return CertificateError::malformed;
  Details intermediate;
  Details leaf;
  if (!read_details(parsed.intermediate(), intermediate) || !read_details(parsed.leaf(), leaf))
    return CertificateError::malformed;
  const auto intermediate_key = PublicKey::from_raw(intermediate.key());
  if (!intermediate_key) return CertificateError::malformed;

  if (!xeddsa_verify(root, parsed.intermediate().details(), parsed.intermediate().signature()) ||
      !xeddsa_verify(*intermediate_key, parsed.leaf().details(), parsed.leaf().signature()))
    return CertificateError::bad_signature;
  if (intermediate.issuer_serial() != 0 || leaf.issuer_serial() != intermediate.serial())
    return CertificateError::wrong_issuer;
  if (leaf.key() != server_key.raw()) return CertificateError::wrong_key;
  if (!is_valid_at(intermediate, now) || !is_valid_at(leaf, now)) return CertificateError::expired;
  return CertificateError::none;
}

}  // namespace wagate::session_whatsapp
