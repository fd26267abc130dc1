#include <nlohmann/json.hpp>

#include "answers.h"
#include "archive_reads.h"
#include "command_answer.h"
#include "handlers.h"
#include "index_bytes.h"
#include "media_content.h"
#include "numbers.h"
#include "wagate/base64.h"
#include "wagate/commands.h"
#include "wagate/json_writer.h"

namespace wagate::api_rest {

namespace {

// The stored row of a message of this instance, or an empty text. False when the call was answered.
bool find_stored(Call& call, const std::string& message_id, std::string& row) {
  abi::MessageQuery query;
  query.message_id = message_id;
  return read_newest(call, query, row);
}

bool answer_message_not_found(Call& call, const CommandFailure& failure) {
  if (failure.reason != "message_not_found") return false;
  answer_error(call, 404, {"Message not found"});
  return true;
}

// The bytes that the placeholder {"_placeholder":true,"num":i} stands for; null when it is none.
const abi::BytesRef* bytes_at(const abi::DocumentRef& document, const Json& placeholder) {
  if (!placeholder.is_object()) return nullptr;
  const auto index = placeholder.find("num");
  if (index == placeholder.end() || !index->is_number_unsigned()) return nullptr;
  const auto at = index->get<std::uint64_t>();
  return at < document.attachment_count ? &document.attachments[at] : nullptr;
}

std::string member_text(const Json& object, const char* name) {
  const auto member = object.find(name);
  return member == object.end() ? "null" : to_text(*member);
}

void answer_media(Call& call, const Json& record, const abi::DocumentRef& result) {
  const MediaContent media = media_of(record.at("message"));
  const Json fetched = Json::parse(result.json.view(), nullptr, /*allow_exceptions=*/false);
  const abi::BytesRef* bytes =
      fetched.is_object() && fetched.contains("media") ? bytes_at(result, fetched.at("media")) : nullptr;
  if (!bytes) return answer_unexpected(call);

  std::string mimetype = text_at(fetched, "mimetype");
  if (mimetype.empty()) mimetype = text_at(*media.content, "mimetype");
  std::string file_name = text_at(*media.content, "fileName");
  if (file_name.empty()) file_name = text_at(record.at("key"), "id") + "." + extension_of(mimetype);

  std::string out;
  JsonWriter(out).begin_object()
      .field("mediaType", media.type)
      .field("fileName", file_name)
      .field_raw("caption", member_text(*media.content, "caption"))
      .key("size").begin_object()
      .field_raw("fileLength", member_text(*media.content, "fileLength"))
      .field_raw("height", member_text(*media.content, "height"))
      .field_raw("width", member_text(*media.content, "width"))
      .end_object()
      .field("mimetype", mimetype)
      .field("base64", base64::encode({reinterpret_cast<const char*>(bytes->data), bytes->size}))
      .field_null("buffer")
      .end_object();
  answer_json(call, 201, out);
}

// The record that a body means: given whole, or by its key. False when the call was answered.
bool whole_record(Call& call, const Json& given, Json& record) {
  if (given.contains("message") && given.at("message").is_object()) {
    if (has_placeholder(given)) {
      answer_error(call, 400, {"The message refers to attachments, which a request cannot carry"});
      return false;
    }
    record = given;
    return true;
  }
  std::string row;
  if (!find_stored(call, text_at(given.at("key"), "id"), row)) return false;
  record = Json::parse(row, nullptr, /*allow_exceptions=*/false);
  if (record.is_object() && record.contains("key") && record.contains("message")) return true;
  answer_error(call, 400, {"Message not found"});
  return false;
}

// Whether an edit of the stored message makes sense; answers the call otherwise. What is not stored
// is left to the provider to judge.
bool may_be_edited(Call& call, const std::string& stored, const std::string& jid) {
  const Json row = Json::parse(stored, nullptr, /*allow_exceptions=*/false);
  if (!row.is_object() || !row.contains("key")) return true;
  const std::string chat = text_at(row.at("key"), "remoteJid");
  const std::string other = text_at(row.at("key"), "remoteJidAlt");
  if (chat != jid && other != jid) {
    answer_error(call, 400, {"RemoteJid does not match"});
    return false;
  }
  const std::string type = text_at(row, "messageType");
  for (const char* editable : {"conversation", "extendedTextMessage", "imageMessage", "videoMessage"})
    if (type == editable) return true;
  answer_error(call, 400, {"Message not compatible"});
  return false;
}

}  // namespace

void delete_message_for_everyone(const CallPtr& call) {
  const Json& body = call->body();
  std::string row;
  if (!find_stored(*call, text_at(body, "id"), row)) return;
  std::string arguments;
  JsonWriter json(arguments);
  json.begin_object().field_raw("key", key_argument(body));
  if (!row.empty()) json.field_raw("row", row);
  json.end_object();
  const auto failing = failing_with("Error while deleting message for everyone", 500);
  execute(call, commands::kDeleteMessage, arguments,
          {.on_ok =
               [](Call& done, const abi::DocumentRef& result) { answer_json(done, 201, with_index_bytes(result)); },
           .on_refused =
               [failing](Call& refused, const CommandFailure& failure) {
                 return answer_message_not_found(refused, failure) || failing(refused, failure);
               }});
}

void update_message(const CallPtr& call) {
  const Json& body = call->body();
  const std::string number = text_at(body, "number");
  const std::string jid = address_of(*call, number);
  if (jid.empty()) return;
  const std::string text = text_at(body, "text");
  if (text.empty()) return answer_error(*call, 400, {"Text is required"});

  std::string row;
  if (!find_stored(*call, text_at(body.at("key"), "id"), row)) return;
  if (!row.empty() && !may_be_edited(*call, row, jid)) return;

  std::string arguments;
  JsonWriter(arguments).begin_object().field("number", jid).field_raw("key", key_argument(body.at("key")))
      .field("text", text).end_object();
  execute(call, commands::kUpdateMessage, arguments,
          {.on_ok =
               [](Call& done, const abi::DocumentRef& result) { answer_json(done, 200, with_index_bytes(result)); },
           .on_refused = nobody_at(jid, number, answer_message_not_found)});
}

void get_base64_from_media_message(const CallPtr& call) {
  const auto record = std::make_shared<Json>();
  if (!whole_record(*call, call->body().at("message"), *record)) return;
  const MediaContent media = media_of(record->at("message"));
  if (!media.content) return answer_error(*call, 400, {"The message is not of the media type"});
  const auto convert = call->body().find("convertToMp4");
  if (convert != call->body().end() && convert->get<bool>() && media.type == "audioMessage")
    return answer_error(*call, 400, {"This gateway does not convert audio; leave \"convertToMp4\" out"});

  std::string arguments;
  JsonWriter(arguments).begin_object().field_raw("key", key_argument(record->at("key")))
      .field_raw("message", to_text(record->at("message"))).end_object();
  execute(call, commands::kFetchMedia, arguments,
          {.on_ok = [record](Call& done, const abi::DocumentRef& result) { answer_media(done, *record, result); }});
}

}  // namespace wagate::api_rest
