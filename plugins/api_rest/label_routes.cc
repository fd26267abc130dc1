#include <nlohmann/json.hpp>

#include "answers.h"
#include "archive_reads.h"
#include "command_answer.h"
#include "handlers.h"
#include "numbers.h"
#include "wagate/commands.h"
#include "wagate/json_writer.h"

namespace wagate::api_rest {

namespace {

std::string label_json(const Json& label) {
  const auto member = [&](const char* name) {
    const auto found = label.find(name);
    return found == label.end() ? std::string("null") : to_text(*found);
  };
  std::string out;
  JsonWriter(out).begin_object().field_raw("color", member("color")).field_raw("name", member("name"))
      .field_raw("id", member("id")).field_raw("predefinedId", member("predefinedId")).end_object();
  return out;
}

std::string labels_json(const Json& labels) {
  std::string out;
  JsonWriter json(out);
  json.begin_array();
  for (const Json& label : labels)
    if (label.is_object()) json.raw(label_json(label));
  json.end_array();
  return out;
}

}  // namespace

void find_labels(const CallPtr& call) {
  Json stored = Json::array();
  const bool ok = read_labels(*call, [&](std::string_view row) {
    stored.push_back(Json::parse(row, nullptr, /*allow_exceptions=*/false));
  });
  if (!ok) return;
  const std::string kept = labels_json(stored);
  if (call->instance.state != abi::ConnectionState::open) return answer_json(*call, 200, kept);

  // The account itself knows best; what is stored is for accounts that cannot be asked.
  execute(call, commands::kFetchLabels, "{}",
          {.on_ok =
               [kept](Call& done, const abi::DocumentRef& result) {
                 const Json found = Json::parse(result.json.view(), nullptr, /*allow_exceptions=*/false);
                 const bool has_list = found.is_object() && found.contains("labels") && found.at("labels").is_array();
                 answer_json(done, 200, has_list ? labels_json(found.at("labels")) : kept);
               },
           .on_refused =
               [kept](Call& refused, const CommandFailure& failure) {
                 if (failure.reason == "not_found") return false;
                 answer_json(refused, 200, kept);
                 return true;
               }});
}

void handle_label(const CallPtr& call) {
  const Json& body = call->body();
  const std::string jid = address_of(*call, text_at(body, "number"));
  if (jid.empty()) return;
  const std::string label = text_at(body, "labelId");
  const bool is_added = text_at(body, "action") == "add";
  std::string arguments;
  JsonWriter(arguments).begin_object().field("chat", jid).field("labelId", label).field("add", is_added).end_object();

  const auto failing =
      failing_with(is_added ? "Unable to add label to chat" : "Unable to remove label from chat", 400);
  execute(call, commands::kLabelChat, arguments,
          {.on_ok =
               [=](Call& done, const abi::DocumentRef&) {
                 std::string out;
                 JsonWriter(out).begin_object().field("numberJid", jid).field("labelId", label)
                     .field(is_added ? "add" : "remove", true).end_object();
                 answer_json(done, 200, out);
               },
           .on_refused =
               [failing](Call& refused, const CommandFailure& failure) {
                 if (failure.reason != "not_on_whatsapp") return failing(refused, failure);
                 answer_error(refused, 404, {"Number is not on WhatsApp"});
                 return true;
               }});
}

}  // namespace wagate::api_rest
