#include "kernel/app/event_line.h"

#include <functional>
#include <map>
#include <nlohmann/json.hpp>

#include "kernel/app/terminal.h"

namespace wagate::app {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kTextWidth = 100;
constexpr std::size_t kNameWidth = 26;

// The text at a path of keys, or "".
std::string text_at(const Json& value, std::initializer_list<const char*> path) {
  const Json* at = &value;
  for (const char* key : path) {
    if (!at->is_object() || !at->contains(key)) return "";
    at = &(*at)[key];
  }
  if (at->is_string()) return at->get<std::string>();
  return at->is_primitive() && !at->is_null() ? at->dump() : "";
}

// "5511970000001@s.whatsapp.net" without what every address has.
std::string short_jid(const std::string& jid) {
  constexpr std::string_view kPerson = "@s.whatsapp.net";
  return jid.ends_with(kPerson) ? jid.substr(0, jid.size() - kPerson.size()) : jid;
}

std::string words_of(const Json& message) {
  if (!message.is_object()) return "";
  for (const auto& path : std::initializer_list<std::initializer_list<const char*>>{
           {"conversation"}, {"extendedTextMessage", "text"}, {"imageMessage", "caption"},
           {"videoMessage", "caption"}, {"documentMessage", "fileName"}, {"reactionMessage", "text"},
           {"pollCreationMessage", "name"}, {"contactMessage", "displayName"}, {"locationMessage", "name"}}) {
    if (std::string text = text_at(message, path); !text.empty()) return text;
  }
  return "";
}

std::string record(const Json& data) {
  const bool from_me = data.contains("key") && data["key"].is_object() && data["key"].value("fromMe", false);
  std::string who = text_at(data, {"pushName"});
  const std::string chat = short_jid(text_at(data, {"key", "remoteJid"}));
  who = from_me ? "me \u2192 " + chat : (who.empty() ? chat : who + " " + chat);
  const std::string type = text_at(data, {"messageType"});
  std::string line = who + ": ";
  if (type != "conversation" && !type.empty()) line += "[" + type + "] ";
  return line + (data.contains("message") ? words_of(data["message"]) : "");
}

std::string connection(const Json& data) {
  std::string line = text_at(data, {"state"}) + " (" + text_at(data, {"statusReason"}) + ")";
  if (const std::string owner = text_at(data, {"wuid"}); !owner.empty()) line += " as " + short_jid(owner);
  if (const std::string name = text_at(data, {"profileName"}); !name.empty()) line += " " + name;
  return line;
}

std::string qr_code(const Json& data) {
  if (data.contains("message")) return text_at(data, {"message"});
  const std::string pairing = text_at(data, {"qrcode", "pairingCode"});
  return "a new code to scan" + (pairing.empty() ? "" : ", or enter " + pairing);
}

std::string presence(const Json& data) {
  if (!data.contains("presences") || !data["presences"].is_object()) return text_at(data, {"id"});
  std::string line;
  for (const auto& [who, state] : data["presences"].items()) {
    line += (line.empty() ? "" : ", ") + short_jid(who) + " is " + text_at(state, {"lastKnownPresence"});
  }
  return line;
}

std::string status(const Json& data) {
  const std::string key = text_at(data, {"keyId"});
  return text_at(data, {"status"}) + " " + (key.empty() ? text_at(data, {"messageId"}) : key) + " in " +
         short_jid(text_at(data, {"remoteJid"}));
}

std::string participants(const Json& data) {
  std::string line = text_at(data, {"action"}) + " in " + text_at(data, {"id"});
  if (data.contains("participants") && data["participants"].is_array()) {
    line += ": " + std::to_string(data["participants"].size()) + " participants";
  }
  return line;
}

std::string counted(const Json& data) {
  if (data.is_array()) return std::to_string(data.size()) + (data.size() == 1 ? " entry" : " entries");
  return data.is_null() ? "" : data.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string summary(const std::string& event, const Json& data) {
  using Teller = std::function<std::string(const Json&)>;
  static const std::map<std::string, Teller> kTellers = {
      {"messages.upsert", record},       {"send.message", record},
      {"messages.update", status},       {"connection.update", connection},
      {"qrcode.updated", qr_code},       {"presence.update", presence},
      {"group-participants.update", participants},
  };
  const auto teller = kTellers.find(event);
  return teller != kTellers.end() && data.is_object() ? teller->second(data) : counted(data);
}

Colour colour_of(const std::string& event) {
  if (event.starts_with("messages.") || event.starts_with("send.")) return Colour::green;
  if (event.starts_with("connection.") || event.starts_with("qrcode.")) return Colour::yellow;
  if (event.find("instance") != std::string::npos) return Colour::red;
  if (event.starts_with("presence.")) return Colour::dim;
  return event.starts_with("group") ? Colour::magenta : Colour::blue;
}

std::string padded(std::string text, std::size_t width) {
  if (text.size() < width) text.append(width - text.size(), ' ');
  return text;
}

}  // namespace

std::string event_line(std::string_view envelope, bool colours) {
  const Json json = Json::parse(envelope, nullptr, false);
  if (!json.is_object()) return shown(envelope, kTextWidth);
  const std::string event = text_at(json, {"event"});
  std::string time = text_at(json, {"date_time"});  // 2026-01-15T14:03:22.518Z
  if (time.size() == 24) time = time.substr(11, 12);
  const Json data = json.contains("data") ? json["data"] : Json();
  return coloured(shown(time, 24), Colour::dim, colours) + "  " + coloured(shown(text_at(json, {"instance"}), 40), Colour::cyan, colours) +
         "  " + coloured(padded(shown(event, 40), kNameWidth), colour_of(event), colours) + " " +
         shown(summary(event, data), kTextWidth);
}

}  // namespace wagate::app
