#include "requests.h"

#include <nlohmann/json.hpp>
#include <optional>

#include "settings.h"
#include "text.h"
#include "wagate/base64.h"

namespace wagate::session_simulator {
namespace {

using Json = nlohmann::ordered_json;

bool refuse(std::string& problem, std::string sentence) {
  problem = std::move(sentence);
  return false;
}

// Parse errors are told without the text around them, which may be private.
bool parse_object(std::string_view text, Json& out, std::string& problem, std::string_view what) {
  out = Json::parse(text, nullptr, false);
  if (out.is_discarded()) return refuse(problem, std::string(what) + " is not JSON");
  if (!out.is_object()) return refuse(problem, std::string(what) + " is not a JSON object");
  return true;
}

// The member as text; "" when absent or of another type.
std::string text_of(const Json& object, const char* key) {
  if (!object.is_object()) return {};
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

bool flag_of(const Json& object, const char* key) {
  if (!object.is_object()) return false;
  const auto found = object.find(key);
  return found != object.end() && found->is_boolean() && found->get<bool>();
}

std::int64_t number_of(const Json& object, const char* key) {
  if (!object.is_object()) return 0;
  const auto found = object.find(key);
  return found != object.end() && found->is_number_integer() ? found->get<std::int64_t>() : 0;
}

// A member that is missing reads as null.
const Json& member(const Json& object, const char* key) {
  static const Json kNull;
  if (!object.is_object()) return kNull;
  const auto found = object.find(key);
  return found == object.end() ? kNull : *found;
}

// Text or caption of a record's message; "" when there is none.
std::string text_in_message(const Json& message) {
  if (!message.is_object()) return {};
  if (const std::string text = text_of(message, "conversation"); !text.empty()) return text;
  for (const auto& [key, content] : message.items()) {
    if (const std::string caption = text_of(content, "caption"); !caption.empty()) return caption;
    if (key == "extendedTextMessage") return text_of(content, "text");
  }
  return {};
}

std::string first_of(std::initializer_list<std::string> candidates) {
  for (const std::string& candidate : candidates)
    if (!candidate.empty()) return candidate;
  return {};
}

// Facts by the names that the documents of all events use for them.
Facts facts_in(const Json& data) {
  const Json& first = data.is_array() ? (data.empty() ? member(data, "") : data[0]) : data;
  const Json& key = member(first, "key");
  const Json& qrcode = member(first, "qrcode");
  Facts facts;
  facts.count = data.is_array() ? static_cast<std::int64_t>(data.size()) : data.is_null() ? 0 : 1;
  const std::string id = text_of(first, "id");
  const std::string remote = first_of({text_of(key, "remoteJid"), text_of(first, "remoteJid")});
  const std::string listed = first.is_string() ? first.get<std::string>() : std::string();
  facts.chat = first_of({remote, text_of(first, "chatId"), id, listed});
  facts.contact = remote;
  facts.sender = first_of({text_of(key, "participant"), text_of(first, "participant"), text_of(first, "from"),
                           text_of(first, "author"), facts.chat});
  facts.message_id = first_of({text_of(key, "id"), text_of(first, "keyId"), id});
  facts.message_type = text_of(first, "messageType");
  facts.push_name = text_of(first, "pushName");
  facts.text = first_of({text_in_message(member(first, "message")), text_in_message(member(first, "editedMessage"))});
  facts.status = text_of(first, "status");
  facts.edit_type = text_of(first, "type");
  facts.action = first_of({text_of(first, "action"), text_of(first, "type")});
  facts.label_id = first_of({text_of(first, "labelId"), id});
  facts.name = text_of(first, "name");
  facts.call_id = id;
  facts.state = text_of(first, "state");
  facts.wuid = text_of(first, "wuid");
  facts.profile_name = text_of(first, "profileName");
  facts.profile_picture_url = text_of(first, "profilePictureUrl");
  facts.code = text_of(qrcode, "code");
  facts.base64 = text_of(qrcode, "base64");
  facts.pairing_code = text_of(qrcode, "pairingCode");
  facts.from_me = flag_of(key, "fromMe") || flag_of(first, "fromMe");
  facts.deleted = flag_of(first, "deleted");
  facts.is_video = flag_of(first, "isVideo");
  facts.is_group = flag_of(first, "isGroup");
  facts.raw = text_of(first, "event").starts_with("CB:");
  facts.at = number_of(first, "messageTimestamp");
  facts.status_reason = number_of(first, "statusReason");
  facts.reason_code = number_of(first, "disconnectionReasonCode");
  const Json& presences = member(first, "presences");
  if (presences.is_object() && !presences.empty()) {
    facts.sender = presences.begin().key();
    facts.presence = text_of(presences.begin().value(), "lastKnownPresence");
  }
  return facts;
}

// Whether every placeholder stands for an attachment that is there.
bool placeholders_fit(const Json& value, std::size_t attachments, std::size_t depth = 0) {
  if (depth > 64) return false;
  if (value.is_object() && flag_of(value, "_placeholder")) {
    const Json& number = member(value, "num");
    return number.is_number_unsigned() && number.get<std::uint64_t>() < attachments;
  }
  if (value.is_structured())
    for (const Json& child : value)
      if (!placeholders_fit(child, attachments, depth + 1)) return false;
  return true;
}

bool read_event_name(const Json& entry, CatalogEvent& event, std::string& problem) {
  const Json& name = member(entry, "event");
  if (!name.is_string()) return refuse(problem, "event is missing; it has to be a text such as \"messages.upsert\"");
  const std::uint32_t index = catalog_index_of_wire(name.get_ref<const std::string&>());
  if (index == abi::kNotInCatalog)
    return refuse(problem, "event names no event of the catalogue; write it as \"messages.upsert\"");
  event = static_cast<CatalogEvent>(index);
  return true;
}

bool read_event(const Json& entry, Happening& out, std::string& problem) {
  if (!entry.is_object()) return refuse(problem, "an event is not an object {\"event\": ..., \"data\": ...}");
  if (!read_event_name(entry, out.event, problem)) return false;
  if (!entry.contains("data")) return refuse(problem, "data is missing; write null for an event without data");
  const Json& attachments = member(entry, "attachments");
  if (!attachments.is_null() && !attachments.is_array())
    return refuse(problem, "attachments is not a list of base64 texts");
  for (const Json& text : attachments) {
    auto bytes = text.is_string() ? base64::decode(text.get_ref<const std::string&>()) : std::nullopt;
    if (!bytes) return refuse(problem, "attachments is not a list of base64 texts");
    out.document.attachments.push_back(std::move(*bytes));
  }
  const Json& data = entry["data"];
  if (!placeholders_fit(data, out.document.attachments.size()))
    return refuse(problem, "data has a placeholder without an attachment, or is nested deeper than 64 levels");
  out.document.json = data.dump();
  out.facts = facts_in(data);
  out.facts.limit_reached = out.event == CatalogEvent::qrcode_updated && out.facts.code.empty();
  if (out.event == CatalogEvent::call && out.facts.raw) out.facts.status.clear();
  return true;
}

// A number in [low, high], or the default when the member is absent.
bool read_number(const Json& object, const char* key, double low, double high, double& out, std::string& problem) {
  const Json& value = member(object, key);
  if (value.is_null()) return true;
  if (!value.is_number() || value.get<double>() < low || value.get<double>() > high)
    return refuse(problem, std::string(key) + " has to be a number from " +
                               std::to_string(static_cast<std::int64_t>(low)) + " to " +
                               std::to_string(static_cast<std::int64_t>(high)));
  out = value.get<double>();
  return true;
}

bool read_integer(const Json& object, const char* key, std::uint64_t low, std::uint64_t high, std::uint64_t& out,
                  std::string& problem) {
  const Json& value = member(object, key);
  if (value.is_null()) return true;
  if (!value.is_number_unsigned() || value.get<std::uint64_t>() < low || value.get<std::uint64_t>() > high)
    return refuse(problem, std::string(key) + " has to be a whole number from " + std::to_string(low) + " to " +
                               std::to_string(high));
  out = value.get<std::uint64_t>();
  return true;
}

}  // namespace

bool read_events(std::string_view body, std::vector<Happening>& out, std::string& problem) {
  const Json root = Json::parse(body, nullptr, false);
  if (root.is_discarded()) return refuse(problem, "the body is not JSON");
  if (!root.is_array() && !root.is_object())
    return refuse(problem, "the body is neither an event nor a list of events");
  if (root.is_object()) return read_event(root, out.emplace_back(), problem);
  if (root.size() > kMaxEventsPerRequest)
    return refuse(problem, "the body has more than 10000 events; send them in parts");
  for (const Json& entry : root) {
    if (read_event(entry, out.emplace_back(), problem)) continue;
    problem = "event number " + std::to_string(out.size()) + ": " + problem;
    return false;
  }
  return true;
}

bool read_load_request(std::string_view body, LoadRequest& out, std::string& problem) {
  Json root;
  if (!parse_object(body, root, problem, "the body")) return false;
  if (root.contains("event") && !read_event_name(root, out.event, problem)) return false;
  std::uint64_t size = out.size;
  if (!read_number(root, "rate", 0, 1e6, out.rate, problem) ||
      !read_integer(root, "size", 64, 262'144, size, problem) ||
      !read_integer(root, "count", 1, 10'000'000, out.count, problem) ||
      !read_number(root, "seconds", 0, kMaxLoadSeconds, out.seconds, problem))
    return false;
  if (out.count == 0 && out.seconds <= 0)
    return refuse(problem, "either seconds or count is needed: a load has to end");
  out.size = static_cast<std::size_t>(size);
  return true;
}

Settings Settings::parse(std::string_view json) {
  Settings out;
  const Json root = Json::parse(json, nullptr, false);
  if (!root.is_object()) return out;
  out.reject_call = flag_of(root, "rejectCall");
  out.groups_ignore = flag_of(root, "groupsIgnore");
  out.read_status = flag_of(root, "readStatus");
  out.always_online = flag_of(root, "alwaysOnline");
  out.read_messages = flag_of(root, "readMessages");
  out.msg_call = text_of(root, "msgCall");
  return out;
}

}  // namespace wagate::session_simulator
