#include "tls_context.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <ctime>
#include <stdexcept>

namespace wagate::http_server {

namespace {

std::string last_tls_error() {
  const unsigned long code = ERR_peek_error();
  const char* reason = ERR_reason_error_string(code);
  ERR_clear_error();
  return reason ? reason : "unknown format";
}

void check_readable(const std::string& what, const std::string& file, const std::string& variable) {
  if (file.empty()) {
    throw std::runtime_error("type is \"https\" but " + what + " is not set; set it (or " + variable +
                             ") to a PEM file, or set type (SERVER_TYPE) to \"http\"");
  }
  if (::access(file.c_str(), R_OK) != 0) {
    throw std::runtime_error(what + " \"" + file + "\" cannot be read: " + std::strerror(errno) + "; correct " + what +
                             " (or " + variable + "), or make the file readable for the user that runs the gateway");
  }
}

int choose_protocol(ssl_st*, const unsigned char** out, unsigned char* out_size, const unsigned char* in,
                    unsigned int in_size, void*) {
  static constexpr unsigned char kOffered[] = "\x08http/1.1";
  unsigned char* chosen = nullptr;
  if (SSL_select_next_proto(&chosen, out_size, kOffered, sizeof(kOffered) - 1, in, in_size) != OPENSSL_NPN_NEGOTIATED) {
    return SSL_TLSEXT_ERR_NOACK;
  }
  *out = chosen;
  return SSL_TLSEXT_ERR_OK;
}

}  // namespace

TlsContext::TlsContext(const std::string& certificate, const std::string& private_key)
    : context_(nullptr), file_(certificate) {
  check_readable("tls.certificate", certificate, "SSL_CONF_FULLCHAIN");
  check_readable("tls.private_key", private_key, "SSL_CONF_PRIVKEY");
  context_ = SSL_CTX_new(TLS_server_method());
  if (!context_) throw std::runtime_error("OpenSSL cannot be initialised: " + last_tls_error());

  SSL_CTX_set_min_proto_version(context_, TLS1_2_VERSION);
  SSL_CTX_set_options(context_, SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_NO_COMPRESSION |
                                    SSL_OP_IGNORE_UNEXPECTED_EOF);
  SSL_CTX_set_mode(context_,
                   SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_alpn_select_cb(context_, choose_protocol, nullptr);

  std::string problem;
  if (SSL_CTX_use_certificate_chain_file(context_, certificate.c_str()) != 1) {
    problem = "tls.certificate \"" + certificate + "\" is not a PEM certificate chain (" + last_tls_error() +
              "); it must begin with the server's own certificate";
  } else if (SSL_CTX_use_PrivateKey_file(context_, private_key.c_str(), SSL_FILETYPE_PEM) != 1) {
    problem = "tls.private_key \"" + private_key + "\" is not the PEM key of tls.certificate \"" + certificate +
              "\" (" + last_tls_error() + "); give the key that the certificate was made for, without a password";
  }
  if (!problem.empty()) {
    SSL_CTX_free(context_);
    throw std::runtime_error(problem);
  }
  describe();
}

TlsContext::~TlsContext() { SSL_CTX_free(context_); }

void TlsContext::describe() {
  const X509* const own = SSL_CTX_get0_certificate(context_);
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  if (X509_digest(own, EVP_sha256(), digest, &size) == 1) {
    static constexpr char kDigits[] = "0123456789abcdef";
    for (unsigned int i = 0; i < size; ++i) {
      fingerprint_ += kDigits[digest[i] >> 4];
      fingerprint_ += kDigits[digest[i] & 15];
    }
  }
  std::tm end{};
  if (ASN1_TIME_to_tm(X509_get0_notAfter(own), &end) == 1) {
    expires_ms_ = static_cast<std::int64_t>(::timegm(&end)) * 1000;
  }
  ERR_clear_error();
}

std::string TlsContext::expires() const {
  const std::time_t seconds = expires_ms_ / 1000;
  std::tm parts{};
  ::gmtime_r(&seconds, &parts);
  char text[32];
  return {text, std::strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &parts)};
}

Socket TlsContext::accept(int fd) const {
  ssl_st* tls = SSL_new(context_);
  if (!tls || SSL_set_fd(tls, fd) != 1) {
    SSL_free(tls);
    ::close(fd);
    return Socket();
  }
  SSL_set_accept_state(tls);
  return Socket(fd, tls);
}

}  // namespace wagate::http_server
