#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <sys/socket.h>
#include <unistd.h>

#include <filesystem>
#include <memory>

#include "test_server.h"

namespace wagate::http_server::testing {
namespace {

// A self-signed certificate for localhost and its key, in a folder of their own.
class Certificate {
 public:
  Certificate() {
    char folder[] = "/tmp/wagate-tls-XXXXXX";
    folder_ = mkdtemp(folder);
    const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(EVP_EC_gen("P-256"), &EVP_PKEY_free);
    const std::unique_ptr<X509, decltype(&X509_free)> certificate(X509_new(), &X509_free);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -3600);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
    X509_set_pubkey(certificate.get(), key.get());
    X509_NAME* name = X509_get_subject_name(certificate.get());
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("localhost"), -1, -1,
                               0);
    X509_set_issuer_name(certificate.get(), name);
    X509_sign(certificate.get(), key.get(), EVP_sha256());
    write(certificate_file(), [&](FILE* file) { PEM_write_X509(file, certificate.get()); });
    write(key_file(),
          [&](FILE* file) { PEM_write_PrivateKey(file, key.get(), nullptr, nullptr, 0, nullptr, nullptr); });
  }
  ~Certificate() { std::filesystem::remove_all(folder_); }

  std::string certificate_file() const { return folder_ + "/chain.pem"; }
  std::string key_file() const { return folder_ + "/key.pem"; }
  std::string config() const {
    return R"({"type":"https","tls":{"certificate":")" + certificate_file() + R"(","private_key":")" + key_file() +
           R"("}})";
  }

 private:
  template <typename Write>
  static void write(const std::string& path, Write write_to) {
    FILE* file = std::fopen(path.c_str(), "w");
    write_to(file);
    std::fclose(file);
  }
  std::string folder_;
};

class TlsClient {
 public:
  explicit TlsClient(std::uint16_t port, int max_version = 0) : context_(SSL_CTX_new(TLS_client_method())) {
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
  ~TlsClient() {
    SSL_free(tls_);
    SSL_CTX_free(context_);
    ::close(fd_);
    ERR_clear_error();
  }

  bool is_open() const { return is_open_; }
  std::string protocol() const {
    const unsigned char* name = nullptr;
    unsigned int size = 0;
    SSL_get0_alpn_selected(tls_, &name, &size);
    return {reinterpret_cast<const char*>(name), size};
  }
  void send(std::string_view bytes) { SSL_write(tls_, bytes.data(), static_cast<int>(bytes.size())); }
  std::string read(std::size_t size) {
    std::string all;
    char piece[4096];
    while (all.size() < size) {
      const int got = SSL_read(tls_, piece, static_cast<int>(std::min(sizeof(piece), size - all.size())));
      if (got <= 0) break;
      all.append(piece, static_cast<std::size_t>(got));
    }
    return all;
  }
  std::string read_until(std::string_view end) {
    std::string all;
    while (all.size() < end.size() || all.substr(all.size() - end.size()) != end) {
      const std::string next = read(1);
      if (next.empty()) break;
      all += next;
    }
    return all;
  }

 private:
  SSL_CTX* context_;
  SSL* tls_ = nullptr;
  int fd_ = -1;
  bool is_open_ = false;
};

TEST(Https, ServesRequestsAndLargeAnswers) {
  Certificate certificate;
  TestServer server(certificate.config());
  server.serve("GET", "/*",
               [](const abi::HttpRequest& request) { return std::string(request.secure ? 2000000u : 1u, 'x'); });
  EXPECT_THAT(server.host.runtime().announced[0], ::testing::StartsWith("https://"));
  TlsClient client(server.port());
  ASSERT_TRUE(client.is_open());
  EXPECT_EQ(client.protocol(), "http/1.1");

  for (int i = 0; i < 2; ++i) {
    client.send(request("GET", "/"));
    EXPECT_THAT(client.read_until("\r\n\r\n"), ::testing::HasSubstr("Content-Length: 2000000"));
    EXPECT_EQ(client.read(2000000), std::string(2000000, 'x'));
  }
}

TEST(Https, CarriesWebSockets) {
  Peers peers;
  Certificate certificate;
  TestServer server(certificate.config());
  peers.message = [](abi::WebSocketPeer& peer, std::string_view data, bool) {
    for (int i = 0; i < 100; ++i) peer.send_text(data);
  };
  server.serve_websocket("/ws", peers);
  TlsClient client(server.port());
  client.send(
      "GET /ws HTTP/1.1\r\nHost: t\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
  ASSERT_THAT(client.read_until("\r\n\r\n"), ::testing::HasSubstr("101"));

  client.send(client_frame(kText, std::string(1000, 'm')));

  std::string expected;
  for (int i = 0; i < 100; ++i) expected += std::string("\x81\x7E\x03\xE8") + std::string(1000, 'm');
  EXPECT_EQ(client.read(expected.size()), expected);
}

TEST(Https, KeepsTheBytesInOrderForAClientThatReadsLate) {
  Peers peers;
  Certificate certificate;
  TestServer server(certificate.config());
  abi::WebSocketOptions options;
  options.max_queue_bytes = 64u << 20;
  server.serve_websocket("/ws", peers, options);
  TlsClient client(server.port());
  client.send(
      "GET /ws HTTP/1.1\r\nHost: t\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
  ASSERT_THAT(client.read_until("\r\n\r\n"), ::testing::HasSubstr("101"));
  ASSERT_TRUE(peers.journal.wait_for("open"));

  std::string expected;
  for (int i = 0; i < 10000; ++i) {
    const std::string text = std::to_string(100000 + i) + std::string(994, 'm');
    expected += "\x81\x7E\x03\xE8" + text;
    server.plugin->post(0, make_task([&peers, text] { peers.open.at(0)->send_text(text); }));
  }
  server.on_loop([] {});

  EXPECT_TRUE(client.read(expected.size()) == expected);
}

TEST(Https, RefusesTls11) {
  Certificate certificate;
  TestServer server(certificate.config());

  EXPECT_FALSE(TlsClient(server.port(), TLS1_1_VERSION).is_open());
  EXPECT_TRUE(TlsClient(server.port(), TLS1_2_VERSION).is_open());
}

TEST(Https, NamesAKeyThatDoesNotBelongToTheCertificate) {
  Certificate one, other;
  wagate::testing::FakeHost host(R"({"host":"127.0.0.1","port":0,"type":"https","tls":{"certificate":")" +
                                 one.certificate_file() + R"(","private_key":")" + other.key_file() + R"("}})");
  auto plugin = host.make<HttpServerPlugin>();

  try {
    plugin->start();
    FAIL() << "it started";
  } catch (const std::exception& failure) {
    EXPECT_THAT(failure.what(),
                ::testing::HasSubstr("tls.private_key \"" + other.key_file() + "\" is not the PEM key"));
  }
}

}  // namespace
}  // namespace wagate::http_server::testing
