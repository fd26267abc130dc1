#include "record.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "json_scan.h"

namespace wagate::archive_sqlite {

namespace {

using Json = nlohmann::ordered_json;

// Trees are walked by recursion. No message is nested as deep as this, quotes of quotes included.
constexpr std::size_t kMaxNesting = 200;
constexpr std::int64_t kMaxUnread = 1'000'000'000;

std::optional<Json> read_tree(std::string_view json) {
  if (nesting_of(json) > kMaxNesting) return std::nullopt;
  Json tree = Json::parse(json, nullptr, /*allow_exceptions=*/false);
  if (tree.is_discarded()) return std::nullopt;
  return tree;
}

std::optional<Json> read_object(std::string_view json) {
  auto tree = read_tree(json);
  if (!tree || !tree->is_object()) return std::nullopt;
  return tree;
}

std::string dumped(const Json& tree) { return tree.dump(-1, ' ', false, Json::error_handler_t::replace); }

std::string text_of(const Json& object, const char* name) {
  const auto member = object.find(name);
  return member != object.end() && member->is_string() ? member->get<std::string>() : std::string();
}

const Json* object_of(const Json& object, const char* name) {
  const auto member = object.find(name);
  return member != object.end() && member->is_object() ? &*member : nullptr;
}

// A whole number, however it is written: as a number, as decimal text, or in two halves.
std::optional<std::int64_t> integer_of(const Json& object, const char* name) {
  const auto member = object.find(name);
  if (member == object.end()) return std::nullopt;
  if (member->is_number_integer()) return member->get<std::int64_t>();
  if (member->is_object()) {
    const auto low = member->find("low");
    const auto high = member->find("high");
    if (low == member->end() || !low->is_number_integer()) return std::nullopt;
    const std::uint64_t upper = high != member->end() && high->is_number_integer()
                                    ? static_cast<std::uint64_t>(high->get<std::int64_t>()) << 32
                                    : 0;
    return static_cast<std::int64_t>(upper | (static_cast<std::uint64_t>(low->get<std::int64_t>()) & 0xFFFFFFFFu));
  }
  if (member->is_string()) {
    const auto& digits = member->get_ref<const std::string&>();
    if (digits.empty() || digits.size() > 18 || digits.find_first_not_of("0123456789") != std::string::npos)
      return std::nullopt;
    return std::stoll(digits);
  }
  return std::nullopt;
}

// The key that names what a message is.
std::string type_of_content(const Json& content) {
  for (const auto& [name, value] : content.items())
    if (name == "conversation" || (name.find("Message") != std::string::npos && name != "senderKeyDistributionMessage"))
      return name;
  return "unknown";
}

}  // namespace

std::optional<MessageRecord> read_message(std::string_view json) {
  auto tree = read_object(json);
  if (!tree) return std::nullopt;
  const Json* key = object_of(*tree, "key");
  const auto content = tree->find("message");
  if (!key || content == tree->end() || !content->is_object()) return std::nullopt;

  MessageRecord out;
  out.chat = text_of(*key, "remoteJid");
  out.message_id = text_of(*key, "id");
  if (out.chat.empty() || out.message_id.empty()) return std::nullopt;
  out.participant = text_of(*key, "participant");
  const auto from_me = key->find("fromMe");
  out.from_me = from_me != key->end() && from_me->is_boolean() && from_me->get<bool>();
  out.type = text_of(*tree, "messageType");
  if (out.type.empty()) out.type = type_of_content(*content);
  out.source = text_of(*tree, "source");
  out.push_name = text_of(*tree, "pushName");
  out.at = integer_of(*tree, "messageTimestamp").value_or(0);
  out.key = dumped(*key);
  content->erase("base64");
  out.content = dumped(*content);
  if (const Json* context = object_of(*tree, "contextInfo")) out.context = dumped(*context);
  return out;
}

std::optional<ContactRecord> read_contact(std::string_view json) {
  const auto tree = read_object(json);
  if (!tree) return std::nullopt;
  ContactRecord out{text_of(*tree, "remoteJid"), text_of(*tree, "pushName"), text_of(*tree, "profilePicUrl")};
  if (out.jid.empty()) return std::nullopt;
  return out;
}

std::optional<ChatRecord> read_chat(std::string_view json) {
  const auto tree = read_object(json);
  if (!tree) return std::nullopt;
  ChatRecord out;
  out.jid = text_of(*tree, "remoteJid");
  if (out.jid.empty()) out.row_id = text_of(*tree, "id");
  if (out.jid.empty() && out.row_id.empty()) return std::nullopt;
  out.name = text_of(*tree, "name");
  out.unread = integer_of(*tree, "unreadMessages");
  if (out.unread) out.unread = std::clamp<std::int64_t>(*out.unread, 0, kMaxUnread);
  return out;
}

std::optional<LabelRecord> read_label(std::string_view json) {
  const auto tree = read_object(json);
  if (!tree) return std::nullopt;
  LabelRecord out;
  out.id = text_of(*tree, "id");
  if (out.id.empty()) return std::nullopt;
  out.name = text_of(*tree, "name");
  out.predefined_id = text_of(*tree, "predefinedId");
  out.color = integer_of(*tree, "color");
  const auto deleted = tree->find("deleted");
  out.deleted = deleted != tree->end() && deleted->is_boolean() && deleted->get<bool>();
  return out;
}

std::string read_participant(std::string_view json) {
  const auto tree = read_object(json);
  return tree ? text_of(*tree, "participant") : std::string();
}

std::string read_text(std::string_view json) {
  const auto tree = read_tree(json);
  return tree && tree->is_string() ? tree->get<std::string>() : std::string();
}

std::optional<EditedContent> edited(std::string_view stored_content, std::string_view edit_json) {
  const auto edit = read_object(edit_json);
  auto stored = read_object(stored_content);
  const Json* content = edit ? object_of(*edit, "editedMessage") : nullptr;
  if (!content || !stored) return std::nullopt;

  const std::string type = type_of_content(*content);
  if (type == "conversation" || type == "extendedTextMessage") {
    const Json* extended = object_of(*content, "extendedTextMessage");
    Json text = {{"conversation", extended ? text_of(*extended, "text") : text_of(*content, "conversation")}};
    // Device lists and secrets of the message stay what they were.
    if (const Json* context = object_of(*stored, "messageContextInfo")) text["messageContextInfo"] = *context;
    return EditedContent{"conversation", dumped(text)};
  }
  const Json* change = object_of(*content, type.c_str());
  if (!change) return std::nullopt;
  const auto kept = stored->find(type);
  if (kept == stored->end() || !kept->is_object()) return EditedContent{type, dumped(*content)};
  const auto caption = change->find("caption");
  if (caption != change->end() && caption->is_string()) (*kept)["caption"] = *caption;
  else kept->erase("caption");
  return EditedContent{type, dumped(*stored)};
}

}  // namespace wagate::archive_sqlite
