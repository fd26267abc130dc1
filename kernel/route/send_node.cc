#include "kernel/route/send_node.h"

#include <string>

#include "wagate/commands.h"
#include "wagate/json_writer.h"

namespace wagate {

namespace {

using abi::StatusCode;

std::string_view ack_code(StatusCode code, std::string_view reason) {
  if (reason == "not_connected") return "not_connected";
  switch (code) {
    case StatusCode::invalid_argument: return "bad_request";
    case StatusCode::not_found: return "not_found";
    case StatusCode::permission_denied:
    case StatusCode::unauthenticated: return "unauthorized";
    default: return "send_failed";
  }
}

void acknowledge(abi::CommandReply* reply, std::string_view code, std::string_view message) {
  if (!reply) return;
  std::string json;
  JsonWriter(json).begin_array().begin_object().field("ok", false).field("error", code).field("message", message)
      .end_object().end_array();
  reply->ok(abi::StringRef(json));
  reply->release();
}

// Turns the answer of the session into the client's acknowledgement, or into silence.
class Acknowledgement final : public abi::CommandReply {
 public:
  Acknowledgement(const Logger& log, std::string instance, abi::CommandReply* reply)
      : log_(log), instance_(std::move(instance)), reply_(reply) {}

  void ok(const abi::DocumentRef&) noexcept override {
    if (!reply_) return;
    reply_->ok(abi::StringRef("[{\"ok\":true}]"));
    reply_->release();
    reply_ = nullptr;
  }
  void fail(StatusCode code, abi::StringRef reason, abi::StringRef sentence) noexcept override {
    log_.info("could not send a client's node", {{"instance", instance_}, {"reason", reason}, {"error", sentence}});
    acknowledge(reply_, ack_code(code, reason), sentence);
    reply_ = nullptr;
  }
  void release() noexcept override {
    if (reply_) reply_->release();
    delete this;
  }

 private:
  const Logger log_;
  const std::string instance_;
  abi::CommandReply* reply_;  // null when the client wants none, or has it
};

}  // namespace

void send_node(const SendNodeContext& context, const AccessPrincipal& principal, std::string_view channel,
               const abi::DocumentRef& arguments, abi::CommandReply* reply) {
  const auto refuse = [&](std::string_view code, std::string_view message) {
    context.log.info("refused a client's node",
                     {{"channel", channel}, {"as", principal.subject()}, {"reason", code}, {"error", message}});
    acknowledge(reply, code, message);
  };
  if (!context.allowed) return refuse("unauthorized", "sendNode is switched off on this gateway");
  if (!principal.has(abi::kMayCommand)) return refuse("unauthorized", "the key does not allow sendNode");

  SendNodeRequest request;
  if (const std::string problem = parse_send_node(arguments, request); !problem.empty())
    return refuse("bad_request", problem);

  InstancePtr instance;
  if (!request.instance.empty()) {
    instance = context.registry.find(request.instance);
    if (!instance) instance = context.registry.find_id(request.instance);
  }
  if (channel != "/") {
    const InstancePtr here = context.registry.find(channel.substr(1));
    if (!request.instance.empty() && (!here || instance != here))
      return refuse("bad_request", "\"instanceId\" names another instance than the channel");
    instance = here;
  } else if (request.instance.empty()) {
    return refuse("bad_request", "\"instanceId\" is missing");
  }
  // A key of some instances does not learn which others exist.
  if (!instance && !principal.all_instances()) return refuse("unauthorized", "the key does not fit this instance");
  if (!instance) return refuse("not_found", "there is no instance with this name or id");
  if (!principal.may_command(instance->id)) return refuse("unauthorized", "the key does not fit this instance");

  abi::Command command;
  command.name = commands::kSendNode;
  command.instance = instance->key;
  command.instance_name = instance->name;
  command.arguments =
      abi::DocumentRef(abi::StringRef(request.arguments), arguments.attachments, arguments.attachment_count);
  context.commands.execute(command, new Acknowledgement(context.log, instance->name, reply));
}

}  // namespace wagate
