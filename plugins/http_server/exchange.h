#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "percent.h"
#include "request_head.h"
#include "routes.h"
#include "wagate/abi/http.h"

namespace wagate::http_server {

class Exchange;
class Loop;

// The connection as an exchange sees it. Every function is called on the connection's loop.
class ExchangeClient {
 public:
  // Bytes of the answer, in order. `last`: the answer is complete; `close`: so is the connection.
  virtual void on_answer(std::string bytes, bool last, bool close) = 0;

  // Turn the connection into a WebSocket.
  virtual void on_accept(abi::WebSocketListener& listener, const abi::WebSocketOptions& options) = 0;

 protected:
  ~ExchangeClient() = default;
};

// One request, and the way of its answer back to the connection's loop from whatever thread gives
// it. Two parties own it, the connection and the handler, and either may go first.
class Exchange final : public abi::HttpExchange {
 public:
  // One owner: the connection.
  Exchange(std::shared_ptr<Loop> loop, ExchangeClient& client);

  // Filled by the connection before the handler sees it.
  RequestHead head;
  std::string body;
  std::string peer;
  std::uint16_t peer_port = 0;
  bool secure = false;
  std::shared_ptr<Mount> mount;
  std::string cors_headers;
  abi::OriginCheck origin_check = abi::OriginCheck::absent;

  // Completes request() from the members above.
  void prepare(const PathValues& values);

  // Gives the mount's head handler, if it has one, its share before the body comes. [loop]
  void announce();

  // The body is whole: gives the handler its share, unless it has it already, and calls it. [loop]
  void hand_over();

  // The client has gone: cuts the way back and tells the handler if it still waits. [loop]
  void abandon();

  // The connection's share. The object may be gone afterwards. [loop]
  void drop() { release_one(); }

  // Bytes of the answer that the connection holds. [loop]
  void set_queued(std::uint64_t bytes) { queued_.store(bytes, std::memory_order_relaxed); }

  bool is_answered() const { return state_.load(std::memory_order_acquire) != State::open; }

  const abi::HttpRequest& request() noexcept override { return request_; }
  void respond(const abi::HttpResponse& response) noexcept override;
  void begin_stream(const abi::HttpResponse& response) noexcept override;
  void write(abi::StringRef piece) noexcept override;
  std::uint64_t buffered_bytes() noexcept override;
  void end_stream() noexcept override;
  void accept_websocket(abi::WebSocketListener& listener, const abi::WebSocketOptions& options) noexcept override;
  void release() noexcept override;

 private:
  enum class State : std::uint8_t { open, answered, streaming, upgrading };

  ~Exchange() = default;

  bool claim(State next);
  bool closes(bool asked) const;
  void send(std::string bytes, bool last, bool close);
  void deliver(std::function<void()> work);
  void release_one();

  std::shared_ptr<Loop> loop_;
  ExchangeClient* client_;  // null once the connection has gone; used on the loop only
  abi::HttpRequest request_;
  std::vector<abi::NameValue> parameters_;
  std::vector<std::string> parameter_values_;
  std::vector<QueryField> query_;
  std::vector<abi::NameValue> query_fields_;
  std::atomic<std::uint32_t> owners_{1};
  std::atomic<std::uint32_t> under_way_{0};  // answers handed to the loop that it has not run yet
  std::atomic<std::uint64_t> queued_{0};
  std::atomic<std::uint64_t> handed_over_{0};  // bytes on the way to the loop
  std::atomic<State> state_{State::open};
  std::atomic<bool> released_{false};
  std::atomic<bool> is_whole_{false};  // its body has come
  bool was_handed_over_ = false;
  bool chunked_ = false;
  bool closes_after_ = false;
};

}  // namespace wagate::http_server
