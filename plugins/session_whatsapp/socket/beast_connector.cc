// The only file that knows Asio and Beast.
#include "socket/beast_connector.h"

#include <atomic>
#include <boost/asio/buffer.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/role.hpp>
#include <boost/beast/http/field.hpp>
#include <boost/beast/websocket/ssl.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <type_traits>
#include <unordered_map>
#include <utility>
#include <vector>

#include "wagate/base64.h"

namespace wagate::session_whatsapp {
namespace {

namespace asio = boost::asio;
namespace ssl = boost::asio::ssl;
namespace websocket = boost::beast::websocket;
using boost::system::error_code;
using tcp = asio::ip::tcp;

using Strand = asio::strand<asio::io_context::executor_type>;
using TcpStream = asio::basic_stream_socket<tcp, Strand>;
using TlsStream = ssl::stream<TcpStream>;

constexpr std::size_t kReadSize = 16'384;
constexpr std::size_t kMaxProxyAnswer = 8'192;
constexpr std::chrono::seconds kEndingTime{5};
constexpr bool kWithoutDeflate = false;

// The connections that have not ended, so that stopping can end them all and wait for it: a connection and its listener
// hold each other until the end.
class LiveConnections {
 public:
  // False once stopping has begun.
  bool add(const void* key, std::weak_ptr<WebSocket> connection) {
    std::lock_guard lock(mutex_);
    if (stopping_) return false;
    live_.emplace(key, std::move(connection));
    return true;
  }

  void remove(const void* key) {
    std::lock_guard lock(mutex_);
    live_.erase(key);
    if (live_.empty()) none_.notify_all();
  }

  void end_all(std::chrono::milliseconds limit) {
    std::vector<std::shared_ptr<WebSocket>> ending;
    std::unique_lock lock(mutex_);
    stopping_ = true;
    for (const auto& [key, connection] : live_)
      if (auto held = connection.lock()) ending.push_back(std::move(held));
    lock.unlock();
    for (const auto& connection : ending) connection->close();
    ending.clear();
    lock.lock();
    none_.wait_for(lock, limit, [this] { return live_.empty(); });
  }

 private:
  std::mutex mutex_;
  std::condition_variable none_;
  std::unordered_map<const void*, std::weak_ptr<WebSocket>> live_;  // guarded by mutex_
  bool stopping_ = false;                                           // guarded by mutex_
};

// What a caller gets who connects after the end of everything.
class ClosedSocket final : public WebSocket {
 public:
  void send(std::string) override {}
  void pause_reading() override {}
  void resume_reading() override {}
  void close() override {}
};

// One connection over TCP or TLS. Lives until its last handler has run: every handler holds it.
template <typename Stream>
class Connection final : public WebSocket, public std::enable_shared_from_this<Connection<Stream>> {
 public:
  template <typename... Layer>
  Connection(const Strand& strand, std::shared_ptr<LiveConnections> live, WebSocketTarget target,
             std::shared_ptr<WebSocketListener> listener, Layer&&... layer)
      : strand_(strand),
        live_(std::move(live)),
        target_(std::move(target)),
        listener_(std::move(listener)),
        resolver_(strand),
        stream_(strand, std::forward<Layer>(layer)...) {}

  void start() {
    asio::post(strand_, [self = this->shared_from_this()] { self->resolve(); });
  }

  void send(std::string message) override {
    if (ended_) return;
    if (queued_bytes_.fetch_add(message.size()) + message.size() > kMaxQueued) {
      asio::post(strand_, [self = this->shared_from_this()] { self->end(SocketEnd::stalled); });
      return;
    }
    asio::post(strand_, [self = this->shared_from_this(), message = std::move(message)]() mutable {
      if (self->ended_) return;
      self->queue_.push_back(std::move(message));
      if (self->open_ && self->queue_.size() == 1) self->write();
    });
  }

  void pause_reading() override { paused_ = true; }

  void resume_reading() override {
    if (!paused_.exchange(false)) return;
    asio::post(strand_, [self = this->shared_from_this()] {
      if (self->open_ && !self->reading_) self->read();
    });
  }

  void close() override {
    asio::post(strand_, [self = this->shared_from_this()] { self->end(SocketEnd::closed_here); });
  }

 private:
  static constexpr bool kIsTls = std::is_same_v<Stream, TlsStream>;

  TcpStream& socket() {
    if constexpr (kIsTls) {
      return stream_.next_layer().next_layer();
    } else {
      return stream_.next_layer();
    }
  }

