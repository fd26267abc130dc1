#include "socketio/replies.h"

#include "socketio/client.h"

namespace wagate::transport_socketio {

void ConnectAnswer::accepted(abi::ClientId client, std::uint32_t pending) noexcept {
  answered_ = true;
  const LoopPoster::Pass pass = poster_->enter();
  if (!pass) return;
  if (pending && !services_.pending.admit(client, peer_)) {
    services_.refusals.note(RefusedStep::handshake, "max_pending_per_peer is reached",
                            "Too many connections without a key", peer_);
    services_.gateway.disconnected(client, "too many clients without a key");
    return handshake_.refuse("Too many connections without a key");
  }
  services_.clients.add(client, handshake_.loop());
  handshake_.accept(client);
}

void ConnectAnswer::refused(abi::StatusCode, abi::StringRef sentence) noexcept {
  answered_ = true;
  handshake_.refuse(sentence.str());
}

void ConnectAnswer::release() noexcept {
  if (!answered_) handshake_.refuse("Authentication error");
  delete this;
}

void JoinAnswer::accepted(abi::AudienceId audience) noexcept {
  answered_ = true;
  const LoopPoster::Pass pass = poster_->enter();
  if (!pass) return;
  // Before returning: an event published from here on is for this client.
  hub_.services().audiences.add(audience, loop_);
  poster_->post(loop_, [&hub = hub_, id = client_, membership = membership_, audience] {
    if (Client* client = hub.client(id)) return client->join_accepted(membership, audience);
    hub.services().audiences.remove(audience, hub.loop());
  });
}

void JoinAnswer::refused(abi::StatusCode, abi::StringRef sentence) noexcept {
  answered_ = true;
  poster_->post(loop_, [&hub = hub_, id = client_, membership = membership_, text = sentence.str()] {
    if (Client* client = hub.client(id)) client->join_refused(membership, text);
  });
}

void JoinAnswer::release() noexcept {
  if (!answered_) refused(abi::StatusCode::internal, "Unauthorized");
  delete this;
}

void CommandAnswer::ok(const abi::DocumentRef& result) noexcept {
  if (std::exchange(answered_, true)) return;
  poster_->post(loop_, [&hub = hub_, id = client_, membership = membership_, ack = id_, document = Document(result)]() mutable {
    if (Client* client = hub.client(id)) client->command_answered(membership, ack, std::move(document));
  });
}

void CommandAnswer::fail(abi::StatusCode, abi::StringRef reason, abi::StringRef) noexcept {
  if (std::exchange(answered_, true)) return;
  if (const LoopPoster::Pass pass = poster_->enter())
    hub_.services().log.debug("left a command without an acknowledgement", {{"client", client_}, {"reason", reason}});
  unanswered();
}

void CommandAnswer::release() noexcept {
  if (!answered_) unanswered();
  delete this;
}

void CommandAnswer::unanswered() {
  poster_->post(loop_, [&hub = hub_, id = client_] {
    if (Client* client = hub.client(id)) client->command_ended();
  });
}

}  // namespace wagate::transport_socketio
