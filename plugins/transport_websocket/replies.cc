#include "replies.h"

#include <utility>

#include "connection.h"
#include "render.h"
#include "wagate/json_writer.h"

namespace wagate::transport_websocket {

void ConnectAnswer::accepted(abi::ClientId client, std::uint32_t pending) noexcept {
  if (std::exchange(answered_, true)) return;
  poster_->post(loop_, [&hub = hub_, connection = connection_, client, pending] {
    if (Connection* found = hub.find(connection)) return found->connect_accepted(client, pending != 0);
    hub.services().gateway.disconnected(client, "the client went away during the handshake");
  });
}

void ConnectAnswer::refused(abi::StatusCode code, abi::StringRef sentence) noexcept {
  if (std::exchange(answered_, true)) return;
  poster_->post(loop_, [&hub = hub_, connection = connection_, code, text = sentence.str()] {
    if (Connection* found = hub.find(connection)) found->refused(code, text);
  });
}

void ConnectAnswer::release() noexcept {
  if (!answered_) refused(abi::StatusCode::internal, "Authentication error");
  delete this;
}

void JoinAnswer::accepted(abi::AudienceId audience) noexcept {
  if (std::exchange(answered_, true)) return;
  poster_->post(loop_, [&hub = hub_, connection = connection_, audience] {
    if (Connection* found = hub.find(connection)) found->join_accepted(audience);
  });
}

void JoinAnswer::refused(abi::StatusCode code, abi::StringRef sentence) noexcept {
  if (std::exchange(answered_, true)) return;
  poster_->post(loop_, [&hub = hub_, connection = connection_, code, text = sentence.str()] {
    if (Connection* found = hub.find(connection)) found->refused(code, text);
  });
}

void JoinAnswer::release() noexcept {
  if (!answered_) refused(abi::StatusCode::internal, "The gateway gave no answer");
  delete this;
}

void CommandAnswer::ok(const abi::DocumentRef& result) noexcept {
  if (std::exchange(answered_, true)) return;
  const std::string args = render(result);
  std::string text;
  JsonWriter(text).begin_object().field_raw("reply", id_).field_raw("args", args.empty() ? "[]" : args).end_object();
  send(std::move(text));
}

void CommandAnswer::fail(abi::StatusCode, abi::StringRef reason, abi::StringRef sentence) noexcept {
  if (std::exchange(answered_, true)) return;
  std::string text;
  JsonWriter json(text);
  json.begin_object().field_raw("reply", id_).key("error").begin_object();
  json.field("reason", reason.view()).field("message", sentence.view()).end_object().end_object();
  send(std::move(text));
}

void CommandAnswer::release() noexcept {
  if (!answered_) fail(abi::StatusCode::not_found, "unknown_command", "this channel has no command of that name");
  delete this;
}

void CommandAnswer::send(std::string text) {
  poster_->post(loop_, [&hub = hub_, connection = connection_, reply = std::move(text)] {
    Connection* found = hub.find(connection);
    if (!found) return;
    found->command_ended();
    found->send(reply);
  });
}

}  // namespace wagate::transport_websocket
