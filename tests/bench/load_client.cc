// Many Socket.IO clients in one namespace, in one thread. Asks the server for a load and measures what
// arrives: processor time of the server, messages per second, latency, losses.
//
//   wagate_bench_client --port P --pid SERVER --clients N [--key K] [--namespace /bench]
//                       [--bursts B] --count C [--rate R] [--size S]
//
// Without --bursts it asks once for C events at R per second. With --bursts it asks B times for C events
// as fast as they come, each time after everybody has everything of the time before. Prints one line
// of JSON. With --idle it only connects, and prints the server's memory before and after.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <fstream>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "client_connection.h"

namespace wagate::bench {
namespace {

constexpr std::size_t kBufferBytes = 1 << 20;
constexpr std::size_t kConnectBatch = 64;
constexpr std::int64_t kGiveUpNs = 60'000'000'000;
constexpr std::size_t kLatencySamples = 200'000;

std::int64_t now_ns(clockid_t clock = CLOCK_MONOTONIC) {
  timespec time{};
  clock_gettime(clock, &time);
  return time.tv_sec * 1'000'000'000LL + time.tv_nsec;
}

[[noreturn]] void fail(const std::string& sentence) {
  std::fprintf(stderr, "wagate_bench_client: %s\n", sentence.c_str());
  std::exit(1);
}

// Private memory of a process: what it would give back by ending.
std::int64_t memory_bytes(int pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/smaps_rollup");
  std::int64_t bytes = 0;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("Private_Clean:") || line.starts_with("Private_Dirty:")) {
      bytes += std::atoll(line.c_str() + line.find(':') + 1) * 1024;
    }
  }
  return bytes;
}

class Load final : public Observer {
 public:
  explicit Load(std::map<std::string, std::string> options) : options_(std::move(options)) {
    target_ = {static_cast<std::uint16_t>(number("port", 0)), text("namespace", "/bench"), text("key", "")};
    pid_ = static_cast<int>(number("pid", 0));
    clients_ = static_cast<std::size_t>(number("clients", 100));
    count_ = static_cast<std::uint64_t>(number("count", 100));
    if (clock_getcpuclockid(pid_, &server_clock_) != 0) fail("--pid is not a process");
    latencies_.reserve(kLatencySamples);
  }

  void run() {
    const std::int64_t memory_before = memory_bytes(pid_);
    const std::int64_t cpu_before = now_ns(server_clock_);
    connect_all();
    const double connect_us = static_cast<double>(now_ns(server_clock_) - cpu_before) / 1000.0 / static_cast<double>(clients_);
    if (options_.contains("idle")) {
      const double per_client = static_cast<double>(memory_bytes(pid_) - memory_before) / static_cast<double>(clients_);
      std::printf("{\"clients\":%zu,\"bytes_per_client\":%.0f,\"connect_cpu_us\":%.2f}\n", clients_, per_client, connect_us);
      return;
    }
    measure(connect_us);
  }

  void on_joined() override { ++joined_; }

  void on_event(std::int64_t latency_ns, std::uint64_t sequence) override {
    ++received_;
    // Every client sees the same numbers, so their sum tells a loss that a repetition would hide.
    sequence_sum_ += sequence;
    first_sequence_ = std::min(first_sequence_, sequence);
    // Every n-th message, so that the samples never outgrow their space.
    if (received_ % sample_every_ == 0 && latencies_.size() < kLatencySamples) latencies_.push_back(latency_ns);
  }

 private:
  std::string text(const std::string& name, const std::string& fallback) const {
    const auto found = options_.find(name);
    return found == options_.end() ? fallback : found->second;
  }
  long long number(const std::string& name, long long fallback) const {
    return options_.contains(name) ? std::atoll(options_.at(name).c_str()) : fallback;
  }

  void connect_all() {
    epoll_ = epoll_create1(EPOLL_CLOEXEC);
    for (std::size_t i = 0; i < clients_; ++i) {
      connections_.push_back(std::make_unique<ClientConnection>(target_, *this));
      if (!connections_.back()->open()) fail(std::string("cannot connect: ") + std::strerror(errno));
      epoll_event event{};
      event.events = EPOLLIN;
      event.data.ptr = connections_.back().get();
      epoll_ctl(epoll_, EPOLL_CTL_ADD, connections_.back()->descriptor(), &event);
      // Not more at once than the server's backlog takes.
      if (i % kConnectBatch == kConnectBatch - 1) wait_until([&] { return joined_ + kConnectBatch > i; }, "joins");
    }
    wait_until([&] { return joined_ == clients_; }, "joins");
  }

