#include "chat/text_request.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace wagate::session_whatsapp {
namespace {

using RequestJson = nlohmann::json;

constexpr std::size_t kMaxText = 65'536;
constexpr std::size_t kMaxMentioned = 1'024;
constexpr std::int64_t kMaxDelayMs = 600'000;

const RequestJson& member_of(const RequestJson& object, const char* name) {
  static const RequestJson kNothing;
  if (!object.is_object()) return kNothing;
  const auto found = object.find(name);
  return found == object.end() ? kNothing : *found;
}

std::string text_of_member(const RequestJson& object, const char* name) {
  const RequestJson& value = member_of(object, name);
  return value.is_string() ? value.get<std::string>() : std::string();
}

bool flag_of_member(const RequestJson& object, const char* name) {
  const RequestJson& value = member_of(object, name);
  return value.is_boolean() && value.get<bool>();
}

}  // namespace

std::optional<TextRequest> TextRequest::read(std::string_view json, std::string& problem) {
  const RequestJson root = RequestJson::parse(json, nullptr, false);
  TextRequest request;
  const auto jid = Jid::parse(text_of_member(root, "number"));
  if (!jid || jid->user.empty()) {
    problem = "number has to be a JID such as 5511970000001@s.whatsapp.net";
    return std::nullopt;
  }
  request.chat = jid->account();
  request.text = text_of_member(root, "text");
  if (request.text.empty() || request.text.size() > kMaxText) {
    problem = "text has to have between 1 and 65536 bytes";
    return std::nullopt;
  }
  if (const RequestJson& delay = member_of(root, "delay"); delay.is_number())
    request.delay_ms = std::clamp<std::int64_t>(delay.get<std::int64_t>(), 0, kMaxDelayMs);
  if (const RequestJson& mentioned = member_of(root, "mentioned"); mentioned.is_array())
    for (const RequestJson& each : mentioned)
      if (each.is_string() && request.mentioned.size() < kMaxMentioned)
        request.mentioned.push_back(each.get<std::string>());

  request.mentions_everyone = flag_of_member(root, "mentionsEveryOne");

  const RequestJson& quoted = member_of(root, "quoted");
  const RequestJson& key = member_of(quoted, "key");
  request.quoted_id = text_of_member(key, "id");
  request.quoted_participant = text_of_member(key, "participant");
  request.quoted_from_me = flag_of_member(key, "fromMe");
  const RequestJson& message = member_of(quoted, "message");
  request.quoted_text = text_of_member(message, "conversation");
  if (request.quoted_text.empty())
    request.quoted_text = text_of_member(member_of(message, "extendedTextMessage"), "text");
  return request;
}

}  // namespace wagate::session_whatsapp
