#include "profile/pictures.h"

#include <utility>

namespace wagate::session_whatsapp {
namespace {

constexpr std::size_t kMaxPictureUrl = 4'096;

}  // namespace

void refuse_picture(const ReplyBox& reply, PictureError error) {
  const bool is_busy = error == PictureError::busy;
  reply.fail(is_busy ? abi::StatusCode::resource_exhausted : abi::StatusCode::invalid_argument,
             is_busy ? "too_many_pending" : "bad_request", sentence_of(error));
}

void fetch_picture(Wire& wire, const Jid& of, bool is_preview, std::optional<Node> token,
                   std::function<void(const PictureAnswer&)> done) {
  Node iq("iq", {{"type", "get"}, {"xmlns", "w:profile:picture"}, {"target", of.account().text()}});
  Node& picture = iq.add(Node("picture", {{"type", is_preview ? "preview" : "image"}, {"query", "url"}}));
  if (token) picture.add(std::move(*token));
  wire.request(std::move(iq), [done = std::move(done)](const Answer& answer) {
    PictureAnswer out{answer.kind, {}};
    const Node* found = answer.stanza.child("picture");
    if (answer.ok() && found && found->attribute("url").size() <= kMaxPictureUrl) out.url = found->attribute("url");
    done(out);
  });
}

void set_picture(Wire& wire, const std::optional<Jid>& group, std::string bytes, Wire::OnAnswer on_answer) {
  Node iq("iq", {{"type", "set"}, {"xmlns", "w:profile:picture"}});
  if (group) iq.set("target", group->text());
  if (!bytes.empty()) {
    Node picture("picture", {{"type", "image"}});
    picture.set_bytes(std::move(bytes));
    iq.add(std::move(picture));
  }
  wire.request(std::move(iq), std::move(on_answer));
}

}  // namespace wagate::session_whatsapp