  void resolve() {
    if (ended_) return;
    const bool is_direct = !target_.proxy.has_value();
    const std::string& host = is_direct ? target_.url.host : target_.proxy->host;
    const std::uint16_t port = is_direct ? target_.url.port : target_.proxy->port;
    resolver_.async_resolve(host, std::to_string(port),
                            [self = this->shared_from_this()](error_code error, tcp::resolver::results_type found) {
                              if (self->ended_) return;
                              if (error) return self->end(SocketEnd::not_resolved);
                              self->connect(found);
                            });
  }

  void connect(const tcp::resolver::results_type& addresses) {
    asio::async_connect(socket(), addresses, [self = this->shared_from_this()](error_code error, const tcp::endpoint&) {
      if (self->ended_) return;
      if (error) return self->end(SocketEnd::not_reached);
      error_code ignored;
      self->socket().set_option(tcp::no_delay(true), ignored);
      if (self->target_.proxy) return self->tunnel();
      self->secure();
    });
  }

  void tunnel() {
    const HttpProxy& proxy = *target_.proxy;
    const bool is_ipv6 = target_.url.host.find(':') != std::string::npos;
    const std::string host = is_ipv6 ? "[" + target_.url.host + "]" : target_.url.host;
    const std::string to = host + ":" + std::to_string(target_.url.port);
    input_ = "CONNECT " + to + " HTTP/1.1\r\nHost: " + to + "\r\n";
    if (!proxy.credentials.empty())
      input_ += "Proxy-Authorization: Basic " + base64::encode(proxy.credentials) + "\r\n";
    input_ += "\r\n";
    asio::async_write(socket(), asio::buffer(input_), [self = this->shared_from_this()](error_code error, std::size_t) {
      if (self->ended_) return;
      if (error) return self->end(SocketEnd::not_tunnelled);
      self->input_.clear();
      self->read_tunnel_answer();
    });
  }

  void read_tunnel_answer() {
    // Nobody speaks behind the proxy before we do, so nothing but its answer can come.
    asio::async_read_until(socket(), asio::dynamic_buffer(input_, kMaxProxyAnswer), "\r\n\r\n",
                           [self = this->shared_from_this()](error_code error, std::size_t size) {
                             if (self->ended_) return;
                             const bool is_granted = !error && size == self->input_.size() &&
                                                     self->input_.starts_with("HTTP/1.") &&
                                                     self->input_.compare(8, 5, " 200 ") == 0;
                             self->input_.clear();
                             if (!is_granted) return self->end(SocketEnd::not_tunnelled);
                             self->secure();
                           });
  }

  void secure() {
    if constexpr (kIsTls) {
      encrypt();
    } else {
      upgrade();
    }
  }

  void encrypt() {
    if constexpr (kIsTls) {
      TlsStream& tls = stream_.next_layer();
      error_code error;
      if (!SSL_set_tlsext_host_name(tls.native_handle(), target_.url.host.c_str())) return end(SocketEnd::bad_tls);
      tls.set_verify_callback(ssl::host_name_verification(target_.url.host), error);
      if (error) return end(SocketEnd::bad_tls);
      tls.async_handshake(ssl::stream_base::client, [self = this->shared_from_this()](error_code failure) {
        if (self->ended_) return;
        if (failure) return self->end(SocketEnd::bad_tls);
        self->upgrade();
      });
    }
  }

  void upgrade() {
    stream_.set_option(websocket::stream_base::decorator([this](websocket::request_type& request) {
      if (!target_.origin.empty()) request.set(boost::beast::http::field::origin, target_.origin);
      if (!target_.user_agent.empty()) request.set(boost::beast::http::field::user_agent, target_.user_agent);
    }));
    stream_.binary(true);
    stream_.auto_fragment(false);
    stream_.read_message_max(0);  // pieces are handed on as they come, whatever the message's length
    const auto upgraded = [self = this->shared_from_this()](error_code error) {
      if (self->ended_) return;
      if (error) return self->end(SocketEnd::not_upgraded);
      self->open_ = true;
      self->tell([&] { self->listener_->on_open(); });
      if (self->ended_) return;
      if (!self->queue_.empty()) self->write();
      if (!self->paused_) self->read();
    };
    stream_.async_handshake(target_.url.authority(), target_.url.target, upgraded);
  }

