#pragma once

#include "wagate/abi/command.h"

namespace wagate::abi {

// What a provider needs to open the session of one instance. Views valid until open() returns.
struct SessionSpec {
  std::uint32_t size = sizeof(SessionSpec);
  std::uint32_t reserved = 0;
  InstanceKey instance = 0;
  StringRef instance_id;    // UUID
  StringRef instance_name;
  StringRef number;         // digits, or empty; asks for a pairing code beside the QR code
  StringRef settings_json;  // the instance's settings: rejectCall, groupsIgnore, syncFullHistory ...
  StringRef token;          // providers whose token is a credential (Cloud API); never logged
  StringRef business_id;
  StringRef proxy_json;     // {"enabled":true,"host","port","protocol","username","password"}; empty: none
};

enum class CloseMode : std::int32_t {
  suspend = 0,  // keep credentials; the gateway stops or the session restarts
  logout = 1,   // unlink the device, forget credentials
  erase = 2,    // forget everything about the instance; it is being deleted
};

// Opens and drives WhatsApp sessions. A provider reports by publishing events: qrcode.updated,
// connection.update and the rest; the kernel's connection state machine follows those (see
// wagate/session_events.h, which writes their exact documents).
class SessionProvider {
 public:
  static constexpr std::string_view kServiceId = "wagate.session_provider/1";

  // Begins to connect and returns at once; progress arrives as events. already_exists when the
  // session is open or connecting. [any, ordered per instance]
  virtual StatusCode open(const SessionSpec& spec, ErrorOut& error) noexcept = 0;

  // Ends a session; nothing is published for the instance after it returns except what close()
  // itself publishes. Closing one that is not open does nothing (erase still erases).
  // [any, ordered per instance, may block up to the lifecycle budget]
  virtual void close(InstanceKey instance, CloseMode mode) noexcept = 0;

  // Executes a command of wagate/commands.h. Takes `reply`. unimplemented for names it does not
  // know. May block, on a thread of the executor; with kNeverBlocks in the descriptor it is called on any
  // thread and must not. [any, ordered per instance, completes later]
  virtual void execute(const Command& command, CommandReply* reply) noexcept = 0;

 protected:
  ~SessionProvider() = default;
};

}  // namespace wagate::abi
