#include <string>

#include "wagate/plugin.h"

namespace {

using wagate::abi::ClientCommand;
using wagate::abi::ClientId;
using wagate::abi::CommandReply;
using wagate::abi::DocumentRef;
using wagate::abi::StringRef;

// Answers clients with what they said, on "/" and on a channel of its own.
//
//   a client joins             -> auth          [what it showed when it joined]
//   message, any arguments     -> message-back  the same arguments
//   message-with-ack           -> acknowledged with the same arguments
//
// Everything a handler gets is borrowed for the call and passed on within it, so nothing is copied
// or parsed here. Binary arguments travel as attachments beside the JSON text and come back with it.
class EchoCommands : public wagate::PluginBase, public wagate::abi::CommandHandler {
 public:
  static constexpr std::uint32_t kFlags = 0;  // a second unit would bring the same channel

  explicit EchoCommands(wagate::PluginContext& context)
      : log_(context.log()),
        emitter_(context.service<wagate::abi::ClientEmitter>()),
        channel_(context.text("channel")),
        channels_("[\"" + channel_ + "\"]") {}  // the schema leaves nothing that JSON would escape

  StringRef channels() noexcept override { return channels_; }

  void on_join(ClientId client, StringRef channel, StringRef auth_json) noexcept override {
    if (!answers_on(channel)) return;
    const std::string arguments = "[" + auth_json.str() + "]";
    emitter_.emit(client, channel, "auth", DocumentRef(StringRef(arguments)));
  }

  bool on_command(ClientId client, const ClientCommand& command, CommandReply* reply) noexcept override {
    if (!answers_on(command.channel)) return false;
    if (command.name == "message") {
      const wagate::Owned<CommandReply> owned(reply);
      emitter_.emit(client, command.channel, "message-back", command.arguments);
      if (owned) owned->ok(DocumentRef("[]"));
      return true;
    }
    if (command.name == "message-with-ack") {
      const wagate::Owned<CommandReply> owned(reply);
      if (owned) owned->ok(command.arguments);
      else log_.debug("message-with-ack came without a request for an acknowledgement");
      return true;
    }
    return false;  // somebody else's
  }

 private:
  bool answers_on(StringRef channel) const { return channel == "/" || channel == channel_; }

  wagate::Logger log_;
  wagate::abi::ClientEmitter& emitter_;
  std::string channel_;
  std::string channels_;
};

}  // namespace

WAGATE_PLUGIN(EchoCommands)
