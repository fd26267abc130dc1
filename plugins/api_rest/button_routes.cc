#include <algorithm>
#include <nlohmann/json.hpp>

#include "answers.h"
#include "handlers.h"
#include "media_source.h"
#include "outgoing.h"
#include "wagate/commands.h"

namespace wagate::api_rest {

namespace {

constexpr std::ptrdiff_t kMaxReplies = 3;
constexpr const char* kButtonTexts[] = {"type", "displayText", "id",   "url",     "copyCode",
                                        "phoneNumber", "currency", "name", "keyType", "key"};

std::ptrdiff_t count_of(const Json& buttons, const char* type) {
  return std::count_if(buttons.begin(), buttons.end(), [&](const Json& one) { return text_at(one, "type") == type; });
}

// WhatsApp shows either replies, or one payment, or a mixture of the others.
const char* why_not_together(const Json& buttons) {
  const auto all = static_cast<std::ptrdiff_t>(buttons.size());
  const std::ptrdiff_t replies = count_of(buttons, "reply");
  const std::ptrdiff_t payments = count_of(buttons, "pix");
  if (all == 0) return "At least one button is required";
  if (replies > kMaxReplies) return "Maximum of 3 reply buttons allowed";
  if (replies > 0 && replies < all) return "Reply buttons cannot be mixed with other button types";
  if (payments > 1) return "Only one PIX button is allowed";
  if (payments > 0 && payments < all) return "PIX button cannot be mixed with other button types";
  return nullptr;
}

void write_buttons(JsonWriter& json, const Json& buttons) {
  json.key("buttons").begin_array();
  for (const Json& button : buttons) {
    json.begin_object();
    for (const char* name : kButtonTexts)
      if (button.contains(name)) json.field(name, text_at(button, name));
    json.end_object();
  }
  json.end_array();
}

void send_with(const CallPtr& call, const Json& buttons, Media thumbnail) {
  const Json& body = call->body();
  const Recipient to = recipient_of(*call);
  if (to.jid.empty()) return;

  Document arguments;
  JsonWriter json(arguments.json);
  json.begin_object().field("number", to.jid);
  for (const char* name : {"title", "description", "footer"}) json.field(name, text_at(body, name));
  if (!thumbnail.bytes.empty()) json.field_raw("thumbnail", arguments.attach(std::move(thumbnail.bytes)));
  write_buttons(json, buttons);
  if (!write_options(*call, json)) return;
  json.end_object();
  send_message(call, commands::kSendButtons, std::move(arguments), to);
}

}  // namespace

void send_buttons(const CallPtr& call) {
  const Json buttons = call->body().value("buttons", Json::array());
  if (const char* why = why_not_together(buttons)) return answer_error(*call, 400, {why});
  if (recipient_of(*call).jid.empty()) return;
  const std::string thumbnail = text_at(call->body(), "thumbnailUrl");
  if (thumbnail.empty()) return send_with(call, buttons, {});
  with_media(call, thumbnail, "The \"thumbnailUrl\" must be a url or base64",
             [buttons](const CallPtr& done, Media picture) { send_with(done, buttons, std::move(picture)); });
}

}  // namespace wagate::api_rest
