#include "listener.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <utility>

#include "http_connection.h"
#include "response_writer.h"
#include "wagate/task.h"

namespace wagate::http_server {

namespace {

constexpr int kBacklog = 4096;
constexpr int kMaxAcceptsPerTurn = 256;
constexpr std::int64_t kPauseMs = 100;
constexpr std::int64_t kWarnEveryMs = 60000;

// The system would otherwise take some 4 MB for a client that reads nothing before send() says so,
// and the queue limits would limit nothing.
constexpr int kUnsentBytesInKernel = 65536;

std::string explain(const std::string& host, std::uint16_t port, int error) {
  const std::string address =
      (host.find(':') == std::string::npos ? host : "[" + host + "]") + ":" + std::to_string(port);
  switch (error) {
    case EADDRINUSE:
      return address + " is in use by another program (Address already in use); stop it or set SERVER_PORT (port) to another one";
    case EACCES:
      return address +
             " may not be opened by this user: ports below 1024 need the capability CAP_NET_BIND_SERVICE; "
             "grant it or set SERVER_PORT (port) to a port from 1024 on";
    case EADDRNOTAVAIL:
      return address +
             " is no address of this machine; set host to one of its addresses, or to 0.0.0.0 for all of them";
    default:
      return address + " cannot be opened: " + std::strerror(error) + "; check host and port (SERVER_PORT)";
  }
}

void set_option(int fd, int level, int option, int value) { ::setsockopt(fd, level, option, &value, sizeof(value)); }

struct Peer {
  std::string address;
  std::uint16_t port = 0;
};

Peer describe(const sockaddr_storage& storage) {
  char text[INET6_ADDRSTRLEN] = {};
  if (storage.ss_family == AF_INET) {
    const auto& v4 = reinterpret_cast<const sockaddr_in&>(storage);
    ::inet_ntop(AF_INET, &v4.sin_addr, text, sizeof(text));
    return {text, ntohs(v4.sin_port)};
  }
  const auto& v6 = reinterpret_cast<const sockaddr_in6&>(storage);
  if (IN6_IS_ADDR_V4MAPPED(&v6.sin6_addr))
    ::inet_ntop(AF_INET, v6.sin6_addr.s6_addr + 12, text, sizeof(text));
  else
    ::inet_ntop(AF_INET6, &v6.sin6_addr, text, sizeof(text));
  return {text, ntohs(v6.sin6_port)};
}

}  // namespace

ListeningSocket::ListeningSocket(const std::string& host, std::uint16_t port) {
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  addrinfo* found = nullptr;
  if (const int code = ::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found); code != 0) {
    throw std::runtime_error("host \"" + host + "\" cannot be resolved: " + ::gai_strerror(code) +
                             "; set host to an address of this machine, or to 0.0.0.0 for all of them");
  }
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owned(found, &::freeaddrinfo);

  fd_ = ::socket(found->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd_ < 0) throw std::runtime_error(explain(host, port, errno));
  set_option(fd_, SOL_SOCKET, SO_REUSEADDR, 1);
  if (found->ai_family == AF_INET6) set_option(fd_, IPPROTO_IPV6, IPV6_V6ONLY, 0);
  // Accepted sockets inherit both.
  set_option(fd_, IPPROTO_TCP, TCP_NODELAY, 1);
  set_option(fd_, IPPROTO_TCP, TCP_NOTSENT_LOWAT, kUnsentBytesInKernel);
  if (::bind(fd_, found->ai_addr, found->ai_addrlen) != 0 || ::listen(fd_, kBacklog) != 0) {
    const int error = errno;
    close();
    throw std::runtime_error(explain(host, port, error));
  }
}

std::uint16_t ListeningSocket::port() const {
  sockaddr_storage storage{};
  socklen_t size = sizeof(storage);
  ::getsockname(fd_, reinterpret_cast<sockaddr*>(&storage), &size);
  return describe(storage).port;
}

void ListeningSocket::close() {
  if (fd_ >= 0) ::close(std::exchange(fd_, -1));
}

std::uint64_t RareWarning::count(std::int64_t now_ms) {
  ++times_;
  if (now_ms - last_ms_ < kWarnEveryMs) return 0;
  last_ms_ = now_ms;
  return std::exchange(times_, 0);
}

