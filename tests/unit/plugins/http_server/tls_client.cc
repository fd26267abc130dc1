#include "tls_client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>

namespace wagate::http_server::testing {

namespace {

std::string sha256_of(const X509* certificate) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  X509_digest(certificate, EVP_sha256(), digest, &size);
  std::string text;
  for (unsigned int i = 0; i < size; ++i) {
    char pair[3];
    std::snprintf(pair, sizeof(pair), "%02x", digest[i]);
    text += pair;
  }
  return text;
}

template <typename Write>
void put_in_place(const std::string& path, Write write_to) {
  const std::string draft = path + ".new";
  FILE* file = std::fopen(draft.c_str(), "w");
  write_to(file);
  std::fclose(file);
  std::filesystem::rename(draft, path);
}

}  // namespace

Certificate::Certificate() {
  char folder[] = "/tmp/wagate-tls-XXXXXX";
  folder_ = ::mkdtemp(folder);
  make(true);
}

Certificate::~Certificate() { std::filesystem::remove_all(folder_); }

void Certificate::renew() { make(true); }

void Certificate::renew_certificate_only() { make(false); }

void Certificate::make(bool with_key) {
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(EVP_EC_gen("P-256"), &EVP_PKEY_free);
  const std::unique_ptr<X509, decltype(&X509_free)> certificate(X509_new(), &X509_free);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -3600);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
  X509_set_pubkey(certificate.get(), key.get());
  X509_NAME* name = X509_get_subject_name(certificate.get());
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("localhost"), -1, -1, 0);
  X509_set_issuer_name(certificate.get(), name);
  X509_sign(certificate.get(), key.get(), EVP_sha256());
  fingerprint_ = sha256_of(certificate.get());
  if (with_key) {
    put_in_place(key_file(), [&](FILE* file) {
      PEM_write_PrivateKey(file, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    });
  }
  put_in_place(certificate_file(), [&](FILE* file) { PEM_write_X509(file, certificate.get()); });
}

TlsClient::TlsClient(std::uint16_t port, int max_version) : context_(SSL_CTX_new(TLS_client_method())) {
  if (max_version) SSL_CTX_set_max_proto_version(context_, max_version);
  SSL_CTX_set_security_level(context_, 0);
  fd_ = ::socket(AF_INET, SOCK_STREAM, 0);
  const timeval limit{20, 0};
  ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  ::connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof(address));
  tls_ = SSL_new(context_);
  SSL_set_alpn_protos(tls_, reinterpret_cast<const unsigned char*>("\x02h2\x08http/1.1"), 12);
  SSL_set_fd(tls_, fd_);
  is_open_ = SSL_connect(tls_) == 1;
}

TlsClient::~TlsClient() {
  SSL_free(tls_);
  SSL_CTX_free(context_);
  ::close(fd_);
  ERR_clear_error();
}

std::string TlsClient::protocol() const {
  const unsigned char* name = nullptr;
  unsigned int size = 0;
  SSL_get0_alpn_selected(tls_, &name, &size);
  return {reinterpret_cast<const char*>(name), size};
}

std::string TlsClient::server_fingerprint() const {
  const X509* certificate = SSL_get0_peer_certificate(tls_);
  return certificate ? sha256_of(certificate) : "";
}

void TlsClient::send(std::string_view bytes) { SSL_write(tls_, bytes.data(), static_cast<int>(bytes.size())); }

std::string TlsClient::read(std::size_t size) {
  std::string all;
  char piece[4096];
  while (all.size() < size) {
    const int got = SSL_read(tls_, piece, static_cast<int>(std::min(sizeof(piece), size - all.size())));
    if (got <= 0) break;
    all.append(piece, static_cast<std::size_t>(got));
  }
  return all;
}

std::string TlsClient::read_until(std::string_view end) {
  std::string all;
  while (all.size() < end.size() || all.substr(all.size() - end.size()) != end) {
    const std::string next = read(1);
    if (next.empty()) break;
    all += next;
  }
  return all;
}

}  // namespace wagate::http_server::testing
