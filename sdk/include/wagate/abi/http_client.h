#pragma once

#include "wagate/abi/basic.h"

namespace wagate::abi {

enum HttpClientFlags : std::uint32_t {
  // Loopback, link-local and private addresses may be reached, too. Without it the address that a
  // name resolves to is checked when the connection is made, so no name can lead inside.
  kMayReachPrivate = 1u << 0,
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
  std::uint64_t max_response_bytes = 1048576;  // a longer body fails with resource_exhausted
  StringRef proxy;  // "http://user:password@host:port", "socks5://host:port"; empty: the unit's default
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

  // Takes `reply`. Many requests run at once; those to one host share connections. [any, completes later]
  virtual void send(const HttpClientRequest& request, HttpClientReply* reply) noexcept = 0;

  // Whether the URL could be sent to as far as its text says: well formed, http or https, a literal
  // address or a name such as localhost allowed by `flags`. A sentence for the caller's user when
  // not. Resolves nothing. [any]
  virtual StatusCode check_url(StringRef url, std::uint32_t flags, ErrorOut& error) noexcept = 0;

 protected:
  ~HttpClient() = default;
};

}  // namespace wagate::abi
