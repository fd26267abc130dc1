#include "record.h"

#include "text.h"

namespace wagate::session_simulator {
namespace {

// The content of a message as applications get it: bytes as attachments, 64-bit numbers in halves, empty
// repeated fields first and present.
class ContentWriter {
 public:
  ContentWriter(JsonWriter& json, Document& document, Prng& choices)
      : json_(json), document_(document), choices_(choices) {}

  void bytes(std::string_view name, std::string value) { json_.key(name).raw(document_.attach(std::move(value))); }
  void random_bytes(std::string_view name, std::size_t count) { bytes(name, choices_.bytes(count)); }

  void number64(std::string_view name, std::int64_t value, bool is_unsigned) {
    json_.key(name)
        .begin_object()
        .field("low", static_cast<std::int64_t>(static_cast<std::int32_t>(value & 0xFFFFFFFF)))
        .field("high", static_cast<std::int64_t>(static_cast<std::int32_t>(value >> 32)))
        .field("unsigned", is_unsigned)
        .end_object();
  }

  void empty_list(std::string_view name) { json_.key(name).begin_array().end_array(); }

  // The part every encrypted file has in common.
  void file_hashes() {
    random_bytes("fileSha256", 32);
    number64("fileLength", choices_.between(4'000, 3'000'000'000), true);
  }

  JsonWriter& json() { return json_; }
  Prng& choices() { return choices_; }

