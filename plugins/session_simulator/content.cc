#include "content.h"

#include "made_media.h"
#include "text.h"

namespace wagate::session_simulator {
namespace {

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
  const std::string media_key = choices.bytes(32);
  const std::string file = make_media(draft.kind, media_key);
  const MediaFacts facts = look_at(file);
  const auto small_picture = [&] {
    const bool portrait = facts.height >= facts.width;
    out.bytes("jpegThumbnail", make_jpeg(Prng::derive(0, media_key), portrait ? 40 : 72, portrait ? 72 : 40));
  };

  json.key(message_type(draft.kind)).begin_object();
  begin_media(out, draft.kind);
  json.field("url", "https://mmg.whatsapp.net" + path);
  switch (draft.kind) {
    case ContentKind::image:
      json.field("mimetype", facts.mimetype);
      if (caption) json.field("caption", draft.text);
      out.file_facts(file);
      json.field("height", facts.height).field("width", facts.width);
      out.bytes("mediaKey", media_key);
      out.random_bytes("fileEncSha256", 32);
      json.field("directPath", path);
      out.number64("mediaKeyTimestamp", draft.at - 2, false);
      small_picture();
      break;
    case ContentKind::video:
      json.field("mimetype", facts.mimetype);
      out.file_facts(file);
      json.field("seconds", facts.seconds);
      out.bytes("mediaKey", media_key);
      if (caption) json.field("caption", draft.text);
      json.field("gifPlayback", choices.percent(15)).field("height", facts.height).field("width", facts.width);
      out.random_bytes("fileEncSha256", 32);
      json.field("directPath", path);
      out.number64("mediaKeyTimestamp", draft.at - 4, false);
      small_picture();
      out.random_bytes("streamingSidecar", 10 * static_cast<std::size_t>(choices.between(1, 12)));
      break;
    case ContentKind::audio:
      json.field("mimetype", facts.mimetype);
      out.file_facts(file);
      json.field("seconds", facts.seconds).field("ptt", true);
      out.bytes("mediaKey", media_key);
      out.random_bytes("fileEncSha256", 32);
      json.field("directPath", path);
      out.number64("mediaKeyTimestamp", draft.at - 1, false);
      out.random_bytes("waveform", 64);
      break;
    case ContentKind::document:
      json.field("mimetype", facts.mimetype).field("title", "invoice-" + std::to_string(choices.between(100, 999)));
      out.file_facts(file);
      json.field("pageCount", choices.between(1, 12));
      out.bytes("mediaKey", media_key);
      json.field("fileName", "invoice.pdf");
      out.random_bytes("fileEncSha256", 32);
      json.field("directPath", path);
      out.number64("mediaKeyTimestamp", draft.at - 3, false);
      out.bytes("jpegThumbnail", make_jpeg(Prng::derive(0, media_key), 48, 64));
      if (caption) json.field("caption", draft.text);
      break;
    default:  // stickers
      out.bytes("fileSha256", sha256(file));
      out.random_bytes("fileEncSha256", 32);
      out.bytes("mediaKey", media_key);
      json.field("mimetype", facts.mimetype)
          .field("height", facts.height)
          .field("width", facts.width)
          .field("directPath", path);
      out.number64("fileLength", static_cast<std::int64_t>(file.size()), true);
      out.number64("mediaKeyTimestamp", draft.at - 9'000, false);
      json.field("isAnimated", facts.animated);
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
  out.bytes("jpegThumbnail", make_jpeg(choices.next(), 100, 60));
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

}  // namespace

bool has_context(const Draft& draft) {
  return draft.composed_here || draft.quote || !draft.quote_json.empty() || !draft.mentions.empty() ||
         draft.expiration > 0;
}

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
  if (draft.composed_here && is_direct(draft.chat)) {
    out.number64("ephemeralSettingTimestamp", draft.at - 172'800, false);
    json.key("disappearingMode").begin_object().field("initiator", 0).end_object();
  }
  json.end_object();
}

std::string media_path(Prng& choices) { return "/o1/v/t62.7118-24/" + choices.digits(15) + "_n.enc"; }

void write_content(ContentWriter& out, const Draft& draft, const std::string& thumbnail) {
  if (draft.composition.write) {
    draft.composition.write(out, draft);
    return;
  }
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

}  // namespace wagate::session_simulator
