#include "message/message_record.h"

#include <algorithm>

#include "message/content_schema.h"
#include "message/content_writer.h"
#include "message/wire_reader.h"

namespace wagate::session_whatsapp {
namespace {

constexpr int kMaxWrappers = 8;
constexpr std::uint32_t kExpirationOfContext = 25;
constexpr std::uint32_t kLongestExpiration = 31'536'000;

// The content of a message: the first field that applications would call so.
struct MainContent {
  const ContentField* field = nullptr;
  std::string_view bytes;
};

MainContent main_content(std::string_view message) {
  MainContent found;
  WireReader reader(message);
  while (reader.next()) {
    const ContentField* field = content::kMessage.field(reader.number());
    if (!field || reader.form() != WireReader::Form::bytes) continue;
    const bool counts = field->name == "conversation" || field->name.find("Message") != std::string_view::npos;
    if (!counts) continue;
    if (!found.field) found.field = field;
    if (found.field == field) found.bytes = reader.bytes();
  }
  return found;
}

bool is_wrapper(const ContentField& field) {
  return field.type && field.type->count == 1 && field.type->fields[0].type == &content::kMessage;
}

std::string_view context_of(const MainContent& main) {
  if (!main.field->type) return {};
  const ContentField* context = main.field->type->named("contextInfo");
  return context ? bytes_field(main.bytes, context->number) : std::string_view();
}

std::uint32_t expiration_in(std::string_view context) {
  WireReader reader(context);
  std::uint32_t seconds = 0;
  while (reader.next())
    if (reader.number() == kExpirationOfContext && reader.form() == WireReader::Form::varint)
      seconds = static_cast<std::uint32_t>(std::min<std::uint64_t>(reader.value(), kLongestExpiration));
  return seconds;
}

// Text or caption of a content that is no wrapper.
std::string_view text_of(const MainContent& main) {
  if (main.field->kind == ContentKind::text) return main.bytes;
  if (!main.field->type) return {};
  for (const std::string_view name : {std::string_view("caption"), std::string_view("text")}) {
    const ContentField* field = main.field->type->named(name);
    if (field && field->kind == ContentKind::text && main.field->name != "reactionMessage") {
      return bytes_field(main.bytes, field->number);
    }
  }
  return {};
}

// A document with a caption counts as the document inside.
MainContent normalised(const MainContent& main) {
  if (!main.field || main.field->number != kDocumentWithCaptionField) return main;
  return {content::kMessage.field(kDocumentField), bytes_field(bytes_field(main.bytes, 1), kDocumentField)};
}

void write_stub(JsonWriter& json, const MessageRecord& record) {
  json.field("messageStubType", record.stub_type).key("messageStubParameters").begin_array();
  for (const std::string& parameter : record.stub_parameters) json.value(parameter);
  json.end_array();
}

bool write_context_info(JsonWriter& json, Document& document, const MainContent& main) {
  if (!main.field || !main.field->type || !main.field->type->named("contextInfo")) return true;
  const std::string_view context = context_of(main);
  if (context.data() == nullptr) {
    json.field_null("contextInfo");
    return true;
  }
  json.key("contextInfo");
  return ContentWriter(json, document, ContentStyle::record).write_context(context);
}

std::string_view type_name(const MainContent& main) {
  if (!main.field) return "unknown";
  return main.field->number == kExtendedTextField ? std::string_view("conversation") : main.field->name;
}

}  // namespace

ContentFacts facts_of(std::string_view message) {
  ContentFacts facts;
  MainContent main = normalised(main_content(message));
  facts.type = type_name(main);
  for (int i = 0; i < kMaxWrappers && main.field && is_wrapper(*main.field); ++i) {
    main = normalised(main_content(bytes_field(main.bytes, 1)));
  }
  if (main.field) {
    facts.text = text_of(main);
    facts.expiration = expiration_in(context_of(main));
  }
  return facts;
}

bool has_content(std::string_view message) { return main_content(message).field != nullptr; }

void write_key(JsonWriter& json, const MessageKey& key) {
  json.begin_object().field("remoteJid", key.chat);
  if (!key.chat_alt.empty()) json.field("remoteJidAlt", key.chat_alt);
  json.field("fromMe", key.from_me).field("id", key.id);
  if (!key.participant.empty()) json.field("participant", key.participant);
  if (!key.participant_alt.empty()) json.field("participantAlt", key.participant_alt);
  if (!key.addressing.empty()) json.field("addressingMode", key.addressing);
  json.end_object();
}

bool write_record(std::string& out, Document& document, const MessageRecord& record, std::string_view instance_id) {
  const std::size_t before = out.size();
  const std::size_t attachments = document.attachments.size();
  const MainContent main = normalised(main_content(record.message));

  JsonWriter json(out);
  json.begin_object().key("key");
  write_key(json, record.key);
  json.field_or_null("pushName", record.push_name);
  if (!record.status.empty()) json.field("status", record.status);
  json.key("message");
  ContentWriter writer(json, document, ContentStyle::record, record.is_made_here);
  if (!writer.write_normalised(record.message) || !write_context_info(json, document, main)) {
    out.resize(before);
    document.attachments.resize(attachments);
    return false;
  }
  if (record.stub_type != 0) write_stub(json, record);
  json.field("messageType", type_name(main))
      .field("messageTimestamp", record.at)
      .field("instanceId", instance_id)
      .field("source", source_of(record.key.id))
      .end_object();
  return true;
}

std::string_view source_of(std::string_view id) {
  if (id.starts_with("3A") && id.size() == 20) return "ios";
  if (id.starts_with("3E") && id.size() == 22) return "web";
  if (id.size() == 21 || id.size() == 32) return "android";
  if (id.starts_with("3F") || id.size() == 18) return "desktop";
  return "unknown";
}

std::string_view status_name(int status) {
  static constexpr std::string_view kNames[] = {"ERROR", "PENDING", "SERVER_ACK", "DELIVERY_ACK", "READ", "PLAYED"};
  return status >= 0 && status < 6 ? kNames[status] : std::string_view("ERROR");
}

}  // namespace wagate::session_whatsapp
