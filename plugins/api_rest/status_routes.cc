#include <nlohmann/json.hpp>

#include "answers.h"
#include "archive_reads.h"
#include "handlers.h"
#include "jid.h"
#include "media_source.h"
#include "media_types.h"
#include "outgoing.h"
#include "surroundings.h"
#include "wagate/commands.h"

namespace wagate::api_rest {

namespace {

constexpr char kNoStatusMedia[] = "Owned media must be a url or base64";
const Recipient kEverybody = {"status@broadcast", "status@broadcast"};

bool is_for_all_contacts(const Json& body) {
  const auto all = body.find("allContacts");
  return all != body.end() && all->is_boolean() && all->get<bool>();
}

// The people among the stored contacts. Returns false when the call is answered.
bool read_people(Call& call, std::vector<std::string>& jids) {
  return read_contacts(call, {}, [&](std::string_view text) {
    const Json row = Json::parse(text, nullptr, /*allow_exceptions=*/false);
    std::string jid = row.is_object() ? text_at(row, "remoteJid") : std::string();
    if (jid.ends_with("@s.whatsapp.net")) jids.push_back(std::move(jid));
  });
}

// Who gets the status. Returns false when the call is answered.
bool find_audience(Call& call, std::vector<std::string>& jids) {
  const Json& body = call.body();
  if (is_for_all_contacts(body)) {
    // Where nothing is stored only the session knows the contacts.
    if (!call.around().archive) return true;
    if (!read_people(call, jids)) return false;
    if (!jids.empty()) return true;
    answer_error(call, 400, {"Contacts not found"});
    return false;
  }
  const auto list = body.find("statusJidList");
  if (list != body.end())
    for (const Json& one : *list)
      if (std::string jid = to_jid(one.get_ref<const std::string&>()); !jid.empty()) jids.push_back(std::move(jid));
  if (!jids.empty()) return true;
  answer_error(call, 400, {"StatusJidList is required"});
  return false;
}

// Writes the end of the arguments and sends them.
void end_status(const CallPtr& call, Document& arguments, JsonWriter& json, const std::vector<std::string>& jids) {
  json.key("statusJidList").begin_array();
  for (const std::string& jid : jids) json.value(jid);
  json.end_array().field("allContacts", is_for_all_contacts(call->body())).end_object();
  send_message(call, commands::kSendStatus, std::move(arguments), kEverybody);
}

void send_text_status(const CallPtr& call, const std::vector<std::string>& jids) {
  const Json& body = call->body();
  const std::string color = text_at(body, "backgroundColor");
  if (color.empty()) return answer_error(*call, 400, {"Background color is required"});
  if (!body.contains("font")) return answer_error(*call, 400, {"Font is required"});

  Document arguments;
  JsonWriter json(arguments.json);
  json.begin_object().field("type", "text").field("text", text_at(body, "content")).field("backgroundColor", color)
      .field("font", body.at("font").get<std::int64_t>());
  end_status(call, arguments, json, jids);
}

void send_media_status(const CallPtr& call, const std::vector<std::string>& jids, Media media) {
  const Json& body = call->body();
  std::string mimetype(type_of_bytes(media.bytes));
  if (mimetype.empty()) mimetype = media.mimetype;

  Document arguments;
  JsonWriter json(arguments.json);
  json.begin_object().field("type", text_at(body, "type"))
      .field_raw("media", arguments.attach(std::move(media.bytes)));
  if (!mimetype.empty()) json.field("mimetype", mimetype);
  for (const char* name : {"caption", "backgroundColor"})
    if (const std::string text = text_at(body, name); !text.empty()) json.field(name, text);
  if (body.contains("font")) json.field("font", body.at("font").get<std::int64_t>());
  end_status(call, arguments, json, jids);
}

}  // namespace

void send_status(const CallPtr& call) {
  const Json& body = call->body();
  const Upload& file = call->file;
  const bool is_text = text_at(body, "type") == "text";
  if (text_at(body, "content").empty() && (is_text || !file.is_there()))
    return answer_error(*call, 400, {"Content is required"});
  std::vector<std::string> jids;
  if (!find_audience(*call, jids)) return;

  if (is_text) return send_text_status(call, jids);
  if (file.is_there())
    return send_media_status(call, jids, {std::string(file.bytes), file.content_type, file.file_name});
  with_media(call, text_at(body, "content"), kNoStatusMedia,
             [jids](const CallPtr& done, Media media) { send_media_status(done, jids, std::move(media)); });
}

}  // namespace wagate::api_rest
