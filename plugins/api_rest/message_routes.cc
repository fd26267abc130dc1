#include <nlohmann/json.hpp>

#include "answers.h"
#include "command_answer.h"
#include "handlers.h"
#include "index_bytes.h"
#include "jid.h"
#include "node.h"
#include "wagate/commands.h"
#include "wagate/json_writer.h"

namespace wagate::api_rest {

namespace {

// "_placeholder" is how a document refers to its attachments; a client's text must not.
bool has_placeholder(const Json& value) {
  if (value.is_object() && value.contains("_placeholder")) return true;
  if (!value.is_structured()) return false;
  for (const Json& child : value)
    if (has_placeholder(child)) return true;
  return false;
}

void write_quoted(JsonWriter& json, const Json& quoted) {
  json.key("quoted").begin_object().key("key").begin_object();
  const Json& key = quoted.at("key");
  json.field("id", key.at("id").get_ref<const std::string&>());
  if (key.contains("remoteJid")) json.field("remoteJid", key.at("remoteJid").get_ref<const std::string&>());
  if (key.contains("fromMe")) json.field("fromMe", key.at("fromMe").get<bool>());
  json.end_object();
  if (quoted.contains("message") && !has_placeholder(quoted.at("message")))
    json.field_raw("message", quoted.at("message").dump());
  json.end_object();
}

// The arguments of send_text, with addresses in place of numbers.
std::string text_arguments(const Json& body, const std::string& jid, const std::vector<std::string>& mentioned) {
  std::string out;
  JsonWriter json(out);
  json.begin_object().field("number", jid).field("text", body.at("text").get_ref<const std::string&>());
  if (body.contains("delay")) json.field("delay", body.at("delay").get<std::int64_t>());
  if (body.contains("linkPreview")) json.field("linkPreview", body.at("linkPreview").get<bool>());
  if (!mentioned.empty()) {
    json.key("mentioned").begin_array();
    for (const std::string& one : mentioned) json.value(one);
    json.end_array();
  }
  if (body.contains("mentionsEveryOne")) json.field("mentionsEveryOne", body.at("mentionsEveryOne").get<bool>());
  if (body.contains("quoted")) write_quoted(json, body.at("quoted"));
  json.end_object();
  return out;
}

// The result of the look-up that the client's handlers know: [{"jid","exists","number"}].
std::string not_on_whatsapp(const std::string& jid, const std::string& number) {
  std::string out;
  JsonWriter(out).begin_array().begin_object()
      .field("jid", jid).field("exists", false).field("number", number).end_object().end_array();
  return out;
}

}  // namespace

void send_text(const CallPtr& call) {
  const Json& body = call->body();
  const std::string number = body.at("number").get<std::string>();
  const std::string jid = to_jid(number);
  if (jid.empty()) return answer_error(*call, 400, {"The \"number\" has no digits and is no WhatsApp address"});
  if (body.at("text").get_ref<const std::string&>().empty()) return answer_error(*call, 400, {"Text is required"});

  std::vector<std::string> mentioned;
  if (body.contains("mentioned"))
    for (const Json& one : body.at("mentioned")) mentioned.push_back(to_jid(one.get_ref<const std::string&>()));

  execute(
      call, commands::kSendText, text_arguments(body, jid, mentioned),
      {.on_ok = [](Call& done, const abi::DocumentRef& record) { answer_json(done, 201, with_index_bytes(record)); },
       .on_refused =
           [jid, number](Call& refused, abi::StatusCode, std::string_view reason) {
             if (reason != "not_on_whatsapp") return false;
             if (jid.ends_with("@g.us"))
               answer_error(refused, 400, {"Group not found"});
             else
               answer_error_json(refused, 400, not_on_whatsapp(jid, number));
             return true;
           }});
}

void send_node(const CallPtr& call) {
  std::string arguments = "{\"stanza\":";
  if (const std::string wrong = write_node(call->body().at("stanza"), arguments); !wrong.empty())
    return answer_violations(*call, {wrong});
  arguments += '}';

  execute(call, commands::kSendNode, arguments,
          {.on_ok = [](Call& done, const abi::DocumentRef&) { answer_empty(done, 200); }});
}

}  // namespace wagate::api_rest
