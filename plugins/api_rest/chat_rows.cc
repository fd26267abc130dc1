#include "chat_rows.h"

#include <initializer_list>
#include <nlohmann/json.hpp>
#include <utility>

#include "json.h"
#include "stamps.h"

namespace wagate::api_rest {

namespace {

constexpr std::int64_t kWindowMs = 24 * 60 * 60 * 1000;

// What was stored by another version may have another shape.
Json parsed_row(std::string_view stored) {
  Json row = Json::parse(stored, nullptr, /*allow_exceptions=*/false);
  return row.is_object() ? row : Json::object();
}

Json member_or_null(const Json& object, const char* name) {
  const auto member = object.find(name);
  return member == object.end() ? Json(nullptr) : *member;
}

// Only these members of the named content.
void cut_down(Json& message, const char* content, std::initializer_list<std::pair<const char*, const char*>> kept) {
  const auto found = message.find(content);
  if (found == message.end()) return;
  Json out = Json::object();
  if (found->is_object())
    for (const auto& [name, source] : kept)
      if (found->contains(source)) out[name] = found->at(source);
  *found = std::move(out);
}

Json without_media(Json message) {
  if (!message.is_object()) return message;
  message.erase("base64");
  cut_down(message, "imageMessage", {{"caption", "caption"}});
  cut_down(message, "videoMessage", {{"caption", "caption"}});
  cut_down(message, "ptvMessage", {{"caption", "caption"}});
  cut_down(message, "audioMessage", {{"seconds", "seconds"}});
  cut_down(message, "documentMessage", {{"caption", "caption"}, {"name", "fileName"}});
  cut_down(message, "stickerMessage", {});
  return message;
}

Json status_of(const Json& message_row) {
  if (message_row.contains("status")) return message_row.at("status");
  const auto updates = message_row.find("MessageUpdate");
  if (updates == message_row.end() || !updates->is_array() || updates->empty()) return nullptr;
  return updates->back().is_object() ? member_or_null(updates->back(), "status") : Json(nullptr);
}

Json last_message(const Json& row) {
  if (!row.is_object()) return nullptr;
  const Json key = member_or_null(row, "key");
  return {{"id", member_or_null(row, "id")},
          {"key", key},
          {"pushName", member_or_null(row, "pushName")},
          {"participant", key.is_object() ? member_or_null(key, "participant") : Json(nullptr)},
          {"messageType", member_or_null(row, "messageType")},
          {"message", without_media(member_or_null(row, "message"))},
          {"contextInfo", member_or_null(row, "contextInfo")},
          {"source", member_or_null(row, "source")},
          {"messageTimestamp", member_or_null(row, "messageTimestamp")},
          {"instanceId", member_or_null(row, "instanceId")},
          {"sessionId", nullptr},
          {"status", status_of(row)}};
}

}  // namespace

std::string contact_row(std::string_view stored) {
  Json row = parsed_row(stored);
  const bool is_group = text_at(row, "remoteJid").ends_with("@g.us");
  const bool is_saved = !text_at(row, "pushName").empty() || !text_at(row, "profilePicUrl").empty();
  row["isGroup"] = is_group;
  row["isSaved"] = is_saved;
  row["type"] = is_group ? "group" : is_saved ? "contact" : "group_member";
  return to_text(row);
}

std::string chat_with_message(std::string_view stored, std::int64_t now_ms) {
  const Json row = parsed_row(stored);
  const auto begun = unix_ms_of(text_at(row, "createdAt"));
  const Json message = member_or_null(row, "lastMessage");
  const Json unread = member_or_null(row, "unreadCount");
  const Json saved = member_or_null(row, "isSaved");
  const Json out = {{"id", member_or_null(row, "id")},
                    {"remoteJid", member_or_null(row, "remoteJid")},
                    {"pushName", member_or_null(row, "pushName")},
                    {"profilePicUrl", member_or_null(row, "profilePicUrl")},
                    {"updatedAt", member_or_null(row, "updatedAt")},
                    {"windowStart", member_or_null(row, "createdAt")},
                    {"windowExpires", begun ? Json(iso_time(*begun + kWindowMs)) : Json(nullptr)},
                    {"windowActive", begun && *begun + kWindowMs > now_ms},
                    {"lastMessage", last_message(message)},
                    {"unreadCount", unread.is_null() ? Json(0) : unread},
                    {"isSaved", saved.is_boolean() && saved.get<bool>()}};
  return to_text(out);
}

std::string chat_row(std::string_view stored) {
  const Json row = parsed_row(stored);
  if (member_or_null(row, "id").is_null()) return "null";
  const Json unread = member_or_null(row, "unreadCount");
  return to_text({{"id", row.at("id")},
                   {"remoteJid", member_or_null(row, "remoteJid")},
                   {"name", member_or_null(row, "name")},
                   {"labels", member_or_null(row, "labels")},
                   {"createdAt", member_or_null(row, "createdAt")},
                   {"updatedAt", member_or_null(row, "updatedAt")},
                   {"instanceId", member_or_null(row, "instanceId")},
                   {"unreadMessages", unread.is_null() ? Json(0) : unread}});
}

}  // namespace wagate::api_rest
