#include "sent_content.h"

#include <string_view>
#include <utility>

#include "content.h"
#include "made_media.h"

namespace wagate::session_simulator {
namespace {

std::string_view sent_type(SentKind kind) {
  switch (kind) {
    case SentKind::image:
      return "imageMessage";
    case SentKind::video:
      return "videoMessage";
    case SentKind::round_video:
      return "ptvMessage";
    case SentKind::audio:
    case SentKind::voice:
      return "audioMessage";
    case SentKind::document:
      return "documentMessage";
    case SentKind::sticker:
      break;
  }
  return "stickerMessage";
}

// A small picture in the colours of no picture in particular: the file itself is not decoded.
std::string small_picture_of(const SentMedia& media) {
  const bool portrait = media.facts.height >= media.facts.width;
  return make_jpeg(Prng::derive(0, sha256(*media.bytes)), portrait ? 40 : 72, portrait ? 72 : 40);
}

void write_picture_size(JsonWriter& json, const MediaFacts& facts) {
  if (facts.width > 0) json.field("height", facts.height).field("width", facts.width);
}

// The fields of one file, without the braces around them.
void write_sent_media(ContentWriter& out, const SentMedia& media, const std::string& media_key, std::int64_t at,
                      const Draft* context_of) {
  JsonWriter& json = out.json();
  const std::string path = media_path(out.choices());
  const auto key_and_place = [&] {
    out.bytes("mediaKey", media_key);
    out.random_bytes("fileEncSha256", 32);
    json.field("directPath", path);
    out.number64("mediaKeyTimestamp", at, false);
  };
  json.field("url", "https://mmg.whatsapp.net" + path);
  if (media.kind != SentKind::sticker) json.field("mimetype", media.facts.mimetype);
  switch (media.kind) {
    case SentKind::image:
      if (!media.caption.empty()) json.field("caption", media.caption);
      out.file_facts(*media.bytes);
      write_picture_size(json, media.facts);
      key_and_place();
      out.bytes("jpegThumbnail", small_picture_of(media));
      break;
    case SentKind::video:
    case SentKind::round_video:
      out.file_facts(*media.bytes);
      json.field("seconds", media.facts.seconds);
      out.bytes("mediaKey", media_key);
      if (!media.caption.empty()) json.field("caption", media.caption);
      json.field("gifPlayback", false);
      write_picture_size(json, media.facts);
      out.random_bytes("fileEncSha256", 32);
      json.field("directPath", path);
      out.number64("mediaKeyTimestamp", at, false);
      out.bytes("jpegThumbnail", small_picture_of(media));
      break;
    case SentKind::audio:
    case SentKind::voice:
      out.file_facts(*media.bytes);
      json.field("seconds", media.facts.seconds).field("ptt", media.kind == SentKind::voice);
      key_and_place();
      if (media.kind == SentKind::voice) out.random_bytes("waveform", 64);
      break;
    case SentKind::document:
      out.file_facts(*media.bytes);
      out.bytes("mediaKey", media_key);
      json.field("fileName", media.file_name);
      out.random_bytes("fileEncSha256", 32);
      json.field("directPath", path);
      out.number64("mediaKeyTimestamp", at, false);
      if (!media.caption.empty()) json.field("caption", media.caption);
      break;
    case SentKind::sticker:
      out.bytes("fileSha256", sha256(*media.bytes));
      out.random_bytes("fileEncSha256", 32);
      out.bytes("mediaKey", media_key);
      json.field("mimetype", media.facts.mimetype);
      write_picture_size(json, media.facts);
      json.field("directPath", path);
      out.number64("fileLength", static_cast<std::int64_t>(media.bytes->size()), true);
      out.number64("mediaKeyTimestamp", at, false);
      json.field("isAnimated", media.facts.animated);
      break;
  }
  if (context_of) write_context(out, *context_of, "", false);
}

void write_sent_contact(JsonWriter& json, const SentContact& contact) {
  json.field("displayName", contact.name).field("vcard", contact.vcard);
}

std::string_view button_name(const std::string& type) {
  if (type == "copy") return "cta_copy";
  if (type == "url") return "cta_url";
  if (type == "call") return "cta_call";
  if (type == "pix") return "payment_info";
  return "quick_reply";
}

// What a button does, as the JSON text that applications find in buttonParamsJson.
std::string button_parameters(const SentButton& button, Prng& choices) {
  std::string out;
  JsonWriter json(out);
  json.begin_object();
  if (button.type == "pix") {
    json.field("currency", button.currency)
        .key("total_amount")
        .begin_object()
        .field("value", 0)
        .field("offset", 100)
        .end_object()
        .field("reference_id", choices.upper_hex(11))
        .field("type", "physical-goods")
        .key("order")
        .begin_object()
        .field("status", "pending")
        .key("subtotal")
        .begin_object()
        .field("value", 0)
        .field("offset", 100)
        .end_object()
        .field("order_type", "ORDER")
        .key("items")
        .begin_array()
        .end_array()
        .end_object()
        .key("payment_settings")
        .begin_array()
        .begin_object()
        .field("type", "pix_static_code")
        .key("pix_static_code")
        .begin_object()
        .field("merchant_name", button.name)
        .field("key", button.key)
        .field("key_type", button.key_type)
        .end_object()
        .end_object()
        .end_array()
        .field("share_payment_status", false);
    json.end_object();
    return out;
  }
  json.field("display_text", button.text);
  if (button.type == "reply") json.field("id", button.id);
  if (button.type == "copy") json.field("copy_code", button.code);
  if (button.type == "url") json.field("url", button.url).field("merchant_url", button.url);
  if (button.type == "call") json.field("phone_number", button.phone);
  json.end_object();
  return out;
}

std::string template_parameters(Prng& choices) {
  std::string out;
  JsonWriter(out).begin_object().field("from", "api").field("templateId", choices.upper_hex(16)).end_object();
  return out;
}

void write_sent_buttons(ContentWriter& out, const SentButtons& buttons, std::int64_t at) {
  JsonWriter& json = out.json();
  json.key("viewOnceMessage").begin_object().key("message").begin_object().key("interactiveMessage").begin_object();
  if (buttons.header) {
    json.key("header").begin_object().key("imageMessage").begin_object();
    write_sent_media(out, *buttons.header, buttons.header_key, at, nullptr);
    json.end_object().field("hasMediaAttachment", true).end_object();
  }
  std::string body = buttons.title.empty() ? "" : "*" + buttons.title + "*";
  if (!buttons.description.empty()) body += (body.empty() ? "" : "\n\n") + buttons.description + "\n";
  json.key("body").begin_object().field("text", body).end_object();
  if (!buttons.footer.empty()) json.key("footer").begin_object().field("text", buttons.footer).end_object();
  json.key("nativeFlowMessage").begin_object().key("buttons").begin_array();
  for (const SentButton& button : buttons.buttons)
    json.begin_object()
        .field("name", button_name(button.type))
        .field("buttonParamsJson", button_parameters(button, out.choices()))
        .end_object();
  json.end_array().field("messageParamsJson", template_parameters(out.choices())).end_object();
  json.end_object().end_object().end_object();
}

}  // namespace

Composition compose_media(SentMedia media, std::string media_key) {
  const std::string type(sent_type(media.kind));
  return {type, true,
          [media = std::move(media), key = std::move(media_key), type](ContentWriter& out, const Draft& draft) {
            out.json().key(type).begin_object();
            write_sent_media(out, media, key, draft.at, &draft);
            out.json().end_object();
          }};
}

Composition compose_location(std::string latitude, std::string longitude, std::string name, std::string address) {
  return {"locationMessage", true,
          [latitude = std::move(latitude), longitude = std::move(longitude), name = std::move(name),
           address = std::move(address)](ContentWriter& out, const Draft& draft) {
            JsonWriter& json = out.json();
            json.key("locationMessage").begin_object();
            json.field_raw("degreesLatitude", latitude).field_raw("degreesLongitude", longitude);
            json.field("name", name).field("address", address);
            write_context(out, draft, "", false);
            json.end_object();
          }};
}

Composition compose_contacts(std::vector<SentContact> contacts) {
  const bool single = contacts.size() == 1;
  return {single ? "contactMessage" : "contactsArrayMessage", true,
          [contacts = std::move(contacts), single](ContentWriter& out, const Draft& draft) {
            JsonWriter& json = out.json();
            if (single) {
              json.key("contactMessage").begin_object();
              write_sent_contact(json, contacts.front());
            } else {
              json.key("contactsArrayMessage").begin_object();
              json.field("displayName", std::to_string(contacts.size()) + " contacts").key("contacts").begin_array();
              for (const SentContact& contact : contacts) {
                json.begin_object();
                write_sent_contact(json, contact);
                json.end_object();
              }
              json.end_array();
            }
            write_context(out, draft, "", false);
            json.end_object();
          }};
}

Composition compose_poll(SentPoll poll) {
  // A poll with one answer is of the third version.
  const std::string type = poll.selectable == 1 ? "pollCreationMessageV3" : "pollCreationMessage";
  return {type, true, [poll = std::move(poll), type](ContentWriter& out, const Draft& draft) {
            JsonWriter& json = out.json();
            json.key("messageContextInfo").begin_object();
            out.random_bytes("messageSecret", 32);
            json.end_object().key(type).begin_object().key("options").begin_array();
            for (const std::string& option : poll.options) json.begin_object().field("optionName", option).end_object();
            json.end_array().field("name", poll.name);
            write_context(out, draft, "", false);
            json.field("selectableOptionsCount", poll.selectable).end_object();
          }};
}

Composition compose_list(SentList list) {
  return {"listMessage", true, [list = std::move(list)](ContentWriter& out, const Draft& draft) {
            JsonWriter& json = out.json();
            json.key("listMessage").begin_object().key("sections").begin_array();
            for (const SentList::Section& section : list.sections) {
              json.begin_object().key("rows").begin_array();
              for (const SentList::Row& row : section.rows)
                json.begin_object()
                    .field("title", row.title)
                    .field("description", row.description)
                    .field("rowId", row.id)
                    .end_object();
              json.end_array().field("title", section.title).end_object();
            }
            json.end_array()
                .field("title", list.title)
                .field("description", list.description)
                .field("buttonText", list.button)
                .field("listType", 2)
                .field("footerText", list.footer);
            write_context(out, draft, "", false);
            json.end_object();
          }};
}

Composition compose_buttons(SentButtons buttons) {
  // The wrapper has no context of its own.
  return {"viewOnceMessage", false, [buttons = std::move(buttons)](ContentWriter& out, const Draft& draft) {
            write_sent_buttons(out, buttons, draft.at);
          }};
}

Composition compose_reaction(MessageKey key, std::string emoji, std::int64_t at_ms) {
  return {"reactionMessage", false,
          [key = std::move(key), emoji = std::move(emoji), at_ms](ContentWriter& out, const Draft&) {
            JsonWriter& json = out.json();
            json.key("reactionMessage").begin_object().key("key").begin_object();
            json.field("remoteJid", key.chat).field("fromMe", key.from_me).field("id", key.id);
            if (!key.participant.empty()) json.field("participant", key.participant);
            json.end_object().field("text", emoji).field("senderTimestampMs", at_ms).end_object();
          }};
}

}  // namespace wagate::session_simulator