Listener::Listener(const std::string& host, std::uint16_t port, std::shared_ptr<TlsCertificates> tls,
                   const Loop::All& loops, const Surroundings& surroundings, Admission& admission)
    : socket_(host, port),
      tls_(std::move(tls)),
      loops_(loops),
      surroundings_(surroundings),
      admission_(admission) {}

void Listener::start() { loops_[0]->listen_to(socket_.fd(), *this); }

void Listener::stop() {
  is_stopped_ = true;
  loops_[0]->ignore(socket_.fd());
  socket_.close();
}

void Listener::on_ready() {
  if (is_stopped_) return;
  for (int i = 0; i < kMaxAcceptsPerTurn; ++i) {
    sockaddr_storage storage{};
    socklen_t size = sizeof(storage);
    const int fd = ::accept4(socket_.fd(), reinterpret_cast<sockaddr*>(&storage), &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0) {
      if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) pause(errno);
      // Anything else is either "no more" or about a connection that went before we had it.
      return;
    }
    Peer peer = describe(storage);
    Admission::Ticket ticket;
    if (const auto verdict = admission_.admit(storage, ticket); verdict != Admission::Verdict::welcome) {
      turn_away(fd, peer.address, verdict);
      continue;
    }
    Socket socket = tls_ ? tls_->current()->accept(fd) : Socket(fd);
    socket.hold(std::move(ticket));
    if (socket.is_open()) take(std::move(socket), std::move(peer.address), peer.port);
  }
}

void Listener::take(Socket socket, std::string peer, std::uint16_t peer_port) {
  Counters::add(surroundings_.counters.connections, 1);
  const std::shared_ptr<Loop>& loop = loops_[next_loop_];
  next_loop_ = (next_loop_ + 1) % loops_.size();
  const auto add = [](const std::shared_ptr<Loop>& to, Socket taken, const std::string& from, std::uint16_t from_port) {
    if (to->is_stopping()) return;
    to->add(std::make_unique<HttpConnection>(to, std::move(taken), from, from_port), HttpConnection::first_interest());
  };
  if (loop->is_current()) return add(loop, std::move(socket), peer, peer_port);
  const auto moving = std::make_shared<Socket>(std::move(socket));
  loop->submit([add, loop, moving, peer = std::move(peer), peer_port] { add(loop, std::move(*moving), peer, peer_port); });
}

void Listener::turn_away(int fd, const std::string& peer, Admission::Verdict verdict) {
  const std::int64_t now_ms = loops_[0]->now_ms();
  const Limits& limits = surroundings_.limits;
  const bool is_address = verdict == Admission::Verdict::too_many_of_address;
  if (!is_address) {
    if (const std::uint64_t times = too_many_.count(now_ms)) {
      surroundings_.log.warn("connections turned away, limits.max_connections is reached",
                             {{"limit", limits.max_connections}, {"peer", peer}, {"turned_away", times}});
    }
  } else if (const std::uint64_t times = too_many_of_address_.count(now_ms)) {
    surroundings_.log.warn("connections turned away, their address has limits.max_connections_per_address",
                           {{"limit", limits.max_connections_per_address}, {"peer", peer}, {"turned_away", times}});
  }
  if (!tls_) {
    ResponseContext context;
    context.close = true;
    context.unix_ms = surroundings_.clock.unix_ms();
    const std::string answer =
        write_error(is_address ? 429 : 503, is_address ? "Too many connections from this address" : "Too many connections",
                    context, "Retry-After: 5\r\n");
    ::send(fd, answer.data(), answer.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  }
  ::close(fd);
}

// Out of descriptors: the listener would be ready again at once, and the loop would do nothing but
// ask. Wait a moment for some to come free.
void Listener::pause(int error) {
  if (no_descriptor_.count(loops_[0]->now_ms()) > 0) {
    surroundings_.log.warn(
        "accepting paused, the system has no descriptor left; raise the limit of open files (LimitNOFILE)",
        {{"error", std::strerror(error)}, {"connections", admission_.open()}});
  }
  loops_[0]->ignore(socket_.fd());
  loops_[0]->post(make_task([this] {
                    if (!is_stopped_) start();
                  }),
                  kPauseMs);
}

void raise_open_file_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == limit.rlim_max) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace wagate::http_server
