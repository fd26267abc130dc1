#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "wagate/abi/http.h"
#include "wagate/owned.h"
#include "wagate/task.h"
#include "wagate/testing/fake_time.h"

namespace wagate::testing {

// A request as a test writes it.
struct HttpCall {
  std::string method = "GET";
  std::string target = "/";
  std::vector<std::pair<std::string, std::string>> headers = {};  // names in lower case
  std::string body = {};
  bool websocket = false;  // a well-formed opening handshake
  std::uint32_t loop = 0;  // of the connection
  std::string peer = "10.0.0.7";
  abi::OriginCheck origin_check = abi::OriginCheck::absent;
};

class FakeHttpServer;

// The server's end of one WebSocket, as a test sees it: what was sent to the client, and a way to be
// the client. Nothing comes back into the listener by itself before the server's next turn.
class FakeWebSocket final : public abi::WebSocketPeer, public std::enable_shared_from_this<FakeWebSocket> {
 public:
  struct Message {
    bool binary;
    std::string data;
    bool operator==(const Message&) const = default;
  };

  FakeWebSocket(FakeHttpServer& server, abi::WebSocketListener& listener, const abi::WebSocketOptions& options, std::uint32_t loop)
      : server_(server), listener_(listener), options_(options), loop_(loop) {}

  bool send(abi::Frame& frame) noexcept override { return queue(frame.payload().str(), frame.is_binary()); }
  bool send_text(abi::StringRef text) noexcept override { return queue(text.str(), false); }
  bool send_binary(abi::BytesRef bytes) noexcept override {
    return queue(std::string(reinterpret_cast<const char*>(bytes.data), bytes.size), true);
  }
  void close(std::uint32_t code, abi::StringRef reason) noexcept override {
    if (std::exchange(closing_, true)) return;
    close_code = code;
    close_reason = reason.str();
    end_soon(code ? code : 1005);
  }
  std::uint64_t buffered_bytes() noexcept override { return buffered_; }
  std::uint32_t loop() noexcept override { return loop_; }

  // As the client.
  void receive_text(std::string_view text) {
    if (is_open()) listener_.on_message(*this, text, false);
  }
  void receive_binary(std::string_view bytes) {
    if (is_open()) listener_.on_message(*this, bytes, true);
  }
  void drop(std::uint32_t code = 1006) {
    closing_ = true;
    end_soon(code);
  }
  void stall() { stalled_ = true; }  // from now on nothing leaves the queue

  // Text messages so far, and forgets them.
  std::vector<std::string> take_texts() {
    std::vector<std::string> texts;
    for (Message& message : sent) texts.push_back(message.binary ? "<binary>" + message.data : message.data);
    sent.clear();
    return texts;
  }
  bool is_open() const { return opened_ && !closing_ && !gone_; }
  bool is_closing() const { return closing_; }
  bool is_gone() const { return gone_; }
  const abi::WebSocketOptions& options() const { return options_; }

  std::vector<Message> sent;
  std::uint32_t close_code = 0;
  std::string close_reason;

 private:
  friend class FakeHttpServer;

  bool queue(std::string data, bool binary) {
    if (closing_ || gone_) return false;
    if (stalled_) {
      buffered_ += data.size();
      if (buffered_ > options_.max_queue_bytes) {
        closing_ = true;
        close_code = abi::kCloseSlowConsumer;
        end_soon(abi::kCloseSlowConsumer);
        return false;
      }
    }
    sent.push_back({binary, std::move(data)});
    return true;
  }
  inline void end_soon(std::uint32_t code);
  void open() {
    opened_ = true;
    listener_.on_open(*this);
  }
  inline void end(std::uint32_t code);

  FakeHttpServer& server_;
  abi::WebSocketListener& listener_;
  const abi::WebSocketOptions options_;
  const std::uint32_t loop_;
  std::uint64_t buffered_ = 0;
  bool opened_ = false;
  bool closing_ = false;
  bool gone_ = false;
  bool stalled_ = false;
};

// What became of a call.
struct HttpAnswer {
  std::uint32_t status = 0;  // 0 while there is none
  std::map<std::string, std::string> headers;
  std::string body;
  bool close_connection = false;
  bool released = false;
  bool streaming = false;
  std::uint64_t stalled_bytes = 0;  // set it: so much of a stream waits for a client that does not read
  std::shared_ptr<FakeWebSocket> websocket;  // of an accepted opening

  bool pending() const { return status == 0 && !released; }

