#include "requests.h"

#include <nlohmann/json.hpp>

#include "settings.h"
#include "text.h"
#include "wagate/json_writer.h"

namespace wagate::session_simulator {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::int64_t kMaxDelayMs = 600'000;
constexpr std::size_t kMaxTextBytes = 65'536;
constexpr std::size_t kMaxMentions = 1'024;

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

// Quoted texts are `conversation`, as applications know them.
std::string normalised_quote(Json message) {
  if (!message.is_object() || message.empty()) return {};
  const auto extended = message.find("extendedTextMessage");
  if (extended != message.end()) {
    const std::string text = text_of(*extended, "text");
    message.erase("extendedTextMessage");
    message["conversation"] = text;
  }
  return message.dump(-1, ' ', false, Json::error_handler_t::replace);
}

// Writes a node and what is below it; checks the shape on the way.
class StanzaWriter {
 public:
  StanzaWriter(const abi::DocumentRef& document, std::string& out, std::string& problem)
      : document_(document), json_(out), problem_(problem) {}

  bool write(const Json& node, std::size_t depth) {
    if (depth > kMaxStanzaDepth) return refuse(problem_, "the stanza is nested deeper than 32 levels");
    if (++nodes_ > kMaxStanzaNodes) return refuse(problem_, "the stanza has more than 10000 nodes");
    if (!node.is_object()) return refuse(problem_, "a node of the stanza is not an object");
    const std::string tag = text_of(node, "tag");
    if (tag.empty()) return refuse(problem_, "a node of the stanza has no tag; it has to be a text that is not empty");
    const Json& attributes = member(node, "attrs");
    if (!attributes.is_object()) return refuse(problem_, "a node of the stanza has no attrs; write {} for none");

    json_.begin_object().field("tag", tag).key("attrs").begin_object();
    for (const auto& [name, value] : attributes.items())
      if (value.is_string()) json_.field(name, value.get_ref<const std::string&>());
    json_.end_object();
    if (!write_content(member(node, "content"), depth)) return false;
    json_.end_object();
    return true;
  }

 private:
  bool write_content(const Json& content, std::size_t depth) {
    if (content.is_null()) return true;
    json_.key("content");
    if (content.is_string()) {
      json_.value(content.get_ref<const std::string&>());
      return true;
    }
    if (content.is_array()) {
      json_.begin_array();
      for (const Json& child : content)
        if (!write(child, depth + 1)) return false;
      json_.end_array();
      return true;
    }
    if (!content.is_object() || !flag_of(content, "_placeholder"))
      return refuse(problem_, "the content of a node is neither nodes, text nor a binary attachment");
    const Json& number = member(content, "num");
    if (!number.is_number_unsigned() || number.get<std::uint64_t>() >= document_.attachment_count)
      return refuse(problem_, "a node of the stanza refers to a binary attachment that did not come with it");
    const abi::BytesRef& bytes = document_.attachments[number.get<std::uint64_t>()];
    json_.begin_object().field("$bytes", base64({reinterpret_cast<const char*>(bytes.data), bytes.size})).end_object();
    return true;
  }

  const abi::DocumentRef& document_;
  JsonWriter json_;
  std::string& problem_;
  std::size_t nodes_ = 0;
};

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
    std::string bytes;
    if (!text.is_string() || !from_base64(text.get_ref<const std::string&>(), bytes))
      return refuse(problem, "attachments is not a list of base64 texts");
    out.document.attachments.push_back(std::move(bytes));
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

bool read_text_request(const abi::DocumentRef& arguments, TextRequest& out, std::string& problem) {
  Json root;
  if (!parse_object(arguments.json, root, problem, "the argument of send_text")) return false;
  out.jid = text_of(root, "number");
  const std::size_t at = out.jid.find('@');
  if (at == std::string::npos || at == 0) return refuse(problem, "number is not a JID such as digits@s.whatsapp.net");
  if (!member(root, "text").is_string()) return refuse(problem, "text is not a text");
  out.text = text_of(root, "text");
  if (out.text.empty()) return refuse(problem, "Text is required");
  if (out.text.size() > kMaxTextBytes) return refuse(problem, "text is longer than 65536 bytes");

  const Json& delay = member(root, "delay");
  if (!delay.is_null()) {
    if (!delay.is_number_integer()) return refuse(problem, "Enter a value in milliseconds");
    out.delay_ms = delay.get<std::int64_t>();
    if (out.delay_ms < 0 || out.delay_ms > kMaxDelayMs)
      return refuse(problem, "delay has to be from 0 to 600000 milliseconds");
  }
  const Json& mentions = member(root, "mentioned");
  if (!mentions.is_null()) {
    if (!mentions.is_array() || mentions.size() > kMaxMentions)
      return refuse(problem, "mentioned is not a list of at most 1024 JIDs");
    for (const Json& jid : mentions) {
      if (!jid.is_string()) return refuse(problem, "mentioned is not a list of JIDs");
      out.mentions.push_back(jid.get<std::string>());
    }
  }
  out.mention_everyone = flag_of(root, "mentionsEveryOne");

  const Json& quoted = member(root, "quoted");
  if (quoted.is_null()) return true;
  const Json& key = member(quoted, "key");
  out.quoted_id = text_of(key, "id");
  if (out.quoted_id.empty()) return refuse(problem, "quoted has no key.id");
  out.quoted_from_me = flag_of(key, "fromMe");
  out.quoted_author = text_of(key, "participant");
  if (!placeholders_fit(member(quoted, "message"), 0))
    return refuse(problem, "quoted.message holds binary attachments; leave them out");
  out.quoted_json = normalised_quote(member(quoted, "message"));
  return true;
}

bool read_stanza(const abi::DocumentRef& arguments, Stanza& out, std::string& problem) {
  Json root;
  if (!parse_object(arguments.json, root, problem, "the argument of send_node")) return false;
  const Json& node = member(root, "stanza");
  if (!node.is_object())
    return refuse(problem, "stanza is missing; it has to be an object {\"tag\": ..., \"attrs\": {...}}");
  if (!StanzaWriter(arguments, out.json, problem).write(node, 1)) return false;
  out.tag = text_of(node, "tag");
  out.type = text_of(member(node, "attrs"), "type");
  out.to = text_of(member(node, "attrs"), "to");
  return true;
}

bool read_presence(const abi::DocumentRef& arguments, std::string& presence, std::string& problem) {
  Json root;
  if (!parse_object(arguments.json, root, problem, "the argument of set_presence")) return false;
  presence = text_of(root, "presence");
  for (const std::string_view known : {"unavailable", "available", "composing", "recording", "paused"})
    if (presence == known) return true;
  return refuse(problem, "presence is not one of enum values: unavailable,available,composing,recording,paused");
}

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
  out.msg_call = text_of(root, "msgCall");
  return out;
}

}  // namespace wagate::session_simulator
