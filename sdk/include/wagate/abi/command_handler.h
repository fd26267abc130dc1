#pragma once

#include "wagate/abi/transport.h"

namespace wagate::abi {

// Sends events to single clients. For command handlers.
class ClientEmitter {
 public:
  static constexpr std::string_view kServiceId = "wagate.host.client_emitter/1";

  // `arguments` is a JSON array. Unknown clients and channels are ignored. [any]
  virtual void emit(ClientId client, StringRef channel, StringRef event, const DocumentRef& arguments) noexcept = 0;

  virtual void close(ClientId client, StringRef reason) noexcept = 0;  // [any]

 protected:
  ~ClientEmitter() = default;
};

// Answers clients' own events, and may bring channels of its own.
class CommandHandler {
 public:
  static constexpr std::string_view kServiceId = "wagate.command_handler/1";

  // Channels this handler brings, as a JSON array: ["/custom"]. Any authenticated client may join
  // them; instances cannot take such a name. Asked once, after start. [control]
  virtual StringRef channels() noexcept = 0;

  // A client has joined a channel. `auth_json` is the CONNECT payload, "{}" when there was none. [any]
  virtual void on_join(ClientId client, StringRef channel, StringRef auth_json) noexcept = 0;

  // A client's command. Return true to take it (and then `reply`, null when no acknowledgement is
  // wanted); false leaves both to the next handler. `command` is borrowed for the call. [any, ordered per client]
  virtual bool on_command(ClientId client, const ClientCommand& command, CommandReply* reply) noexcept = 0;

 protected:
  ~CommandHandler() = default;
};

}  // namespace wagate::abi