  void read() {
    reading_ = true;
    if (input_.empty()) input_.resize(kReadSize);
    const auto arrived = [self = this->shared_from_this()](error_code error, std::size_t size) {
      self->reading_ = false;
      if (self->ended_) return;
      if (error == websocket::error::closed || error == asio::error::eof) return self->end(SocketEnd::closed_by_peer);
      if (error) return self->end(SocketEnd::lost);
      if (self->stream_.got_text()) return self->end(SocketEnd::protocol);
      self->tell([&] { self->listener_->on_bytes(std::string_view(self->input_.data(), size)); });
      if (!self->ended_ && !self->paused_ && !self->reading_) self->read();
    };
    stream_.async_read_some(asio::buffer(input_), arrived);
  }

  void write() {
    stream_.async_write(asio::buffer(queue_.front()), [self = this->shared_from_this()](error_code error, std::size_t) {
      if (self->ended_) return;
      if (error) return self->end(SocketEnd::lost);
      self->queued_bytes_ -= self->queue_.front().size();
      self->queue_.pop_front();
      if (!self->queue_.empty()) self->write();
    });
  }

  // A listener that throws has lost its stream: the connection cannot go on, other connections can.
  template <typename Call>
  void tell(Call&& call) {
    try {
      call();
    } catch (const std::exception&) {
      end(SocketEnd::protocol);
    }
  }

  void end(SocketEnd reason) {
    if (ended_.exchange(true)) return;
    error_code ignored;
    resolver_.cancel();
    socket().close(ignored);
    const auto listener = std::move(listener_);
    try {
      listener->on_end(reason);
    } catch (const std::exception&) {
      // It was the last thing it could be told.
    }
    live_->remove(this);
  }

  Strand strand_;
  const std::shared_ptr<LiveConnections> live_;
  WebSocketTarget target_;
  std::shared_ptr<WebSocketListener> listener_;
  tcp::resolver resolver_;
  websocket::stream<Stream, kWithoutDeflate> stream_;
  std::string input_;
  std::deque<std::string> queue_;  // the front is being written while open
  bool open_ = false;
  bool reading_ = false;
  std::atomic<bool> paused_{false};
  std::atomic<bool> ended_{false};
  std::atomic<std::size_t> queued_bytes_{0};
};

}  // namespace

class BeastConnector::Pool {
 public:
  Pool(unsigned threads, const std::string& ca_file)
      : io_(static_cast<int>(threads)), guard_(io_.get_executor()), tls_(ssl::context::tls_client) {
    tls_.set_verify_mode(ssl::verify_peer);
    error_code error;
    tls_.set_default_verify_paths(error);
    if (!ca_file.empty()) {
      tls_.load_verify_file(ca_file, error);
      if (error)
        throw std::runtime_error("the certificates in \"" + ca_file + "\" cannot be read (" + error.message() +
                                 "); name a PEM file that this user may read");
    }
    SSL_CTX_set_min_proto_version(tls_.native_handle(), TLS1_2_VERSION);
    for (unsigned i = 0; i < threads; ++i) threads_.emplace_back([this] { io_.run(); });
  }

  ~Pool() { stop(); }

  void stop() {
    live_->end_all(kEndingTime);
    guard_.reset();
    io_.stop();
    for (std::thread& thread : threads_)
      if (thread.joinable()) thread.join();
  }

  std::shared_ptr<WebSocket> connect(const WebSocketTarget& target, std::shared_ptr<WebSocketListener> listener) {
    Strand strand(io_.get_executor());
    if (target.url.tls) return begin<TlsStream>(strand, target, std::move(listener), tls_);
    return begin<TcpStream>(strand, target, std::move(listener));
  }

 private:
  template <typename Stream, typename... Layer>
  std::shared_ptr<WebSocket> begin(const Strand& strand, const WebSocketTarget& target,
                                   std::shared_ptr<WebSocketListener> listener, Layer&... layer) {
    auto connection = std::make_shared<Connection<Stream>>(strand, live_, target, std::move(listener), layer...);
    if (!live_->add(connection.get(), connection)) return std::make_shared<ClosedSocket>();
    connection->start();
    return connection;
  }

  asio::io_context io_;
  asio::executor_work_guard<asio::io_context::executor_type> guard_;
  ssl::context tls_;
  const std::shared_ptr<LiveConnections> live_ = std::make_shared<LiveConnections>();
  std::vector<std::thread> threads_;
};

BeastConnector::BeastConnector(unsigned threads, const std::string& ca_file)
    : pool_(std::make_unique<Pool>(threads, ca_file)) {}

BeastConnector::~BeastConnector() = default;

std::shared_ptr<WebSocket> BeastConnector::connect(const WebSocketTarget& target,
                                                   std::shared_ptr<WebSocketListener> listener) {
  return pool_->connect(target, std::move(listener));
}

void BeastConnector::stop() { pool_->stop(); }

}  // namespace wagate::session_whatsapp
