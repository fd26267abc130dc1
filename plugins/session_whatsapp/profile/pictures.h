#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "node/jid.h"
#include "picture/picture.h"
#include "session/reply_box.h"
#include "session/wire.h"

namespace wagate::session_whatsapp {

// Profile pictures of persons and groups. They are given out by address and set as the bytes of a square JPEG.

// Says no to a command because of the picture it brought.
void refuse_picture(const ReplyBox& reply, PictureError error);

struct PictureAnswer {
  Answer::Kind kind = Answer::Kind::disconnected;
  std::string url;  // empty: there is none, or it is hidden from the account
};

// `token`: what the other account gave the own one, where its privacy asks for that.
void fetch_picture(Wire& wire, const Jid& of, bool is_preview, std::optional<Node> token,
                   std::function<void(const PictureAnswer&)> done);

// Without group: of the own account. Empty bytes take it away.
void set_picture(Wire& wire, const std::optional<Jid>& group, std::string bytes, Wire::OnAnswer on_answer);

}  // namespace wagate::session_whatsapp
