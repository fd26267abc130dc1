#pragma once

#include <cstdint>

#include "wagate/abi/auth.h"
#include "wagate/abi/basic.h"

// The HTTP listener as a service: one port that REST, Socket.IO, WebSocket, server-sent events,
// metrics and the console share.
//
// Threads. The server runs I/O loops; a connection belongs to one loop and its callbacks come on
// that loop's thread, marked [loop]. Handlers must not block there. Answers may come later, from
// any thread.
namespace wagate::abi {

enum class OriginCheck : std::int32_t {
  absent = 0,   // no Origin header: not a browser
  allowed = 1,  // listed, or the list has "*"
  refused = 2,  // present and not listed
};

// A request, complete with its body unless a HttpHeadHandler has it early. Borrowed until the
// exchange is answered or released.
struct HttpRequest {
  std::uint32_t size = sizeof(HttpRequest);
  std::uint32_t loop = 0;            // index of the loop that owns the connection
  std::uint32_t secure = 0;          // 1 over TLS
  std::uint32_t wants_websocket = 0;  // 1: a well-formed RFC 6455 opening handshake
  OriginCheck origin_check = OriginCheck::absent;
  std::uint32_t peer_port = 0;
  StringRef method;                  // upper case
  StringRef target;                  // as sent: "/a%20b?x=1"
  StringRef path;                    // as sent, without query
  StringRef query;                   // as sent, without '?'
  StringRef peer;                    // address without port, IPv4-mapped as IPv4
  const NameValue* headers = nullptr;  // names in lower case, in order
  std::uint64_t header_count = 0;
  const NameValue* parameters = nullptr;  // of the pattern, percent-decoded
  std::uint64_t parameter_count = 0;
  const NameValue* query_fields = nullptr;  // percent-decoded, in order
  std::uint64_t query_field_count = 0;
  StringRef body;
};

struct HttpResponse {
  std::uint32_t size = sizeof(HttpResponse);
  std::uint32_t status = 200;
  const NameValue* headers = nullptr;  // Content-Length, Date and CORS headers are the server's
  std::uint64_t header_count = 0;
  StringRef body;
  std::uint32_t close_connection = 0;
  std::uint32_t reserved = 0;
};

// Immutable bytes of one WebSocket message, header included, shared by every client that gets it.
// Counted: every holder calls release() once. [any]
class Frame : public Object {
 public:
  virtual void retain() noexcept = 0;
  virtual StringRef payload() noexcept = 0;  // the message without the WebSocket header
  virtual bool is_binary() noexcept = 0;

 protected:
  ~Frame() = default;
};

// One open WebSocket. Every function is [loop] of that peer.
class WebSocketPeer {
 public:
  // Queues a frame; it goes out at the end of the loop's turn together with whatever else is ready.
  // Retains the frame as long as needed. Returns false when the peer is closing or its queue is
  // over the limit; then on_close() follows.
  virtual bool send(Frame& frame) noexcept = 0;

  // Queues a message that only this peer gets; the bytes are copied.
  virtual bool send_text(StringRef text) noexcept = 0;
  virtual bool send_binary(BytesRef bytes) noexcept = 0;

  // Sends what is queued, then a close frame (code 0: without a code), then waits for the peer's
  // close a short while. on_close() follows.
  virtual void close(std::uint32_t code, StringRef reason) noexcept = 0;

  virtual std::uint64_t buffered_bytes() noexcept = 0;  // queued and not yet taken by the socket
  virtual std::uint32_t loop() noexcept = 0;

 protected:
  ~WebSocketPeer() = default;
};

// The code given to on_close when the queue limit ended the connection.
inline constexpr std::uint32_t kCloseSlowConsumer = 4008;

// One WebSocket's callbacks. Every function is [loop] of that peer.
class WebSocketListener {
 public:
  virtual void on_open(WebSocketPeer& peer) noexcept = 0;

  // A whole message, fragments joined, text checked for UTF-8. Borrowed for the call.
  virtual void on_message(WebSocketPeer& peer, StringRef data, bool binary) noexcept = 0;

  // The end, exactly once after on_open; the peer is gone when this returns. `code` is the peer's
  // close code, 1005 when it gave none, 1006 when the connection broke, or our own.
  virtual void on_close(WebSocketPeer& peer, std::uint32_t code, StringRef reason) noexcept = 0;

  // The opening failed after accept_websocket(): on_open was not and will not be called.
  virtual void on_open_failed() noexcept = 0;

 protected:
  ~WebSocketListener() = default;
};

enum class OverflowPolicy : std::int32_t {
  disconnect = 0,   // close with kCloseSlowConsumer and a reason the client sees
  drop_oldest = 1,  // forget the oldest whole messages, counted
};

struct WebSocketOptions {
  std::uint32_t size = sizeof(WebSocketOptions);
  std::uint32_t loop = 0xFFFFFFFFu;        // move the connection to this loop first; default: stay
  std::uint64_t max_message_bytes = 1000000;  // larger: close code 1009
  std::uint64_t max_queue_bytes = 1048576;
  OverflowPolicy overflow = OverflowPolicy::disconnect;
  std::uint32_t max_queue_age_ms = 10000;  // 0: no limit; the age of the oldest queued byte
};

// One request waiting for its answer. Answer once, by respond(), begin_stream() or
// accept_websocket(); then release. A release without an answer gives the client a 500.
// When the client goes away first, HttpHandler::on_abort is called and an answer is ignored.
class HttpExchange : public Object {
 public:
  virtual const HttpRequest& request() noexcept = 0;  // [any] until answered

