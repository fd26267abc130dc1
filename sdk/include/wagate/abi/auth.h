#pragma once

#include "wagate/abi/basic.h"

namespace wagate::abi {

// What a client showed at the door. Values of `query` are percent-decoded. Borrowed until the
// reply is answered, so that an answer may take its time.
struct AuthRequest {
  std::uint32_t size = sizeof(AuthRequest);
  std::uint32_t secure = 0;  // 1 over TLS
  StringRef transport;       // unit that asks: "transport_socketio", "api_rest"
  StringRef peer;            // address without port, IPv4-mapped addresses as IPv4
  StringRef origin;          // header Origin, empty when absent
  StringRef path;            // decoded request path
  const NameValue* query = nullptr;
  std::uint64_t query_count = 0;
  const NameValue* headers = nullptr;  // names in lower case
  std::uint64_t header_count = 0;
  StringRef auth_json;  // Socket.IO `auth` object of a CONNECT; empty at the handshake
};

enum Permissions : std::uint32_t {
  kMayReceive = 1u << 0,   // join channels
  kMayCommand = 1u << 1,   // sendNode, custom commands, messages
  kMayControl = 1u << 2,   // connect, restart, settings, logout, delete of its instances
  kMayAdminister = 1u << 3,  // create instances, see all of them, gateway-wide routes
  kMaySeeTokens = 1u << 4,   // instance tokens in envelopes and lists, when exposure is on
};

// Who the client is. With `all_instances` it is not limited; otherwise it sees the listed ones
// and nothing else. Copied by the kernel.
struct PrincipalSpec {
  std::uint32_t size = sizeof(PrincipalSpec);
  std::uint32_t permissions = 0;    // Permissions
  std::uint32_t all_instances = 0;  // 1: every instance
  std::uint32_t reserved = 0;
  StringRef subject;                   // for logs; never a secret: "global key", "token of shop-01"
  const StringRef* instance_ids = nullptr;  // UUIDs
  std::uint64_t instance_count = 0;

  // What the client showed, as a name that gives nothing away: "global key 2", "token of <id>". With
  // it the plugin can take back later what it allowed; see Principals. Empty: never taken back.
  StringRef credential;
  // When it ends, Unix milliseconds; the client is then closed with a reason it sees. 0: never.
  std::int64_t expires_at_ms = 0;
  // Bounds what the client receives, whatever it asks for: {"events":["messages.*"]}; the members are
  // those a client may choose itself (docs/concepts.md). Empty: no bounds.
  StringRef bounds_json;
};

// Answered exactly once, then released. A second answer is ignored and counted as a fault; a
// release without an answer counts as fail(). After the deadline (3 s unless configured) the kernel
// has decided without the plugin, and an answer is ignored. [any]
class AuthReply : public Object {
 public:
  virtual void allow(const PrincipalSpec& principal) noexcept = 0;

  // `sentence` is shown to the client ("apiKey is required"); `reason` goes to the log and says what
  // was wrong without the secret ("key unknown").
  virtual void deny(StringRef sentence, StringRef reason) noexcept = 0;

  // Not my business: the next plugin of the chain decides.
  virtual void abstain() noexcept = 0;

  // Let the client through the handshake without a principal; it must show credentials in the
  // `auth` of each CONNECT. Only meaningful while auth_json is empty.
  virtual void challenge() noexcept = 0;

  // The plugin could not decide (its database is down). Denied, unless the unit is `advisory`.
  virtual void fail(StringRef reason) noexcept = 0;

 protected:
  ~AuthReply() = default;
};

// Decides who a client is. Units are asked in the order of their [[plugin]] blocks (or
// [access] chain); the first allow or deny decides; when all abstain the client is refused.
class Authenticator {
 public:
  static constexpr std::string_view kServiceId = "wagate.auth/1";

  // Takes `reply`. May block, on a thread of the executor; with kNeverBlocks in the descriptor it is called
  // on any thread and must not. [any, completes later]
  virtual void authenticate(const AuthRequest& request, AuthReply* reply) noexcept = 0;

 protected:
  ~Authenticator() = default;
};

// Authentication and authorisation for plugins that serve requests themselves (REST).
// Transports use ClientGateway instead.
struct PrincipalView {
  std::uint32_t size = sizeof(PrincipalView);
  std::uint32_t permissions = 0;
  std::uint32_t all_instances = 0;
  std::uint32_t reserved = 0;
  StringRef subject;
  const StringRef* instance_ids = nullptr;
  std::uint64_t instance_count = 0;
};

class AccessReply : public Object {
 public:
  virtual void allowed(const PrincipalView& principal) noexcept = 0;           // view valid until it returns
  virtual void refused(StatusCode code, StringRef sentence) noexcept = 0;
  // The kernel releases the object after the answer.
 protected:
  ~AccessReply() = default;
};

// Takes back what an authenticator allowed before.
class Principals {
 public:
  static constexpr std::string_view kServiceId = "wagate.host.principals/1";

  // Closes every client that was allowed under this credential, unless [access] on_revoked says
  // "keep". `reason` is for the client and the log. Returns how many there were. [any]
  virtual std::uint64_t revoke(StringRef credential, StringRef reason) noexcept = 0;

 protected:
  ~Principals() = default;
};

class Access {
 public:
  static constexpr std::string_view kServiceId = "wagate.host.access/1";

  // Asks the authentication chain. Takes `reply`, answers it exactly once (possibly before
  // returning) and releases it. `request` is copied. [any, completes later]
  virtual void authenticate(const AuthRequest& request, AccessReply* reply) noexcept = 0;

 protected:
  ~Access() = default;
};

}  // namespace wagate::abi
