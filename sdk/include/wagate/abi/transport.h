#pragma once

#include "wagate/abi/auth.h"
#include "wagate/abi/command.h"
#include "wagate/abi/event.h"

namespace wagate::abi {

// The object that applications receive, as text. Borrowed until deliver() returns.
struct Envelope {
  DocumentRef document;  // {"event":...,"instance":...,"data":...,"server_url":...,...}
};

struct DeliveryTarget {
  AudienceId audience = 0;
  StringRef channel;                  // "/" or "/shop-01": the Socket.IO namespace
  const Envelope* envelope = nullptr;  // targets with equal content share one pointer
};

// One event for all its audiences that have a client in this transport.
struct Delivery {
  std::uint32_t size = sizeof(Delivery);
  std::uint32_t reserved = 0;
  StringRef event;  // wire name: "messages.upsert"
  const EventMeta* meta = nullptr;
  const DeliveryTarget* targets = nullptr;
  std::uint64_t target_count = 0;
};

// Carries events to clients and commands back. Swapping transports is a line of configuration,
// because events, commands and audiences never mention one.
class Transport {
 public:
  static constexpr std::string_view kServiceId = "wagate.transport/1";

  // Hands one event to every client in the audiences. Must not block: encode once, share the
  // bytes, queue. Events of one instance reach each client in the order of these calls.
  // [ordered per instance]
  virtual void deliver(const Delivery& delivery) noexcept = 0;

  // Sends one event to one client on a channel it has joined: `arguments` is a JSON array of the
  // event's arguments. Unknown clients are ignored. [any]
  virtual void emit(ClientId client, StringRef channel, StringRef event, const DocumentRef& arguments) noexcept = 0;

  // The audience is no more (the instance was deleted): tell its members, in order behind what was
  // delivered before, and let them go. [any]
  virtual void close_audience(AudienceId audience, StringRef reason) noexcept = 0;

  // Disconnects one client, with a reason it sees. [any]
  virtual void close_client(ClientId client, StringRef reason) noexcept = 0;

 protected:
  ~Transport() = default;
};

class ConnectReply : public Object {
 public:
  // The client is in. When `pending` is 1 it showed no credentials yet: every join must bring them.
  virtual void accepted(ClientId client, std::uint32_t pending) noexcept = 0;

  // `sentence` is for the client; the gateway has logged why.
  virtual void refused(StatusCode code, StringRef sentence) noexcept = 0;
  // The kernel releases the object after the answer.

 protected:
  ~ConnectReply() = default;
};

class JoinReply : public Object {
 public:
  // Add the client to `audience`, answer it, then call ClientGateway::joined().
  virtual void accepted(AudienceId audience) noexcept = 0;
  virtual void refused(StatusCode code, StringRef sentence) noexcept = 0;  // "Invalid namespace", "Unauthorized"
  // The kernel releases the object after the answer.

 protected:
  ~JoinReply() = default;
};

// A client's event: `name` and the JSON array of its arguments.
struct ClientCommand {
  std::uint32_t size = sizeof(ClientCommand);
  std::uint32_t reserved = 0;
  StringRef channel;
  StringRef name;
  DocumentRef arguments;
};

// The door to the kernel for transports. Everything a client does goes through here; access
// decisions are made in one place, behind it. Replies may be answered before the call returns,
// on any thread.
class ClientGateway {
 public:
  static constexpr std::string_view kServiceId = "wagate.host.client_gateway/1";

  // A client at the door. `transport` is the caller's own interface: deliver() and close_client()
  // come back through it. Takes `reply`. `request` is copied. [any, completes later]
  virtual void connect(Transport& transport, const AuthRequest& request, ConnectReply* reply) noexcept = 0;

  // A connected client asks for a channel: "/" or "/<instance>" or one a command plugin
  // registered. `auth_json` is the CONNECT payload, empty when there was none. Takes `reply`.
  // [any, completes later]
  virtual void join(ClientId client, StringRef channel, StringRef auth_json, JoinReply* reply) noexcept = 0;

  // The client has its answer: command plugins may greet it. False when the channel was closed in
  // between; then tell the client it is disconnected. [any]
  virtual bool joined(ClientId client, StringRef channel) noexcept = 0;

  virtual void leave(ClientId client, StringRef channel) noexcept = 0;  // [any]

  // A client's command on a channel it has joined. `reply` is null when the client asked for no
  // acknowledgement; otherwise it is taken, answered with a JSON array of the acknowledgement's
  // arguments, and released. A command nobody handles is ignored: then the reply is released
  // without an answer. [any, completes later]
  virtual void command(ClientId client, const ClientCommand& command, CommandReply* reply) noexcept = 0;

  // The client is gone; nothing more may be said about it. Leaves all channels. [any]
  virtual void disconnected(ClientId client, StringRef reason) noexcept = 0;

 protected:
  ~ClientGateway() = default;
};

}  // namespace wagate::abi