  virtual void respond(const HttpResponse& response) noexcept = 0;  // copied [any]

  // Sends the head now and the body in pieces (chunked). [any]
  virtual void begin_stream(const HttpResponse& head) noexcept = 0;
  virtual void write(StringRef piece) noexcept = 0;          // copied [any]
  virtual std::uint64_t buffered_bytes() noexcept = 0;       // not yet taken by the socket [any]
  virtual void end_stream() noexcept = 0;                    // [any]

  // Completes the WebSocket opening and hands the connection to `listener`, which must live until
  // its on_close() or on_open_failed(). Only when request().wants_websocket. [any]
  virtual void accept_websocket(WebSocketListener& listener, const WebSocketOptions& options) noexcept = 0;

 protected:
  ~HttpExchange() = default;
};

class HttpHandler {
 public:
  // Takes `exchange`. [loop]
  virtual void on_request(HttpExchange* exchange) noexcept = 0;

  // The client of an exchange that is neither answered nor released has gone (or its stream broke).
  // Release it soon; it may already be on its way out in another thread. [loop]
  virtual void on_abort(HttpExchange& exchange) noexcept = 0;

 protected:
  ~HttpHandler() = default;
};

// Hears of the requests of its mount that have a body when their head has been read, and so before
// their client has sent much: a request can be refused early, and one that breaks off is noticed.
// Such requests come to on_head() and on_body() instead of HttpHandler::on_request(); for those
// without a body nothing changes.
class HttpHeadHandler {
 public:
  // Takes `exchange`; request().body is empty as yet. It may be answered or released at once, or any
  // time before the body is whole: a short rest of the body is then thrown away, with a longer one
  // the connection ends after the answer. A WebSocket cannot be accepted. Otherwise on_body() or
  // HttpHandler::on_abort() follows, one of them, once. [loop]
  virtual void on_head(HttpExchange* exchange) noexcept = 0;

  // Now request().body is whole. The exchange is the one that on_head() took; it may already be on
  // its way out in another thread. [loop]
  virtual void on_body(HttpExchange& exchange) noexcept = 0;

 protected:
  ~HttpHeadHandler() = default;
};

enum class CorsStyle : std::int32_t {
  none = 0,
  rest = 1,    // echo the origin, methods from CORS_METHODS, credentials when configured
  socket = 2,  // "*" when the list has "*", else echo; all methods, requested headers echoed
};

struct HttpMount {
  std::uint32_t size = sizeof(HttpMount);
  CorsStyle cors = CorsStyle::rest;
  StringRef method;   // "GET"; empty: every method without a mount of its own for the path
  StringRef pattern;  // "/instance/connect/{instance}": {x} is one non-empty segment. A pattern that
                      // ends in "/*" takes everything below (and the path itself with the slash);
                      // "/*" alone is the fallback for everything. The most specific mount wins.
  std::uint64_t max_body_bytes = 1048576;  // larger: 413
  HttpHeadHandler* head_handler = nullptr;  // lives as long as the handler; null: requests come when they are whole
};

using MountId = std::uint64_t;

class HttpServer {
 public:
  static constexpr std::string_view kServiceId = "wagate.http/1";

  // `handler` must live until unmount() returned. already_exists when method and pattern are
  // taken. [control]
  virtual StatusCode mount(const HttpMount& mount, HttpHandler& handler, MountId* id, ErrorOut& error) noexcept = 0;

  // Later requests find nothing. Waits until no callback of the mount runs. [control]
  virtual void unmount(MountId id) noexcept = 0;

  virtual std::uint32_t loop_count() noexcept = 0;  // constant while the server runs [any]

  // Runs the task on the loop's thread, soon, in order of posting; wakes the loop only when it
  // sleeps. Released without running when the server stops. [any]
  virtual void post(std::uint32_t loop, Task* task) noexcept = 0;

  // Runs the task on the loop's thread after `delay_ms`, from a coarse wheel (10 ms): for many
  // heartbeats. Not cancellable; let the task look whether it is still wanted. [any]
  virtual void post_after(std::uint32_t loop, std::int64_t delay_ms, Task* task) noexcept = 0;

  // A frame of a text or binary message, made of the parts one after another. One owner. [any]
  virtual Frame* make_frame(const StringRef* parts, std::uint64_t count, bool binary) noexcept = 0;

  // Queues the frames, in order and adjacent, for each of the peers; all peers belong to `loop`.
  // [loop]
  virtual void send_to_all(std::uint32_t loop, Frame* const* frames, std::uint64_t frame_count,
                           WebSocketPeer* const* peers, std::uint64_t peer_count) noexcept = 0;

 protected:
  ~HttpServer() = default;
};

}  // namespace wagate::abi
