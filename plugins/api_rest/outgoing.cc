#include "outgoing.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <nlohmann/json.hpp>

#include "answers.h"
#include "archive_reads.h"
#include "command_answer.h"
#include "index_bytes.h"
#include "jid.h"
#include "numbers.h"
#include "surroundings.h"
#include "wagate/commands.h"

namespace wagate::api_rest {

namespace {

// A command has to be answered within seconds. A longer delay is spent in pieces before it.
constexpr std::int64_t kPieceMs = 10'000;

std::int64_t delay_of(const Json& body) {
  const auto delay = body.find("delay");
  return delay != body.end() && delay->is_number() ? delay->get<std::int64_t>() : 0;
}

bool is_set(const Json& body, const char* name) {
  const auto flag = body.find(name);
  return flag != body.end() && flag->is_boolean() && flag->get<bool>();
}

// The stored row of the message that is quoted; an empty object when it is not stored.
bool find_quoted(Call& call, const std::string& message_id, Json& row) {
  row = Json::object();
  if (!call.around().archive) return true;
  abi::MessageQuery query;
  query.message_id = message_id;
  std::string text;
  if (!read_newest(call, query, text)) return false;
  Json stored = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (stored.is_object()) row = std::move(stored);
  return true;
}

bool write_quoted(Call& call, JsonWriter& json, const Json& quoted) {
  Json key = quoted.at("key");
  Json message = quoted.value("message", Json());
  if (!message.is_object()) {
    Json row;
    if (!find_quoted(call, text_at(key, "id"), row)) return false;
    message = row.value("message", Json());
    if (row.value("key", Json()).is_object()) key = row["key"];
  }
  json.key("quoted").begin_object().field_raw("key", key_argument(key));
  if (message.is_object() && !has_placeholder(message)) json.field_raw("message", to_text(message));
  json.end_object();
  return true;
}

// What a kind of account that cannot do this is called in the refusal that its clients know.
void answer_no_such_method(Call& call, std::string_view command) {
  const std::string& integration = call.instance.integration;
  if (integration == "WHATSAPP-BUSINESS")
    return answer_error(call, 400, {"Method not available on WhatsApp Business API"});
  if (integration == "EVOLUTION") return answer_error(call, 400, {"Method not available on Evolution Channel"});
  const std::uint32_t status = command == commands::kSendTemplate ? 500 : 400;
  answer_error(call, status, {"Method not available in the Baileys service"});
}

struct Waiting {
  std::string command;
  Document arguments;
  Recipient recipient;
  const char* presence;
  std::int64_t delay_ms;  // still to be spent
};

void execute_now(const CallPtr& call, const Waiting& what) {
  const auto otherwise = [command = what.command](Call& refused, const CommandFailure& failure) {
    if (failure.code != abi::StatusCode::unimplemented) return false;
    answer_no_such_method(refused, command);
    return true;
  };
  execute(call, what.command, what.arguments,
          {.on_ok =
               [](Call& done, const abi::DocumentRef& record) { answer_json(done, 201, with_index_bytes(record)); },
           .on_refused = nobody_at(what.recipient.jid, what.recipient.number, otherwise)});
}

// Shows in the chat, piece by piece, that one types, then sends.
void spend_delay(const CallPtr& call, const std::shared_ptr<Waiting>& what) {
  if (what->delay_ms <= 0) return execute_now(call, *what);
  const std::int64_t piece = std::min(what->delay_ms, kPieceMs);
  what->delay_ms -= piece;
  std::string arguments;
  JsonWriter(arguments).begin_object().field("number", what->recipient.jid).field("presence", what->presence)
      .field("delay", piece).end_object();
  execute(call, commands::kChatPresence, arguments,
          {.on_ok = [what](Call& done, const abi::DocumentRef&) { spend_delay(done.shared_from_this(), what); },
           .on_refused =
               [what](Call& refused, const CommandFailure& failure) {
                 if (failure.code != abi::StatusCode::unimplemented)
                   return nobody_at(what->recipient.jid, what->recipient.number)(refused, failure);
                 what->delay_ms = 0;  // an account that cannot show it does not wait
                 spend_delay(refused.shared_from_this(), what);
                 return true;
               }});
}

}  // namespace

Recipient recipient_of(Call& call) {
  Recipient out;
  out.number = text_at(call.body(), "number");
  out.jid = address_of(call, out.number);
  return out;
}

bool write_options(Call& call, JsonWriter& json) {
  const Json& body = call.body();
  if (const std::int64_t delay = delay_of(body); delay > 0 && delay <= kPieceMs) json.field("delay", delay);
  if (const auto mentioned = body.find("mentioned"); mentioned != body.end() && !mentioned->empty()) {
    json.key("mentioned").begin_array();
    for (const Json& one : *mentioned)
      if (const std::string jid = to_jid(one.get_ref<const std::string&>()); !jid.empty()) json.value(jid);
    json.end_array();
  }
  if (is_set(body, "mentionsEveryOne")) json.field("mentionsEveryOne", true);
  const auto quoted = body.find("quoted");
  return quoted == body.end() || write_quoted(call, json, *quoted);
}

void send_message(const CallPtr& call, std::string_view command, Document arguments, const Recipient& recipient,
                  Showing showing) {
  const std::int64_t delay = delay_of(call->body());
  auto what = std::make_shared<Waiting>();
  what->command = std::string(command);
  what->arguments = std::move(arguments);
  what->recipient = recipient;
  what->presence = showing == Showing::recording ? "recording" : "composing";
  what->delay_ms = delay > kPieceMs ? delay : 0;
  spend_delay(call, what);
}

}  // namespace wagate::api_rest
