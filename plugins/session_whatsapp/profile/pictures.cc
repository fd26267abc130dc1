#include "profile/pictures.h"

#include <utility>

namespace wagate::session_whatsapp {
namespace {

constexpr std::string_view kJpegBegin = "\xFF\xD8\xFF";
constexpr std::size_t kMaxPictureUrl = 4'096;

}  // namespace

bool is_picture(std::string_view bytes, std::string& problem) {
  if (!bytes.starts_with(kJpegBegin)) {
    problem = "the picture has to be a JPEG; this provider does not convert other formats";
    return false;
  }
  if (bytes.size() > kMaxPictureBytes) {
    problem = "the picture has more than 1 MiB; make it smaller, WhatsApp shows 640 by 640 pixels";
    return false;
  }
  return true;
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
