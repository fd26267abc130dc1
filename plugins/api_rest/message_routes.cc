#include <nlohmann/json.hpp>

#include "answers.h"
#include "command_answer.h"
#include "emoji.h"
#include "handlers.h"
#include "jid.h"
#include "node.h"
#include "numbers.h"
#include "outgoing.h"
#include "validation.h"
#include "vcard.h"
#include "wagate/commands.h"
#include "wagate/json_writer.h"

namespace wagate::api_rest {

namespace {

// The texts of an object under the names that they have, empty when they are missing.
template <std::size_t kCount>
void copy_texts(JsonWriter& json, const Json& from, const char* const (&names)[kCount]) {
  for (const char* name : names) json.field(name, text_at(from, name));
}

// A contact whose account is not told has the one of its phone number. Empty when there is none.
std::string account_of(const Json& contact) {
  const std::string wuid = text_at(contact, "wuid");
  return to_jid(wuid.empty() ? text_at(contact, "phoneNumber") : wuid);
}

// Returns the name of the first contact whose number is none.
std::string write_contacts(JsonWriter& json, const Json& contacts) {
  std::size_t position = 0;
  json.key("contacts").begin_array();
  for (const Json& contact : contacts) {
    Person person;
    person.full_name = text_at(contact, "fullName");
    person.phone = text_at(contact, "phoneNumber");
    person.jid = account_of(contact);
    person.organization = text_at(contact, "organization");
    person.email = text_at(contact, "email");
    person.url = text_at(contact, "url");
    if (person.jid.empty()) return "contact[" + std::to_string(position) + "]";
    json.begin_object().field("displayName", person.full_name).field("vcard", write_vcard(person)).end_object();
    ++position;
  }
  json.end_array();
  return {};
}

void write_sections(JsonWriter& json, const Json& sections) {
  json.key("sections").begin_array();
  for (const Json& section : sections) {
    json.begin_object().field("title", text_at(section, "title")).key("rows").begin_array();
    for (const Json& row : section.at("rows")) {
      json.begin_object();
      copy_texts(json, row, {"title", "description", "rowId"});
      json.end_object();
    }
    json.end_array().end_object();
  }
  json.end_array();
}

}  // namespace

void send_text(const CallPtr& call) {
  const Json& body = call->body();
  const Recipient to = recipient_of(*call);
  if (to.jid.empty()) return;
  const std::string text = text_at(body, "text");
  if (text.empty()) return answer_error(*call, 400, {"Text is required"});

  Document arguments;
  JsonWriter json(arguments.json);
  json.begin_object().field("number", to.jid).field("text", text);
  if (body.contains("linkPreview")) json.field("linkPreview", body.at("linkPreview").get<bool>());
  if (!write_options(*call, json)) return;
  json.end_object();
  send_message(call, commands::kSendText, std::move(arguments), to);
}

void send_location(const CallPtr& call) {
  const Json& body = call->body();
  const Recipient to = recipient_of(*call);
  if (to.jid.empty()) return;

  Document arguments;
  JsonWriter json(arguments.json);
  json.begin_object().field("number", to.jid).field_raw("latitude", to_text(body.at("latitude")))
      .field_raw("longitude", to_text(body.at("longitude")));
  copy_texts(json, body, {"name", "address"});
  if (!write_options(*call, json)) return;
  json.end_object();
  send_message(call, commands::kSendLocation, std::move(arguments), to);
}

void send_contact(const CallPtr& call) {
  const Recipient to = recipient_of(*call);
  if (to.jid.empty()) return;

  Document arguments;
  JsonWriter json(arguments.json);
  json.begin_object().field("number", to.jid);
  if (const std::string wrong = write_contacts(json, call->body().at("contact")); !wrong.empty())
    return answer_error(*call, 400, {"The number of " + wrong + " has no digits and is no WhatsApp address"});
  if (!write_options(*call, json)) return;
  json.end_object();
  send_message(call, commands::kSendContact, std::move(arguments), to);
}

void send_reaction(const CallPtr& call) {
  const Json& key = call->body().at("key");
  const std::string reaction = text_at(call->body(), "reaction");
  if (!reaction.empty() && !is_one_emoji(reaction))
    return answer_error(*call, 400, {"Reaction must be a single emoji or empty string"});
  Recipient to;
  to.number = text_at(key, "remoteJid");
  to.jid = address_of(*call, to.number);
  if (to.jid.empty()) return;

  Document arguments;
  JsonWriter(arguments.json).begin_object().field_raw("key", key_argument(key)).field("reaction", reaction)
      .end_object();
  send_message(call, commands::kSendReaction, std::move(arguments), to);
}

void send_poll(const CallPtr& call) {
  const Json& body = call->body();
  const Recipient to = recipient_of(*call);
  if (to.jid.empty()) return;

  Document arguments;
  JsonWriter json(arguments.json);
  json.begin_object().field("number", to.jid).field("name", text_at(body, "name"))
      .field("selectableCount", body.at("selectableCount").get<std::int64_t>()).key("values").begin_array();
  for (const Json& value : body.at("values")) json.value(value.get_ref<const std::string&>());
  json.end_array();
  if (!write_options(*call, json)) return;
  json.end_object();
  send_message(call, commands::kSendPoll, std::move(arguments), to);
}

void send_list(const CallPtr& call) {
  const Json& body = call->body();
  const Recipient to = recipient_of(*call);
  if (to.jid.empty()) return;

  Document arguments;
  JsonWriter json(arguments.json);
  json.begin_object().field("number", to.jid);
  copy_texts(json, body, {"title", "description", "footerText", "buttonText"});
  write_sections(json, body.at("sections"));
  if (!write_options(*call, json)) return;
  json.end_object();
  send_message(call, commands::kSendList, std::move(arguments), to);
}

void send_template(const CallPtr& call) {
  const Json& body = call->body();
  const Recipient to = recipient_of(*call);
  if (to.jid.empty()) return;
  const Json components = body.value("components", Json::array());
  if (has_placeholder(components))
    return answer_error(*call, 400, {"The components cannot hold the member \"_placeholder\""});

  Document arguments;
  JsonWriter json(arguments.json);
  json.begin_object().field("number", to.jid);
  copy_texts(json, body, {"name", "language"});
  json.field_raw("components", to_text(components)).end_object();
  send_message(call, commands::kSendTemplate, std::move(arguments), to);
}

void send_node(const CallPtr& call) {
  std::string arguments = "{\"stanza\":";
  if (const std::string wrong = write_node(call->body().at("stanza"), arguments); !wrong.empty())
    return answer_violations(*call, {{"stanza", wrong}});
  arguments += '}';

  execute(call, commands::kSendNode, arguments,
          {.on_ok = [](Call& done, const abi::DocumentRef&) { answer_empty(done, 200); }});
}

}  // namespace wagate::api_rest
