#include "group_requests.h"

#include <nlohmann/json.hpp>

#include "answers.h"
#include "jid.h"

namespace wagate::api_rest {

namespace {

// Whether the body holds the text now, its own or that of the query.
bool take_from_query(Call& call, const char* name) {
  Json& body = call.body();
  if (!body.is_object()) return true;  // the rules refuse it
  if (body.contains(name) && !(body.at(name).is_string() && text_at(body, name).empty())) return true;
  const std::string_view value = call.question().query_field(name);
  if (value.empty()) return false;
  body[name] = value;
  return true;
}

}  // namespace

bool name_group(Call& call) {
  if (!take_from_query(call, "groupJid")) {
    answer_error(call, 400, {"The group id needs to be informed in the query", "ex: \"groupJid=120362@g.us\""});
    return false;
  }
  Json& body = call.body();
  if (body.is_object() && body.at("groupJid").is_string() && !text_at(body, "groupJid").ends_with("@g.us"))
    body["groupJid"] = text_at(body, "groupJid") + "@g.us";
  return true;
}

bool name_invite(Call& call) {
  if (take_from_query(call, "inviteCode")) return true;
  answer_error(call, 400, {"The group invite code id needs to be informed in the query",
                           "ex: \"inviteCode=F1EX5QZxO181L3TMVP31gY\" (Obtained from group join link)"});
  return false;
}

bool choose_participants(Call& call) {
  if (take_from_query(call, "getParticipants")) return true;
  answer_error(call, 400, {"The getParticipants needs to be informed in the query"});
  return false;
}

std::string group_of(const Call& call) { return text_at(call.body(), "groupJid"); }

std::vector<std::string> jids_of(const Json& numbers) {
  std::vector<std::string> out;
  for (const Json& number : numbers)
    if (std::string jid = to_jid(number.get_ref<const std::string&>()); !jid.empty()) out.push_back(std::move(jid));
  return out;
}

}  // namespace wagate::api_rest
