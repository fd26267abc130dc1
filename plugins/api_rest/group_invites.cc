#include <nlohmann/json.hpp>

#include "answers.h"
#include "command_answer.h"
#include "group_requests.h"
#include "handlers.h"
#include "numbers.h"
#include "wagate/commands.h"
#include "wagate/json_writer.h"

namespace wagate::api_rest {

namespace {

constexpr char kInviteUrl[] = "https://chat.whatsapp.com/";

std::string result_text(const abi::DocumentRef& result, const char* name) {
  const Json document = Json::parse(result.json.view(), nullptr, /*allow_exceptions=*/false);
  return document.is_object() ? text_at(document, name) : std::string();
}

std::string invited_group(const Call& call) {
  std::string arguments;
  JsonWriter(arguments).begin_object().field("group", group_of(call)).end_object();
  return arguments;
}

std::string invite_arguments(const Call& call) {
  std::string arguments;
  JsonWriter(arguments).begin_object().field("inviteCode", text_at(call.body(), "inviteCode")).end_object();
  return arguments;
}

// One invitation after another, so that a list of numbers is not a burst.
void send_invites(const CallPtr& call, const std::string& url, const std::vector<std::string>& to, std::size_t next) {
  if (next == to.size()) {
    std::string out;
    JsonWriter(out).begin_object().field("send", true).field("inviteUrl", url).end_object();
    return answer_json(*call, 200, out);
  }
  const std::string text = text_at(call->body(), "description") + "\n\n" + url;
  std::string arguments;
  JsonWriter(arguments).begin_object().field("number", to[next]).field("text", text).end_object();
  execute(call, commands::kSendText, arguments,
          {.on_ok =
               [=](Call& done, const abi::DocumentRef&) { send_invites(done.shared_from_this(), url, to, next + 1); },
           .on_refused = failing_with("No send invite", 404)});
}

}  // namespace

void group_invite_code(const CallPtr& call) {
  execute(call, commands::kGroupFetchInvite, invited_group(*call),
          {.on_ok =
               [](Call& done, const abi::DocumentRef& result) {
                 const std::string code = result_text(result, "inviteCode");
                 std::string out;
                 JsonWriter(out)
                     .begin_object()
                     .field("inviteUrl", kInviteUrl + code)
                     .field("inviteCode", code)
                     .end_object();
                 answer_json(done, 200, out);
               },
           .on_refused = failing_with("No invite code", 404)});
}

void group_invite_info(const CallPtr& call) {
  execute(call, commands::kGroupInviteInfo, invite_arguments(*call),
          {.on_ok = [](Call& done, const abi::DocumentRef& result) { answer_json(done, 200, result.json.view()); },
           .on_refused = failing_with("No invite info", 404)});
}

void accept_invite_code(const CallPtr& call) {
  execute(call, commands::kGroupAcceptInvite, invite_arguments(*call),
          {.on_ok =
               [](Call& done, const abi::DocumentRef& result) {
                 std::string out;
                 JsonWriter(out).begin_object().field("accepted", true)
                     .field("groupJid", result_text(result, "groupJid")).end_object();
                 answer_json(done, 200, out);
               },
           .on_refused = failing_with("Accept invite error", 404)});
}

void send_group_invite(const CallPtr& call) {
  const std::vector<std::string> to = jids_of(call->body().at("numbers"));
  execute(call, commands::kGroupFetchInvite, invited_group(*call),
          {.on_ok =
               [to](Call& done, const abi::DocumentRef& result) {
                 send_invites(done.shared_from_this(), kInviteUrl + result_text(result, "inviteCode"), to, 0);
               },
           .on_refused = failing_with("No send invite", 404)});
}

void revoke_invite_code(const CallPtr& call) {
  execute(call, commands::kGroupRevokeInvite, invited_group(*call),
          {.on_ok =
               [](Call& done, const abi::DocumentRef& result) {
                 std::string out;
                 JsonWriter(out).begin_object().field("revoked", true)
                     .field("inviteCode", result_text(result, "inviteCode")).end_object();
                 answer_json(done, 201, out);
               },
           .on_refused = failing_with("Revoke error", 404)});
}

}  // namespace wagate::api_rest