 private:
  friend class FakeHttpServer;
  abi::HttpExchange* exchange = nullptr;
  abi::HttpHandler* handler = nullptr;
  abi::HttpHeadHandler* head_handler = nullptr;  // null: the request came when it was whole
};

// An HTTP server without sockets and threads. Loops run when told, on the caller's thread:
//
//   FakeHttpServer server(host.time());
//   auto answer = server.request({.target = "/socket.io/?EIO=4&transport=polling"});
//   server.turn();
//   EXPECT_EQ(answer->status, 200u);
//
// advance() moves the clock in steps and lets the loops run after each.
class FakeHttpServer final : public abi::HttpServer {
 public:
  explicit FakeHttpServer(FakeTime& time, std::uint32_t loops = 1) : time_(time), tasks_(loops) {}
  ~FakeHttpServer() { drop_tasks(); }

  // --- as the server

  abi::StatusCode mount(const abi::HttpMount& mount, abi::HttpHandler& handler, abi::MountId* id, abi::ErrorOut& error) noexcept override {
    for (const Mounted& one : mounts_)
      if (one.method == mount.method.view() && one.pattern == mount.pattern.view())
        return abi::fail(error, abi::StatusCode::already_exists, "the path is taken");
    mounts_.push_back({++last_mount_, mount.method.str(), mount.pattern.str(), mount.max_body_bytes, mount.cors, &handler,
                       mount.head_handler});
    *id = last_mount_;
    return abi::StatusCode::ok;
  }
  void unmount(abi::MountId id) noexcept override {
    std::erase_if(mounts_, [&](const Mounted& one) { return one.id == id; });
  }
  std::uint32_t loop_count() noexcept override { return static_cast<std::uint32_t>(tasks_.size()); }
  void post(std::uint32_t loop, abi::Task* task) noexcept override { tasks_[loop].emplace_back(task); }
  void post_after(std::uint32_t, std::int64_t delay_ms, abi::Task* task) noexcept override { time_.after(delay_ms, task); }
  abi::Frame* make_frame(const abi::StringRef* parts, std::uint64_t count, bool binary) noexcept override {
    std::string payload;
    for (std::uint64_t i = 0; i < count; ++i) payload += parts[i].view();
    ++frames_made;
    return new FakeFrame(std::move(payload), binary, live_frames_);
  }
  void send_to_all(std::uint32_t, abi::Frame* const* frames, std::uint64_t frame_count, abi::WebSocketPeer* const* peers,
                   std::uint64_t peer_count) noexcept override {
    for (std::uint64_t p = 0; p < peer_count; ++p)
      for (std::uint64_t f = 0; f < frame_count; ++f) peers[p]->send(*frames[f]);
  }

  // --- as the outside

  // Sends one request to whatever is mounted there; 404 and 413 come from here.
  std::shared_ptr<HttpAnswer> request(const HttpCall& call) {
    const auto answer = begin(call);
    finish(answer);
    return answer;
  }

  // The same, but where the mount hears of heads the body stays out until finish().
  std::shared_ptr<HttpAnswer> begin(const HttpCall& call) {
    auto answer = std::make_shared<HttpAnswer>();
    const Mounted* mounted = find(call);
    if (!mounted || call.body.size() > mounted->max_body_bytes) {
      answer->status = mounted ? 413 : 404;
      answer->released = true;
      return answer;
    }
    auto* exchange = new FakeExchange(*this, call, mounted->pattern, answer);
    answer->exchange = exchange;
    answer->handler = mounted->handler;
    answer->head_handler = call.body.empty() ? nullptr : mounted->head_handler;
    if (answer->head_handler) {
      answer->head_handler->on_head(exchange);
    } else {
      exchange->complete();
      mounted->handler->on_request(exchange);
    }
    return answer;
  }

  // The rest of a begun request arrives; nothing happens when it has its answer.
  void finish(const std::shared_ptr<HttpAnswer>& answer) {
    if (!answer->pending() || !answer->head_handler) return;
    static_cast<FakeExchange*>(answer->exchange)->complete();
    answer->head_handler->on_body(*answer->exchange);
  }

  // The client of a pending request, or of a stream, goes away.
  void abort(const std::shared_ptr<HttpAnswer>& answer) {
    if (!answer->pending() && !(answer->streaming && !answer->released)) return;
    answer->handler->on_abort(*answer->exchange);
  }