 private:
  JsonWriter& json_;
  Document& document_;
  Prng& choices_;
};

bool has_context(const Draft& draft) {
  return draft.composed_here || draft.quote || !draft.quote_json.empty() || !draft.mentions.empty() ||
         draft.expiration > 0;
}

void write_quoted(ContentWriter& out, const Draft& draft, const std::string& thumbnail, bool normalised) {
  JsonWriter& json = out.json();
  if (!draft.quote_json.empty()) {
    json.field_raw("quotedMessage", draft.quote_json);
    return;
  }
  json.key("quotedMessage").begin_object();
  const Remembered& quote = *draft.quote;
  if (quote.kind == ContentKind::image) {
    json.key("imageMessage").begin_object();
    out.empty_list("interactiveAnnotations");
    out.empty_list("scanLengths");
    out.empty_list("annotations");
    json.field("mimetype", "image/jpeg").field("caption", quote.text);
    out.bytes("jpegThumbnail", thumbnail);
    json.end_object();
  } else if (normalised || quote.text.size() % 2 == 0) {
    json.field("conversation", quote.text);
  } else {
    json.key("extendedTextMessage").begin_object().field("text", quote.text).end_object();
  }
  json.end_object();
}

// `normalised`: the copy beside the message, where quoted texts are `conversation`.
void write_context(ContentWriter& out, const Draft& draft, const std::string& thumbnail, bool normalised) {
  JsonWriter& json = out.json();
  json.key("contextInfo").begin_object().key("mentionedJid").begin_array();
  for (const std::string& jid : draft.mentions) json.value(jid);
  json.end_array();
  out.empty_list("groupMentions");
  if (draft.quote) {
    json.field("stanzaId", draft.quote->id).field("participant", draft.quote->author);
    write_quoted(out, draft, thumbnail, normalised);
  }
  if (draft.expiration > 0) json.field("expiration", draft.expiration);
  if (draft.composed_here && !is_group(draft.chat)) {
    out.number64("ephemeralSettingTimestamp", draft.at - 172'800, false);
    json.key("disappearingMode").begin_object().field("initiator", 0).end_object();
  }
  json.end_object();
}

void write_device_list(ContentWriter& out, const Draft& draft) {
  JsonWriter& json = out.json();
  json.key("messageContextInfo").begin_object().key("deviceListMetadata").begin_object();
  out.empty_list("senderKeyIndexes");
  out.empty_list("recipientKeyIndexes");
  out.random_bytes("senderKeyHash", 10);
  out.number64("senderTimestamp", draft.at - out.choices().between(100, 100'000), true);
  out.random_bytes("recipientKeyHash", 10);
  out.number64("recipientTimestamp", draft.at - out.choices().between(100, 100'000), true);
  json.end_object().field("deviceListMetadataVersion", 2);
  out.random_bytes("messageSecret", 32);
  json.end_object();
}

std::string media_path(Prng& choices) { return "/o1/v/t62.7118-24/" + choices.digits(15) + "_n.enc"; }

void begin_media(ContentWriter& out, ContentKind kind) {
  if (kind == ContentKind::image || kind == ContentKind::video) {
    out.empty_list("interactiveAnnotations");
    if (kind == ContentKind::image) out.empty_list("scanLengths");
    out.empty_list("annotations");
  }
}

void write_media(ContentWriter& out, const Draft& draft, const std::string& thumbnail) {
  JsonWriter& json = out.json();
  Prng& choices = out.choices();
  const std::string path = media_path(choices);
  const bool caption = !draft.text.empty();
  const bool portrait = choices.percent(60);

  json.key(message_type(draft.kind)).begin_object();
  begin_media(out, draft.kind);
  json.field("url", "https://mmg.whatsapp.net" + path);
  switch (draft.kind) {
    case ContentKind::image:
      json.field("mimetype", "image/jpeg");
      if (caption) json.field("caption", draft.text);
      out.file_hashes();
      json.field("height", portrait ? 1600 : 900).field("width", portrait ? 900 : 1600);
      out.random_bytes("mediaKey", 32);
      out.random_bytes("fileEncSha256", 32);
      json.field("directPath", path);
      out.number64("mediaKeyTimestamp", draft.at - 2, false);
      out.random_bytes("jpegThumbnail", 600 + choices.below(900));
      break;
    case ContentKind::video:
      json.field("mimetype", "video/mp4");
      out.file_hashes();
      json.field("seconds", choices.between(3, 90));
      out.random_bytes("mediaKey", 32);
      if (caption) json.field("caption", draft.text);
      json.field("gifPlayback", choices.percent(15))
          .field("height", portrait ? 848 : 480)
          .field("width", portrait ? 480 : 848);
      out.random_bytes("fileEncSha256", 32);
      json.field("directPath", path);
      out.number64("mediaKeyTimestamp", draft.at - 4, false);
      out.random_bytes("jpegThumbnail", 600 + choices.below(900));
      out.random_bytes("streamingSidecar", 10 * static_cast<std::size_t>(choices.between(1, 12)));
      break;
    case ContentKind::audio:
      json.field("mimetype", "audio/ogg; codecs=opus");
      out.file_hashes();
      json.field("seconds", choices.between(1, 120)).field("ptt", true);
      out.random_bytes("mediaKey", 32);
      out.random_bytes("fileEncSha256", 32);
      json.field("directPath", path);
      out.number64("mediaKeyTimestamp", draft.at - 1, false);
      out.random_bytes("waveform", 64);
      break;
    case ContentKind::document:
      json.field("mimetype", "application/pdf").field("title", "invoice-" + std::to_string(choices.between(100, 999)));
      out.file_hashes();
      json.field("pageCount", choices.between(1, 12));
      out.random_bytes("mediaKey", 32);
      json.field("fileName", "invoice.pdf");
      out.random_bytes("fileEncSha256", 32);
      json.field("directPath", path);
      out.number64("mediaKeyTimestamp", draft.at - 3, false);
      out.random_bytes("jpegThumbnail", 500 + choices.below(500));
      if (caption) json.field("caption", draft.text);
      break;
    default:  // stickers
      out.random_bytes("fileSha256", 32);
      out.random_bytes("fileEncSha256", 32);
      out.random_bytes("mediaKey", 32);
      json.field("mimetype", "image/webp").field("height", 512).field("width", 512).field("directPath", path);
      out.number64("fileLength", choices.between(4'000, 90'000), true);
      out.number64("mediaKeyTimestamp", draft.at - 9'000, false);
      json.field("isAnimated", choices.percent(30));
      break;
  }
  if (has_context(draft)) write_context(out, draft, thumbnail, false);
  json.end_object();
}

void write_location(ContentWriter& out, const Draft& draft, const std::string& thumbnail) {
  JsonWriter& json = out.json();
  Prng& choices = out.choices();
  json.key("locationMessage").begin_object();
  json.field_raw("degreesLatitude", "-23." + std::to_string(choices.between(500'000, 599'999)));
  json.field_raw("degreesLongitude", "-46." + std::to_string(choices.between(600'000, 699'999)));
  json.field("name", "Praça da Sé").field("address", "Sé, São Paulo");
  out.random_bytes("jpegThumbnail", 400 + choices.below(400));
  if (has_context(draft)) write_context(out, draft, thumbnail, false);
  json.end_object();
}

void write_contact(ContentWriter& out, const Draft& draft, const std::string& thumbnail) {
  JsonWriter& json = out.json();
  json.key("contactMessage").begin_object().field("displayName", draft.shown_name);
  json.field("vcard", "BEGIN:VCARD\nVERSION:3.0\nN:;" + draft.shown_name + ";;;\nFN:" + draft.shown_name +
                          "\nitem1.TEL;waid=" + draft.shown_number + ":+" + draft.shown_number +
                          "\nitem1.X-ABLabel:Celular\nEND:VCARD");
  if (has_context(draft)) write_context(out, draft, thumbnail, false);
  json.end_object();
}

void write_poll(ContentWriter& out, const Draft& draft, const std::string& thumbnail) {
  static constexpr std::string_view kOptions[] = {"Yes", "No", "Maybe", "Ask again later"};
  JsonWriter& json = out.json();
  json.key("pollCreationMessage").begin_object().key("options").begin_array();
  const std::size_t count = 2 + out.choices().below(3);
  for (std::size_t i = 0; i < count; ++i) json.begin_object().field("optionName", kOptions[i]).end_object();
  json.end_array().field("name", draft.text);
  if (has_context(draft)) write_context(out, draft, thumbnail, false);
  json.field("selectableOptionsCount", 1).end_object();
}

void write_reaction(ContentWriter& out, const Draft& draft) {
  JsonWriter& json = out.json();
  const Remembered& target = *draft.reacts_to;
  json.key("reactionMessage")
      .begin_object()
      .key("key")
      .begin_object()
      .field("remoteJid", target.chat)
      .field("fromMe", target.from_me)
      .field("id", target.id);
  if (is_group(target.chat)) json.field("participant", target.author);
  json.end_object().field("text", draft.text);
  out.number64("senderTimestampMs", draft.at * 1000 + out.choices().between(0, 999), false);
  json.end_object();
}

void write_content(ContentWriter& out, const Draft& draft, const std::string& thumbnail) {
  switch (draft.kind) {
    case ContentKind::text: {
      // A text with context was sent as extendedTextMessage; its replacement comes last.
      const bool last = has_context(draft);
      if (draft.device_list && last) write_device_list(out, draft);
      out.json().field("conversation", draft.text);
      if (draft.device_list && !last) write_device_list(out, draft);
      return;
    }
    case ContentKind::location:
      write_location(out, draft, thumbnail);
      break;
    case ContentKind::contact:
      write_contact(out, draft, thumbnail);
      break;
    case ContentKind::poll:
      write_poll(out, draft, thumbnail);
      break;
    case ContentKind::reaction:
      write_reaction(out, draft);
      break;
    default:
      write_media(out, draft, thumbnail);
      break;
  }
  if (draft.device_list) write_device_list(out, draft);
}

void write_key(JsonWriter& json, const Draft& draft) {
  json.key("key").begin_object().field("remoteJid", draft.chat);
  if (!draft.chat_alt.empty()) json.field("remoteJidAlt", draft.chat_alt);
  json.field("fromMe", draft.from_me).field("id", draft.id);
  if (draft.has_participant) json.field("participant", draft.participant);
  if (!draft.participant_alt.empty()) json.field("participantAlt", draft.participant_alt);
  if (!draft.addressing.empty()) json.field("addressingMode", draft.addressing);
  json.end_object();
}

}  // namespace

std::string_view message_type(ContentKind kind) {
  switch (kind) {
    case ContentKind::text:
      return "conversation";
    case ContentKind::image:
      return "imageMessage";
    case ContentKind::video:
      return "videoMessage";
    case ContentKind::audio:
      return "audioMessage";
    case ContentKind::document:
      return "documentMessage";
    case ContentKind::sticker:
      return "stickerMessage";
    case ContentKind::location:
      return "locationMessage";
    case ContentKind::contact:
      return "contactMessage";
    case ContentKind::poll:
      return "pollCreationMessage";
    case ContentKind::reaction:
      return "reactionMessage";
  }
  return "unknown";
}

std::string_view source_of(std::string_view id) {
  if (id.starts_with("3A") && id.size() == 20) return "ios";
  if (id.starts_with("3E") && id.size() == 22) return "web";
  if (id.size() == 21 || id.size() == 32) return "android";
  if (id.starts_with("3F") || id.size() == 18) return "desktop";
  return "unknown";
}

std::string make_message_id(Phone phone, Prng& choices) {
  switch (phone) {
    case Phone::ios:
      return "3A" + choices.upper_hex(18);
    case Phone::web:
      return "3EB0" + choices.upper_hex(18);
    case Phone::desktop:
      return "3F" + choices.upper_hex(16);
    case Phone::android:
      break;
  }
  return "AC" + choices.upper_hex(30);
}

void write_record(JsonWriter& json, Document& document, const Draft& draft, std::string_view instance_id,
                  Prng& choices) {
  ContentWriter out(json, document, choices);
  const bool image_quoted = draft.quote && draft.quote->kind == ContentKind::image;
  const std::string thumbnail = image_quoted ? choices.bytes(300) : std::string();

  json.begin_object();
  write_key(json, draft);
  json.field("pushName", draft.push_name).field("status", draft.status).key("message").begin_object();
  write_content(out, draft, thumbnail);
  json.end_object();
  if (has_context(draft) && draft.kind != ContentKind::reaction) {
    write_context(out, draft, thumbnail, true);
  } else if (draft.kind != ContentKind::text && draft.kind != ContentKind::reaction) {
    json.field_null("contextInfo");
  }
  json.field("messageType", message_type(draft.kind))
      .field("messageTimestamp", draft.at)
      .field("instanceId", instance_id)
      .field("source", source_of(draft.id))
      .end_object();
}

Happening record_happening(CatalogEvent event, const Draft& draft, std::string_view instance_id, Prng& choices) {
  Happening out;
  out.event = event;
  JsonWriter json(out.document.json);
  write_record(json, out.document, draft, instance_id, choices);
  out.facts.chat = draft.chat;
  out.facts.sender = draft.participant.empty() ? draft.chat : draft.participant;
  out.facts.message_id = draft.id;
  out.facts.message_type = message_type(draft.kind);
  out.facts.push_name = draft.push_name;
  const bool has_text = draft.kind != ContentKind::reaction && draft.kind != ContentKind::poll;
  if (has_text) out.facts.text = draft.text;
  out.facts.from_me = draft.from_me;
  out.facts.at = draft.at;
  return out;
}

}  // namespace wagate::session_simulator
