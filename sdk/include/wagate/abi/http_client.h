#pragma once

#include "wagate/abi/basic.h"

namespace wagate::abi {

enum HttpClientFlags : std::uint32_t {
  // Loopback, link-local and private addresses may be reached, too. Without it the address that a
  // name resolves to is checked when the connection is made, so no name can lead inside.
  kMayReachPrivate = 1u << 0,
  // The body of the request comes from `stream`; `body` is empty then.
  kStreamsRequest = 1u << 1,
  // The body of an answer with a status of 2xx goes to `stream`, and the answer's `body` is empty. What
  // comes with another status is held as without it.
  kStreamsResponse = 1u << 2,
};

// Bodies piece by piece, so that no file is ever whole in memory, and whether the request is still
// wanted. Called by one thread at a time, from send() until the reply was answered, and released after
// the reply. Other requests wait meanwhile: encrypting a piece is fine, asking somebody is not.
class HttpClientStream : public Object {
 public:
  // Writes up to `capacity` bytes of the request's body, from `offset` on, and returns how many. They
  // follow each other; from 0 on once more when a connection broke before the server had read
  // anything, or for a redirect. 0 fails the request: there must be `stream_bytes` in all.
  virtual std::uint64_t read(std::uint64_t offset, char* out, std::uint64_t capacity) noexcept = 0;

  // The next piece of the answer's body, which begins at `offset`. False fails the request.
  virtual bool write(std::uint64_t offset, StringRef piece) noexcept = 0;

  // Asked before the request begins and about once a second from then on. False fails it.
  virtual bool is_wanted() noexcept = 0;

 protected:
  ~HttpClientStream() = default;
};

// A request to somebody else's server. Copied by send().
struct HttpClientRequest {
  std::uint32_t size = sizeof(HttpClientRequest);
  std::uint32_t flags = 0;  // HttpClientFlags
  StringRef method;         // "GET"
  StringRef url;            // http:// or https://
  const NameValue* headers = nullptr;
  std::uint64_t header_count = 0;
  StringRef body;
  std::uint32_t timeout_ms = 30000;     // for everything, from resolving to the last byte
  std::uint32_t max_redirects = 0;      // each target is checked like the first
  std::uint64_t max_response_bytes = 1048576;  // a longer body fails with resource_exhausted, streamed or not
  StringRef proxy;  // "http://user:password@host:port", "socks5://host:port"; empty: the unit's default
  // Taken by send(); null: nothing is streamed. Such a request fails, too, when nothing moves for half a minute.
  HttpClientStream* stream = nullptr;
  std::uint64_t stream_bytes = 0;  // of the request's body, with kStreamsRequest
};

struct HttpClientResponse {
  std::uint32_t size = sizeof(HttpClientResponse);
  std::uint32_t status = 0;
  const NameValue* headers = nullptr;  // names in lower case
  std::uint64_t header_count = 0;
  StringRef body;
};

// Answered exactly once, on a thread of the client, then released by it. Must not block.
class HttpClientReply : public Object {
 public:
  // An answer came, whatever its status. Views valid until it returns.
  virtual void response(const HttpClientResponse& response) noexcept = 0;

  // None came. permission_denied: the address may not be reached; invalid_argument: the URL is
  // malformed; deadline_exceeded; resource_exhausted: too long, or too many requests wait;
  // failed_precondition: its stream did not want it any more, or redirected too often;
  // unavailable: refused, unresolved, broken, TLS. `sentence` names the host, never the path, the
  // query or a key.
  virtual void failed(StatusCode code, StringRef sentence) noexcept = 0;

 protected:
  ~HttpClientReply() = default;
};

// Requests to the outside, for all plugins: webhooks, media of a URL, key sets. One place decides
// which addresses may be reached and keeps the limits.
class HttpClient {
 public:
  static constexpr std::string_view kServiceId = "wagate.http_client/1";

  // Takes `reply` and the request's stream. Many requests run at once; those to one host share connections. [any, completes later]
  virtual void send(const HttpClientRequest& request, HttpClientReply* reply) noexcept = 0;

  // Whether the URL could be sent to as far as its text says: well formed, http or https, a literal
  // address or a name such as localhost allowed by `flags`. A sentence for the caller's user when
  // not. Resolves nothing. [any]
  virtual StatusCode check_url(StringRef url, std::uint32_t flags, ErrorOut& error) noexcept = 0;

 protected:
  ~HttpClient() = default;
};

}  // namespace wagate::abi