  // Runs what the loops have to do, until there is nothing left.
  void turn() {
    for (bool any = true; any;) {
      any = false;
      for (auto& tasks : tasks_) {
        while (!tasks.empty()) {
          Owned<abi::Task> task = std::move(tasks.front());
          tasks.pop_front();
          task->run();
          any = true;
        }
      }
    }
  }
  // Runs one loop only, to see what happens when loops are not in step.
  void turn(std::uint32_t loop) {
    for (std::size_t count = tasks_[loop].size(); count-- > 0;) {
      Owned<abi::Task> task = std::move(tasks_[loop].front());
      tasks_[loop].pop_front();
      task->run();
    }
  }
  void advance(std::int64_t ms) {
    turn();
    while (ms > 0) {
      const std::int64_t step = std::min<std::int64_t>(ms, 10);
      time_.advance(step);
      turn();
      ms -= step;
    }
  }
  void drop_tasks() {
    for (auto& tasks : tasks_) tasks.clear();
  }

  std::int64_t live_frames() const { return live_frames_; }
  bool fail_next_open = false;  // the next accepted WebSocket does not come to be
  std::uint64_t frames_made = 0;

 private:
  friend class FakeWebSocket;

  struct Mounted {
    abi::MountId id;
    std::string method;
    std::string pattern;
    std::uint64_t max_body_bytes;
    abi::CorsStyle cors;
    abi::HttpHandler* handler;
    abi::HttpHeadHandler* head_handler;
  };

  class FakeFrame final : public abi::Frame {
   public:
    FakeFrame(std::string payload, bool binary, std::atomic<std::int64_t>& live)
        : payload_(std::move(payload)), binary_(binary), live_(live) {
      ++live_;
    }
    void retain() noexcept override { ++count_; }
    void release() noexcept override {
      if (--count_ == 0) delete this;
    }
    abi::StringRef payload() noexcept override { return payload_; }
    bool is_binary() noexcept override { return binary_; }

   private:
    ~FakeFrame() { --live_; }
    const std::string payload_;
    const bool binary_;
    std::atomic<std::int64_t>& live_;
    std::atomic<std::uint32_t> count_{1};
  };

  class FakeExchange final : public abi::HttpExchange {
   public:
    FakeExchange(FakeHttpServer& server, const HttpCall& call, const std::string& pattern, std::shared_ptr<HttpAnswer> answer)
        : server_(server), call_(call), answer_(std::move(answer)) {
      const std::size_t mark = call_.target.find('?');
      request_.loop = call_.loop;
      request_.wants_websocket = call_.websocket;
      request_.origin_check = call_.origin_check;
      request_.method = call_.method;
      request_.target = call_.target;
      request_.path = std::string_view(call_.target).substr(0, mark);
      if (mark != std::string::npos) request_.query = std::string_view(call_.target).substr(mark + 1);
      request_.peer = call_.peer;
      if (call_.websocket) call_.headers.emplace_back("upgrade", "websocket");
      for (const auto& [name, value] : call_.headers) headers_.push_back({name, value});
      request_.headers = headers_.data();
      request_.header_count = headers_.size();
      read_query();
      read_parameters(pattern);
    }

    void complete() { request_.body = call_.body; }  // the body is there

    const abi::HttpRequest& request() noexcept override { return request_; }
    void respond(const abi::HttpResponse& response) noexcept override {
      if (std::exchange(answered_, true)) return;
      answer_->status = response.status;
      for (std::uint64_t i = 0; i < response.header_count; ++i)
        answer_->headers[response.headers[i].name.str()] = response.headers[i].value.str();
      answer_->body = response.body.str();
      answer_->close_connection = response.close_connection != 0;
    }
    void begin_stream(const abi::HttpResponse& head) noexcept override {
      if (!answered_) answer_->streaming = true;
      respond(head);
    }
    void write(abi::StringRef piece) noexcept override { answer_->body += piece.view(); }
    std::uint64_t buffered_bytes() noexcept override { return answer_->stalled_bytes; }
    void end_stream() noexcept override { answer_->streaming = false; }
    void accept_websocket(abi::WebSocketListener& listener, const abi::WebSocketOptions& options) noexcept override {
      if (std::exchange(answered_, true)) return;
      answer_->status = 101;
      const std::uint32_t loop = options.loop == 0xFFFFFFFFu ? call_.loop : options.loop;
      if (std::exchange(server_.fail_next_open, false)) {
        server_.post_function(loop, [&listener] { listener.on_open_failed(); });
        return;
      }
      answer_->websocket = std::make_shared<FakeWebSocket>(server_, listener, options, loop);
      server_.websockets_.push_back(answer_->websocket);
      server_.post_function(loop, [peer = answer_->websocket] { peer->open(); });
    }
    void release() noexcept override {
      if (!answered_) answer_->status = 500;
      answer_->released = true;
      delete this;
    }

