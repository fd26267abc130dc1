#pragma once

#include <cstdint>
#include <string>
#include <string_view>

struct ssl_ctx_st;
struct ssl_st;

namespace wagate::http_server::testing {

// A self-signed certificate for localhost and its key, in a folder of their own.
class Certificate {
 public:
  Certificate();
  Certificate(const Certificate&) = delete;
  Certificate& operator=(const Certificate&) = delete;
  ~Certificate();

  std::string certificate_file() const { return folder_ + "/chain.pem"; }
  std::string key_file() const { return folder_ + "/key.pem"; }
  std::string config() const { return R"({"type":"https",)" + tls() + "}"; }
  std::string tls() const {
    return R"("tls":{"certificate":")" + certificate_file() + R"(","private_key":")" + key_file() + R"("})";
  }

  // SHA-256 of the certificate, as of the last renewal.
  const std::string& fingerprint() const { return fingerprint_; }

  // Puts another certificate in place of it, as tools do that renew: a new file under the old name.
  void renew();
  void renew_certificate_only();

 private:
  void make(bool with_key);

  std::string folder_;
  std::string fingerprint_;
};

// A client that puts exactly the given bytes into a TLS connection.
class TlsClient {
 public:
  explicit TlsClient(std::uint16_t port, int max_version = 0);
  TlsClient(const TlsClient&) = delete;
  TlsClient& operator=(const TlsClient&) = delete;
  ~TlsClient();

  bool is_open() const { return is_open_; }
  std::string protocol() const;            // that ALPN chose
  std::string server_fingerprint() const;  // SHA-256 of the certificate it was shown
  void send(std::string_view bytes);
  std::string read(std::size_t size);
  std::string read_until(std::string_view end);

 private:
  ssl_ctx_st* context_;
  ssl_st* tls_ = nullptr;
  int fd_ = -1;
  bool is_open_ = false;
};

}  // namespace wagate::http_server::testing
