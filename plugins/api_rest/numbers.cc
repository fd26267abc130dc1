#include "numbers.h"

#include <nlohmann/json.hpp>

#include "answers.h"
#include "jid.h"
#include "wagate/json_writer.h"

namespace wagate::api_rest {

std::string address_of(Call& call, const std::string& number) {
  std::string jid = to_jid(number);
  if (jid.empty()) answer_error(call, 400, {"The \"number\" has no digits and is no WhatsApp address"});
  return jid;
}

void answer_not_on_whatsapp(Call& call, const std::string& jid, const std::string& number) {
  if (jid.ends_with("@g.us")) return answer_error(call, 400, {"Group not found"});
  std::string out;
  JsonWriter(out).begin_array().begin_object()
      .field("jid", jid).field("exists", false).field("number", number).end_object().end_array();
  answer_error_json(call, 400, out);
}

std::function<bool(Call&, const CommandFailure&)> nobody_at(const std::string& jid, const std::string& number,
                                                           std::function<bool(Call&, const CommandFailure&)> next) {
  return [=](Call& call, const CommandFailure& failure) {
    if (failure.reason == "not_on_whatsapp" || failure.reason == "group_not_found") {
      answer_not_on_whatsapp(call, jid, number);
      return true;
    }
    return next && next(call, failure);
  };
}

std::string key_argument(const Json& key) {
  std::string out;
  JsonWriter json(out);
  json.begin_object().field("id", text_at(key, "id"));
  const std::string remote = text_at(key, "remoteJid");
  if (const std::string jid = to_jid(remote); !remote.empty()) json.field("remoteJid", jid.empty() ? remote : jid);
  if (const auto mine = key.find("fromMe"); mine != key.end() && mine->is_boolean())
    json.field("fromMe", mine->get<bool>());
  if (const std::string participant = text_at(key, "participant"); !participant.empty())
    json.field("participant", participant);
  json.end_object();
  return out;
}

bool has_placeholder(const Json& value) {
  if (value.is_object() && value.contains("_placeholder")) return true;
  if (!value.is_structured()) return false;
  for (const Json& child : value)
    if (has_placeholder(child)) return true;
  return false;
}

}  // namespace wagate::api_rest
