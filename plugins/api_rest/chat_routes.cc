#include <algorithm>
#include <nlohmann/json.hpp>

#include "answers.h"
#include "archive_reads.h"
#include "command_answer.h"
#include "handlers.h"
#include "jid.h"
#include "numbers.h"
#include "surroundings.h"
#include "wagate/commands.h"
#include "wagate/json_writer.h"

namespace wagate::api_rest {

namespace {

// A command ends when its deadline is over; longer shows of typing are made of several.
constexpr std::int64_t kTypingPieceMs = 10'000;

// {"key","messageTimestamp"?}: what the phone compares a change of a chat with.
std::string last_message_argument(const Json& message) {
  std::string out;
  JsonWriter json(out);
  json.begin_object().field_raw("key", key_argument(message.at("key")));
  if (const auto at = message.find("messageTimestamp"); at != message.end() && at->is_number())
    json.field("messageTimestamp", static_cast<std::int64_t>(at->get<double>()));
  json.end_object();
  return out;
}

// The chat of a body: "chat", else where its last message is.
std::string chat_of(const Json& body) {
  if (const std::string chat = text_at(body, "chat"); !chat.empty()) return to_jid(chat);
  const auto message = body.find("lastMessage");
  return message == body.end() ? std::string() : to_jid(text_at(message->at("key"), "remoteJid"));
}

// Fails with [{"archived":false,"message":["...","..."]}], as clients know it.
bool answer_chat_not_changed(Call& call, const CommandFailure& failure, const char* text) {
  if (!failure.is_about_the_request()) return false;
  std::string out;
  JsonWriter(out).begin_array().begin_object().field("archived", false)
      .key("message").begin_array().value(text).value(failure.sentence).end_array().end_object().end_array();
  answer_error_json(call, 500, out);
  return true;
}

void show_typing(const CallPtr& call, const std::string& jid, const std::string& number, std::int64_t left_ms) {
  const std::int64_t piece = std::min(left_ms, kTypingPieceMs);
  const std::string presence = text_at(call->body(), "presence");
  std::string arguments;
  JsonWriter(arguments).begin_object().field("number", jid).field("presence", presence).field("delay", piece)
      .end_object();
  // The call itself is kept by the reply until it was answered.
  execute(call, commands::kChatPresence, arguments,
          {.on_ok =
               [=](Call& done, const abi::DocumentRef&) {
                 if (left_ms > piece) return show_typing(done.shared_from_this(), jid, number, left_ms - piece);
                 std::string out;
                 JsonWriter(out).begin_object().field("presence", presence).end_object();
                 answer_json(done, 201, out);
               },
           .on_refused = nobody_at(jid, number)});
}

}  // namespace

void mark_message_as_read(const CallPtr& call) {
  std::string arguments;
  JsonWriter json(arguments);
  json.begin_object().key("keys").begin_array();
  for (const Json& one : call->body().at("readMessages")) json.raw(key_argument(one));
  json.end_array().end_object();
  execute(call, commands::kMarkRead, arguments,
          {.on_ok =
               [](Call& done, const abi::DocumentRef&) {
                 answer_json(done, 201, "{\"message\":\"Read messages\",\"read\":\"success\"}");
               },
           .on_refused = failing_with("Read messages fail", 500)});
}

void archive_chat(const CallPtr& call) {
  const Json& body = call->body();
  const std::string chat = chat_of(body);
  if (chat.empty()) return answer_error(*call, 400, {"\"chat\" or \"lastMessage\" has to name the chat"});

  std::string last;
  if (const auto given = body.find("lastMessage"); given != body.end()) {
    last = last_message_argument(*given);
  } else {
    abi::MessageQuery query;
    query.remote_jid = chat;
    std::string row;
    if (!read_newest(*call, query, row)) return;
    const Json newest = Json::parse(row, nullptr, /*allow_exceptions=*/false);
    if (!newest.is_object() || !newest.contains("key")) return answer_error(*call, 404, {"Last message not found"});
    last = last_message_argument(newest);
  }

  std::string arguments;
  JsonWriter(arguments).begin_object().field("chat", chat).field("archive", body.at("archive").get<bool>())
      .field_raw("lastMessage", last).end_object();
  execute(call, commands::kArchiveChat, arguments,
          {.on_ok =
               [chat](Call& done, const abi::DocumentRef&) {
                 std::string out;
                 JsonWriter(out).begin_object().field("chatId", chat).field("archived", true).end_object();
                 answer_json(done, 201, out);
               },
           .on_refused =
               [](Call& refused, const CommandFailure& failure) {
                 return answer_chat_not_changed(refused, failure, "An error occurred while archiving the chat");
               }});
}

void mark_chat_unread(const CallPtr& call) {
  const Json& body = call->body();
  const std::string chat = chat_of(body);
  if (chat.empty()) return answer_error(*call, 400, {"\"chat\" or \"lastMessage\" has to name the chat"});
  std::string arguments;
  JsonWriter(arguments).begin_object().field("chat", chat)
      .field_raw("lastMessage", last_message_argument(body.at("lastMessage"))).end_object();
  execute(call, commands::kMarkChatUnread, arguments,
          {.on_ok =
               [chat](Call& done, const abi::DocumentRef&) {
                 std::string out;
                 JsonWriter(out).begin_object().field("chatId", chat).field("markedChatUnread", true).end_object();
                 answer_json(done, 201, out);
               },
           .on_refused =
               [](Call& refused, const CommandFailure& failure) {
                 return answer_chat_not_changed(refused, failure, "An error occurred while marking the chat unread");
               }});
}

void send_presence(const CallPtr& call) {
  const std::string number = text_at(call->body(), "number");
  const std::string jid = address_of(*call, number);
  if (jid.empty()) return;
  show_typing(call, jid, number, static_cast<std::int64_t>(call->body().at("delay").get<double>()));
}

void update_block_status(const CallPtr& call) {
  const std::string number = text_at(call->body(), "number");
  const std::string jid = address_of(*call, number);
  if (jid.empty()) return;
  std::string arguments;
  JsonWriter(arguments).begin_object().field("jid", jid)
      .field("block", text_at(call->body(), "status") == "block").end_object();
  execute(call, commands::kBlockContact, arguments,
          {.on_ok = [](Call& done, const abi::DocumentRef&) { answer_json(done, 201, "{\"block\":\"success\"}"); },
           .on_refused = nobody_at(jid, number, failing_with("Error blocking user", 500))});
}

void fetch_profile_picture_url(const CallPtr& call) {
  const std::string jid = address_of(*call, text_at(call->body(), "number"));
  if (jid.empty()) return;
  const auto answer = [jid](Call& done, std::string_view url) {
    std::string out;
    JsonWriter(out).begin_object().field("wuid", jid).field_or_null("profilePictureUrl", url).end_object();
    answer_json(done, 200, out);
  };
  std::string arguments;
  JsonWriter(arguments).begin_object().field("jid", jid).end_object();
  execute(call, commands::kFetchPicture, arguments,
          {.on_ok =
               [answer](Call& done, const abi::DocumentRef& result) {
                 const Json found = Json::parse(result.json.view(), nullptr, /*allow_exceptions=*/false);
                 answer(done, found.is_object() ? text_at(found, "url") : std::string());
               },
           .on_refused =  // nobody's picture, or one that is not for us
               [answer](Call& refused, const CommandFailure& failure) {
                 if (!failure.is_about_the_request()) return false;
                 answer(refused, "");
                 return true;
               }});
}

}  // namespace wagate::api_rest