   private:
    ~FakeExchange() = default;

    static std::string decoded(std::string_view text) {
      std::string out;
      for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && i + 2 < text.size()) {
          out += static_cast<char>(std::stoi(std::string(text.substr(i + 1, 2)), nullptr, 16));
          i += 2;
        } else {
          out += text[i] == '+' ? ' ' : text[i];
        }
      }
      return out;
    }
    void read_query() {
      std::string_view rest = request_.query;
      while (!rest.empty()) {
        const std::size_t end = std::min(rest.find('&'), rest.size());
        const std::string_view field = rest.substr(0, end);
        const std::size_t equals = std::min(field.find('='), field.size());
        texts_.push_back(decoded(field.substr(0, equals)));
        texts_.push_back(equals < field.size() ? decoded(field.substr(equals + 1)) : std::string());
        query_.push_back({texts_[texts_.size() - 2], texts_.back()});
        rest.remove_prefix(std::min(end + 1, rest.size()));
      }
      request_.query_fields = query_.data();
      request_.query_field_count = query_.size();
    }
    void read_parameters(const std::string& pattern) {
      std::string_view path = request_.path;
      std::string_view rest = pattern;
      while (!rest.empty() && !path.empty()) {
        const std::size_t pattern_end = std::min(rest.find('/', 1), rest.size());
        const std::size_t path_end = std::min(path.find('/', 1), path.size());
        if (rest.substr(0, 2) == "/{") {
          texts_.emplace_back(rest.substr(2, pattern_end - 3));
          texts_.push_back(decoded(path.substr(1, path_end - 1)));
          parameters_.push_back({texts_[texts_.size() - 2], texts_.back()});
        }
        rest.remove_prefix(pattern_end);
        path.remove_prefix(path_end);
      }
      request_.parameters = parameters_.data();
      request_.parameter_count = parameters_.size();
    }

    FakeHttpServer& server_;
    HttpCall call_;
    std::shared_ptr<HttpAnswer> answer_;
    abi::HttpRequest request_;
    std::deque<std::string> texts_;  // what the lists below point to
    std::vector<abi::NameValue> headers_, query_, parameters_;
    bool answered_ = false;
  };

  template <typename Function>
  void post_function(std::uint32_t loop, Function function) {
    post(loop, make_task(std::move(function)));
  }

  const Mounted* find(const HttpCall& call) const {
    const std::string_view path = std::string_view(call.target).substr(0, call.target.find('?'));
    const Mounted* best = nullptr;
    for (const Mounted& one : mounts_) {
      if (!one.method.empty() && one.method != call.method) continue;
      if (!matches(one.pattern, path)) continue;
      if (!best || specificity(one) > specificity(*best)) best = &one;
    }
    return best;
  }
  // A pattern of whole segments beats one that takes everything below, a longer one a shorter one.
  static std::pair<bool, std::size_t> specificity(const Mounted& one) {
    return {!one.pattern.ends_with("/*"), one.pattern.size()};
  }
  static bool matches(std::string_view pattern, std::string_view path) {
    if (pattern.ends_with("/*")) return path.starts_with(pattern.substr(0, pattern.size() - 1));
    while (!pattern.empty() && !path.empty()) {
      const std::size_t pattern_end = std::min(pattern.find('/', 1), pattern.size());
      const std::size_t path_end = std::min(path.find('/', 1), path.size());
      const bool wild = pattern.substr(0, 2) == "/{" && path_end > 1;
      if (!wild && pattern.substr(0, pattern_end) != path.substr(0, path_end)) return false;
      pattern.remove_prefix(pattern_end);
      path.remove_prefix(path_end);
    }
    return pattern.empty() && path.empty();
  }

  FakeTime& time_;
  std::vector<std::deque<Owned<abi::Task>>> tasks_;
  std::vector<Mounted> mounts_;
  abi::MountId last_mount_ = 0;
  std::vector<std::shared_ptr<FakeWebSocket>> websockets_;  // until they are gone, whatever the test keeps
  std::atomic<std::int64_t> live_frames_{0};
};

void FakeWebSocket::end_soon(std::uint32_t code) {
  server_.post_function(loop_, [self = shared_from_this(), code] { self->end(code); });
}

void FakeWebSocket::end(std::uint32_t code) {
  if (std::exchange(gone_, true)) return;
  const auto self = shared_from_this();
  std::erase(server_.websockets_, self);
  listener_.on_close(*this, code, "");
}

}  // namespace wagate::testing
