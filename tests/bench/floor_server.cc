// The floor of the benchmark: an epoll loop that sends one pre-framed buffer to every client and does
// nothing else: no keys, no namespaces, no envelope, no queue.
//
//   wagate_bench_floor            prints "listening on http://127.0.0.1:PORT"
//
// Speaks just enough Socket.IO for load_client.cc, and POST .../load for the events. Everything on
// loopback and from our own client, so input is trusted.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>
#include <string_view>
#include <vector>

namespace {

std::int64_t now_ns() {
  timespec time{};
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1'000'000'000LL + time.tv_nsec;
}

std::string frame(std::string_view text) {
  std::string out = "\x81";
  if (text.size() < 126) {
    out += static_cast<char>(text.size());
  } else {
    out += '\x7e';
    out += static_cast<char>(text.size() >> 8);
    out += static_cast<char>(text.size() & 0xFF);
  }
  return out.append(text);
}

long long field(std::string_view json, std::string_view name) {
  const std::size_t at = json.find("\"" + std::string(name) + "\":");
  return at == std::string_view::npos ? 0 : std::atoll(json.data() + at + name.size() + 3);
}

class Floor {
 public:
  void run() {
    listen();
    timer_ = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
    watch(timer_);
    epoll_event events[256];
    while (true) {
      const int ready = epoll_wait(epoll_, events, 256, -1);
      for (int i = 0; i < ready; ++i) {
        const int fd = events[i].data.fd;
        if (fd == listener_) accept_one();
        else if (fd == timer_) tick();
        else read(fd);
      }
    }
  }

 private:
  void listen() {
    epoll_ = epoll_create1(0);
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    if (::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 || ::listen(listener_, 4096) != 0 ||
        ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
      std::perror("floor");
      std::exit(1);
    }
    watch(listener_);
    std::printf("listening on http://127.0.0.1:%d\n", ntohs(address.sin_port));
    std::fflush(stdout);
  }

  void watch(int fd) {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = fd;
    epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &event);
  }

  void accept_one() {
    const int fd = ::accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK);
    if (fd < 0) return;
    const int on = 1;
    ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    watch(fd);
  }

  void read(int fd) {
    char buffer[8192];
    const ssize_t count = ::recv(fd, buffer, sizeof(buffer), 0);
    if (count <= 0) {
      if (count == 0 || errno != EAGAIN) forget(fd);
      return;
    }
    const std::string_view bytes(buffer, static_cast<std::size_t>(count));
    if (bytes.starts_with("GET ")) {
      // The accept key of the one nonce that our client sends.
      send(fd, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
               "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n" +
                   frame(R"(0{"sid":"a","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000})"));
    } else if (bytes.starts_with("POST ")) {
      const std::size_t body = bytes.find("\r\n\r\n");
      start_load(bytes.substr(body + 4));
      send(fd, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
    } else if (count > 7 && bytes.substr(6).starts_with("40")) {
      std::string space(bytes.substr(8));
      send(fd, frame("40" + space + "{\"sid\":\"b\"}"));
      space_ = space;
      clients_.push_back(fd);
    }
  }

  void forget(int fd) {
    std::erase(clients_, fd);
    ::close(fd);
  }

  static void send(int fd, std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t count = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (count > 0) {
        bytes.remove_prefix(static_cast<std::size_t>(count));
      } else if (errno == EAGAIN) {
        pollfd wait{fd, POLLOUT, 0};
        ::poll(&wait, 1, 1000);
      } else {
        return;
      }
    }
  }

  void start_load(std::string_view body) {
    left_ = field(body, "count");
    size_ = static_cast<std::size_t>(field(body, "size"));
    const long long rate = field(body, "rate");
    itimerspec pace{};
    const long long period = rate > 0 ? 1'000'000'000LL / rate : 1;
    pace.it_value.tv_nsec = 1;
    pace.it_interval.tv_sec = period / 1'000'000'000LL;
    pace.it_interval.tv_nsec = period % 1'000'000'000LL;
    timerfd_settime(timer_, 0, &pace, nullptr);
  }

  void tick() {
    std::uint64_t due = 0;
    if (::read(timer_, &due, sizeof(due)) != sizeof(due)) return;
    for (; due > 0 && left_ > 0; --due, --left_) publish();
    if (left_ > 0) return;
    const itimerspec none{};
    timerfd_settime(timer_, 0, &none, nullptr);
  }

  void publish() {
    std::string text = "42" + space_ + "[\"messages.upsert\",{\"event\":\"messages.upsert\",\"instance\":\"bench\",\"data\":{\"ts\":\"" +
                       std::to_string(now_ns()) + "\",\"seq\":\"" + std::to_string(++sequence_) + "\",\"pad\":\"";
    text.append(size_ > text.size() ? size_ - text.size() : 0, 'x');
    text += "\"},\"apikey\":null}]";
    const std::string bytes = frame(text);
    for (const int client : clients_) send(client, bytes);
  }

  int epoll_ = -1;
  int listener_ = -1;
  int timer_ = -1;
  std::vector<int> clients_;
  std::string space_;
  long long left_ = 0;
  std::size_t size_ = 0;
  std::uint64_t sequence_ = 0;
};

}  // namespace

int main() {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
  Floor().run();
}
