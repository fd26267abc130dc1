#include "echo_server.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/websocket/ssl.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <atomic>
#include <mutex>
#include <thread>

namespace wagate::session_whatsapp::testing {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using boost::system::error_code;
using tcp = asio::ip::tcp;

struct Pem {
  std::string certificate;
  std::string key;
};

std::string read_all(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  std::string out(data, static_cast<std::size_t>(size));
  BIO_free(bio);
  return out;
}

// Signed by itself, for "localhost".
Pem make_certificate() {
  EVP_PKEY* key = EVP_EC_gen("P-256");
  X509* certificate = X509_new();
  X509_set_version(certificate, 2);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
  X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
  X509_set_pubkey(certificate, key);
  X509_NAME* name = X509_get_subject_name(certificate);
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("localhost"), -1, -1, 0);
  X509_set_issuer_name(certificate, name);
  X509_EXTENSION* names = X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, "DNS:localhost");
  X509_add_ext(certificate, names, -1);
  X509_EXTENSION_free(names);
  X509_sign(certificate, key, EVP_sha256());

  BIO* certificate_bio = BIO_new(BIO_s_mem());
  PEM_write_bio_X509(certificate_bio, certificate);
  BIO* key_bio = BIO_new(BIO_s_mem());
  PEM_write_bio_PrivateKey(key_bio, key, nullptr, nullptr, 0, nullptr, nullptr);
  Pem pem{read_all(certificate_bio), read_all(key_bio)};
  X509_free(certificate);
  EVP_PKEY_free(key);
  return pem;
}

}  // namespace

class EchoServer::Server {
 public:
  explicit Server(Kind kind)
      : kind_(kind), acceptor_(io_, tcp::endpoint(asio::ip::address_v4::loopback(), 0)), tls_(asio::ssl::context::tls_server) {
    if (kind == Kind::tls) {
      const Pem pem = make_certificate();
      certificate_ = pem.certificate;
      tls_.use_certificate_chain(asio::buffer(pem.certificate));
      tls_.use_private_key(asio::buffer(pem.key), asio::ssl::context::pem);
    }
    port_ = acceptor_.local_endpoint().port();
    thread_ = std::thread([this] { run(); });
  }

  ~Server() {
    stopping_ = true;
    // The thread waits in accept(): a connection wakes it.
    error_code ignored;
    tcp::socket waker(io_);
    waker.connect(tcp::endpoint(asio::ip::address_v4::loopback(), port_), ignored);
    thread_.join();
  }

  std::uint16_t port() const { return port_; }
  const std::string& certificate() const { return certificate_; }
  std::string origin() const {
    std::lock_guard lock(mutex_);
    return origin_;
  }
  std::string host() const {
    std::lock_guard lock(mutex_);
    return host_;
  }

 private:
  void run() {
    while (!stopping_) {
      error_code error;
      tcp::socket socket(io_);
      acceptor_.accept(socket, error);
      if (error || stopping_) continue;
      if (kind_ == Kind::not_a_websocket) {
        beast::flat_buffer buffer;
        beast::http::request<beast::http::string_body> request;
        beast::http::read(socket, buffer, request, error);
        asio::write(socket, asio::buffer(std::string("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")), error);
      } else if (kind_ == Kind::tls) {
        asio::ssl::stream<tcp::socket> stream(std::move(socket), tls_);
        stream.handshake(asio::ssl::stream_base::server, error);
        if (!error) echo(beast::websocket::stream<asio::ssl::stream<tcp::socket>>(std::move(stream)));
      } else {
        echo(beast::websocket::stream<tcp::socket>(std::move(socket)));
      }
    }
  }

  template <typename Stream>
  void echo(Stream stream) {
    error_code error;
    beast::flat_buffer buffer;
    beast::http::request<beast::http::string_body> request;
    beast::http::read(stream.next_layer(), buffer, request, error);
    if (error) return;
    {
      std::lock_guard lock(mutex_);
      origin_ = std::string(request[beast::http::field::origin]);
      host_ = std::string(request[beast::http::field::host]);
    }
    stream.accept(request, error);
    while (!error) {
      buffer.clear();
      stream.read(buffer, error);
      if (error) return;
      const std::string message = beast::buffers_to_string(buffer.data());
      if (message == "cut") return;
      if (message == "close") return stream.close(beast::websocket::close_code::normal, error);
      stream.text(message == "text");
      stream.write(asio::buffer(message), error);
    }
  }

  const Kind kind_;
  asio::io_context io_;
  tcp::acceptor acceptor_;
  asio::ssl::context tls_;
  std::string certificate_;  // PEM; empty without TLS
  std::uint16_t port_ = 0;
  std::atomic<bool> stopping_{false};
  mutable std::mutex mutex_;
  std::string origin_;  // guarded by mutex_
  std::string host_;    // guarded by mutex_
  std::thread thread_;
};

EchoServer::EchoServer(Kind kind) : server_(std::make_unique<Server>(kind)) {}
EchoServer::~EchoServer() = default;

std::uint16_t EchoServer::port() const { return server_->port(); }
std::string EchoServer::certificate() const { return server_->certificate(); }
std::string EchoServer::last_origin() const { return server_->origin(); }
std::string EchoServer::last_host() const { return server_->host(); }

}  // namespace wagate::session_whatsapp::testing
