#pragma once

#include <condition_variable>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "http_server_plugin.h"
#include "raw_client.h"
#include "wagate/testing/fake_host.h"

namespace wagate::http_server::testing {

// A handler made of functions.
class Handler final : public abi::HttpHandler {
 public:
  using OnRequest = std::function<void(abi::HttpExchange*)>;
  explicit Handler(OnRequest on_request, std::function<void(abi::HttpExchange&)> on_abort = {})
      : on_request_(std::move(on_request)), on_abort_(std::move(on_abort)) {}
  void on_request(abi::HttpExchange* exchange) noexcept override { on_request_(exchange); }
  void on_abort(abi::HttpExchange& exchange) noexcept override {
    if (on_abort_) on_abort_(exchange);
  }

 private:
  OnRequest on_request_;
  std::function<void(abi::HttpExchange&)> on_abort_;
};

// Waits for things that happen on a loop's thread; a wait that fails takes 20 s.
class Journal {
 public:
  void add(std::string entry) {
    std::lock_guard lock(mutex_);
    entries_.push_back(std::move(entry));
    changed_.notify_all();
  }
  bool wait_for(const std::string& entry, std::size_t times = 1) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds(20), [&] {
      return static_cast<std::size_t>(std::count(entries_.begin(), entries_.end(), entry)) >= times;
    });
  }
  std::vector<std::string> entries() {
    std::lock_guard lock(mutex_);
    return entries_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::string> entries_;
};

// A WebSocket listener that writes down what happens and knows its open peers.
class Peers final : public abi::WebSocketListener {
 public:
  std::function<void(abi::WebSocketPeer&, std::string_view, bool)> message;
  std::function<void(abi::WebSocketPeer&)> opened;
  Journal journal;
  std::vector<abi::WebSocketPeer*> open;  // of one loop

  void on_open(abi::WebSocketPeer& peer) noexcept override {
    open.push_back(&peer);
    if (opened) opened(peer);
    journal.add("open");
  }
  void on_message(abi::WebSocketPeer& peer, abi::StringRef data, bool binary) noexcept override {
    if (message)
      message(peer, data, binary);
    else
      journal.add((binary ? "binary " : "text ") + data.str());
  }
  void on_close(abi::WebSocketPeer& peer, std::uint32_t code, abi::StringRef reason) noexcept override {
    std::erase(open, &peer);
    journal.add("close " + std::to_string(code) + (reason.empty() ? "" : " " + reason.str()));
  }
  void on_open_failed() noexcept override { journal.add("open failed"); }
};

// The unit on a free port of the loopback, with the fake host's clock.
class TestServer {
 public:
  explicit TestServer(const std::string& config = "{}");
  ~TestServer();

  std::uint16_t port() { return plugin->server().port(); }
  RawClient connect() { return RawClient(port()); }

  abi::StatusCode mount(std::string_view method, std::string_view pattern, abi::HttpHandler& handler,
                        abi::CorsStyle cors = abi::CorsStyle::none, std::uint64_t max_body_bytes = 1048576);

  // Answers 200 with the text that the function makes of the request.
  void serve(std::string_view method, std::string_view pattern,
             std::function<std::string(const abi::HttpRequest&)> text, abi::CorsStyle cors = abi::CorsStyle::none);

  // Accepts every WebSocket on the path for `peers`.
  void serve_websocket(std::string_view pattern, Peers& peers, abi::WebSocketOptions options = {});

  // Runs on the loop's thread and waits until it has.
  void on_loop(const std::function<void()>& work, std::uint32_t loop = 0);

  // Moves time and lets every loop notice.
  void advance(std::int64_t ms);

  Response get(std::string_view target, std::string_view headers = {});

  wagate::testing::FakeHost host;
  std::unique_ptr<HttpServerPlugin> plugin;
  abi::MountId last_mount = 0;

 private:
  std::vector<std::unique_ptr<Handler>> handlers_;
};

std::string request(std::string_view method, std::string_view target, std::string_view headers = {},
                    std::string_view body = {});

}  // namespace wagate::http_server::testing