  void measure(double connect_us) {
    const long long bursts = number("bursts", 0);
    const std::uint64_t rounds = bursts > 0 ? static_cast<std::uint64_t>(bursts) : 1;
    const std::uint64_t expected = rounds * count_ * clients_;
    sample_every_ = std::max<std::uint64_t>(1, expected / kLatencySamples);
    const std::string rate = bursts > 0 ? "0" : std::to_string(number("rate", 100));
    const std::string body = "{\"event\":\"messages.upsert\",\"rate\":" + rate + ",\"size\":" + std::to_string(number("size", 1024)) +
                             ",\"count\":" + std::to_string(count_) + "}";
    open_trigger();
    bool complete = true;
    const std::int64_t cpu_start = now_ns(server_clock_);
    const std::int64_t start = now_ns();
    for (std::uint64_t round = 1; round <= rounds; ++round) {
      trigger(body);
      wait_until([&] { return received_ >= round * count_ * clients_; }, "events");
      // In one round every client gets the numbers first .. first + count - 1, each once.
      complete = complete && sequence_sum_ == clients_ * (count_ * first_sequence_ + count_ * (count_ - 1) / 2);
      sequence_sum_ = 0;
      first_sequence_ = ~std::uint64_t{0};
    }
    const double seconds = static_cast<double>(now_ns() - start) / 1e9;
    const double cpu_us = static_cast<double>(now_ns(server_clock_) - cpu_start) / 1000.0;
    ::close(trigger_);

    std::sort(latencies_.begin(), latencies_.end());
    const auto percentile = [&](std::size_t permille) {
      return latencies_.empty() ? 0.0 : static_cast<double>(latencies_[(latencies_.size() - 1) * permille / 1000]) / 1000.0;
    };
    std::printf(
        "{\"clients\":%zu,\"messages\":%llu,\"seconds\":%.3f,\"cpu_us_per_message\":%.4f,\"messages_per_second\":%.0f,"
        "\"p50_us\":%.1f,\"p99_us\":%.1f,\"connect_cpu_us\":%.2f,\"complete\":%s}\n",
        clients_, static_cast<unsigned long long>(received_), seconds, cpu_us / static_cast<double>(received_),
        static_cast<double>(received_) / seconds, percentile(500), percentile(990), connect_us,
        complete && received_ == expected ? "true" : "false");
  }

  void open_trigger() {
    trigger_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(target_.port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(trigger_, reinterpret_cast<sockaddr*>(&address), sizeof(address)) != 0) fail("cannot connect for the load request");
  }

  // Asks for a load and does not wait for the answer: events may come first.
  void trigger(const std::string& body) {
    char drained[4096];
    while (::recv(trigger_, drained, sizeof(drained), MSG_DONTWAIT) > 0) {
      const std::string_view answer(drained);
      if (answer.starts_with("HTTP/1.1 4") || answer.starts_with("HTTP/1.1 5")) fail("the load was refused: " + std::string(answer));
      std::memset(drained, 0, sizeof(drained));
    }
    const std::string request = "POST /simulator" + target_.name_space + "/load HTTP/1.1\r\nHost: localhost\r\napikey: " + target_.key +
                                "\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
    if (::send(trigger_, request.data(), request.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(request.size())) fail("the load request was not taken");
  }

  template <typename Condition>
  void wait_until(Condition done, const char* what) {
    const std::int64_t deadline = now_ns() + kGiveUpNs;
    epoll_event events[256];
    while (!done()) {
      const int ready = epoll_wait(epoll_, events, 256, 1000);
      for (int i = 0; i < ready; ++i) {
        auto* connection = static_cast<ClientConnection*>(events[i].data.ptr);
        if (!connection->read(buffer_.data(), buffer_.size(), now_ns())) fail("the server closed a connection");
      }
      if (ready <= 0 && now_ns() > deadline) {
        char answer[2048] = {};
        if (trigger_ >= 0) ::recv(trigger_, answer, sizeof(answer) - 1, MSG_DONTWAIT);
        fail(std::string("waited in vain for ") + what + ": " + std::to_string(joined_) + " joined, " + std::to_string(received_) +
             " events; " + answer);
      }
    }
  }

  std::map<std::string, std::string> options_;
  Target target_;
  int pid_ = 0;
  clockid_t server_clock_ = CLOCK_MONOTONIC;
  std::size_t clients_ = 0;
  std::uint64_t count_ = 0;
  int epoll_ = -1;
  int trigger_ = -1;
  std::vector<std::unique_ptr<ClientConnection>> connections_;
  std::vector<char> buffer_ = std::vector<char>(kBufferBytes);
  std::size_t joined_ = 0;
  std::uint64_t received_ = 0;
  std::uint64_t sequence_sum_ = 0;
  std::uint64_t first_sequence_ = ~std::uint64_t{0};
  std::uint64_t sample_every_ = 1;
  std::vector<std::int64_t> latencies_;
};

}  // namespace
}  // namespace wagate::bench

int main(int argc, char** argv) {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);

  std::map<std::string, std::string> options;
  for (int i = 1; i < argc; ++i) {
    const std::string name = argv[i];
    if (!name.starts_with("--")) wagate::bench::fail("\"" + name + "\" is not an option");
    const bool has_value = i + 1 < argc && std::strncmp(argv[i + 1], "--", 2) != 0;
    options[name.substr(2)] = has_value ? argv[++i] : "";
  }
  wagate::bench::Load(std::move(options)).run();
}
