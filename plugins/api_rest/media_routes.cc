#include <nlohmann/json.hpp>

#include "answers.h"
#include "handlers.h"
#include "media_source.h"
#include "media_types.h"
#include "outgoing.h"
#include "wagate/commands.h"

namespace wagate::api_rest {

namespace {

constexpr char kNoMedia[] = "Owned media must be a url or base64";
constexpr char kNoVoice[] = "Owned media must be a url, base64, or valid file with buffer";

using Then = std::function<void(const CallPtr&, Media)>;

// The file of a multipart form, or what the member `name` of the body stands for.
void with_file_or(const CallPtr& call, const char* name, const char* refusal, Then then) {
  const Upload& file = call->file;
  if (!file.is_there()) return with_media(call, text_at(call->body(), name), refusal, std::move(then));
  then(call, {std::string(file.bytes), file.content_type, file.file_name});
}

bool says_nothing(const std::string& mimetype) {
  return mimetype.empty() || mimetype.starts_with("application/octet-stream") || mimetype.starts_with("binary/");
}

// What the client says comes first. A document is often one kind in another's clothes (a spreadsheet is
// an archive), so its name and its server know better than its bytes. Empty when nobody knows.
std::string type_of(const Json& body, const Media& media, const std::string& file_name, bool is_document) {
  if (const std::string given = text_at(body, "mimetype"); !given.empty()) return given;
  const std::string by_bytes(type_of_bytes(media.bytes));
  const std::string by_name(type_of_name(file_name));
  const std::string by_sender = says_nothing(media.mimetype) ? std::string() : media.mimetype;
  if (!is_document && !by_bytes.empty()) return by_bytes;
  if (is_document && !by_name.empty()) return by_name;
  if (!by_sender.empty()) return by_sender;
  if (is_document) return by_bytes.empty() ? "application/octet-stream" : by_bytes;
  return by_name;
}

// Sends the file as a message of `kind` to the number of the body.
void send_file(const CallPtr& call, const std::string& kind, Media media) {
  const Json& body = call->body();
  const Recipient to = recipient_of(*call);
  if (to.jid.empty()) return;
  std::string file_name = text_at(body, "fileName");
  if (file_name.empty()) file_name = media.file_name;
  const std::string mimetype = type_of(body, media, file_name, kind == "document");

  Document arguments;
  JsonWriter json(arguments.json);
  json.begin_object().field("number", to.jid).field("kind", kind)
      .field_raw("media", arguments.attach(std::move(media.bytes)));
  if (!mimetype.empty()) json.field("mimetype", mimetype);
  if (!file_name.empty()) json.field("fileName", file_name);
  if (const std::string caption = text_at(body, "caption"); !caption.empty()) json.field("caption", caption);
  if (!write_options(*call, json)) return;
  json.end_object();
  const bool is_sound = kind == "voice" || kind == "audio";
  send_message(call, commands::kSendMedia, std::move(arguments), to, is_sound ? Showing::recording : Showing::typing);
}

// Refuses a number before anything is fetched for it.
bool has_recipient(Call& call) { return !recipient_of(call).jid.empty(); }

}  // namespace

void send_media(const CallPtr& call) {
  const Json& body = call->body();
  const std::string kind = text_at(body, "mediatype");
  const std::string media = text_at(body, "media");
  if (!has_recipient(*call)) return;
  if (kind == "document" && !media.empty() && !call->file.is_there() && !is_web_address(media) &&
      text_at(body, "fileName").empty())
    return answer_error(*call, 400, {"For base64 the file name must be informed."});
  with_file_or(call, "media", kNoMedia,
               [kind](const CallPtr& done, Media file) { send_file(done, kind, std::move(file)); });
}

void send_video_note(const CallPtr& call) {
  if (!has_recipient(*call)) return;
  with_file_or(call, "video", kNoMedia,
               [](const CallPtr& done, Media file) { send_file(done, "ptv", std::move(file)); });
}

void send_voice(const CallPtr& call) {
  if (!has_recipient(*call)) return;
  with_file_or(call, "audio", kNoVoice,
               [](const CallPtr& done, Media file) { send_file(done, "voice", std::move(file)); });
}

void send_sticker(const CallPtr& call) {
  if (!has_recipient(*call)) return;
  with_file_or(call, "sticker", kNoMedia,
               [](const CallPtr& done, Media file) { send_file(done, "sticker", std::move(file)); });
}

}  // namespace wagate::api_rest
