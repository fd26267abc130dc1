#include "app_state/chat_changes.h"

#include <nlohmann/json.hpp>
#include <string_view>

#include "app_state/collections.h"
#include "app_state/mutation_index.h"
#include "node/jid.h"

namespace wagate::session_whatsapp {
namespace {

constexpr std::size_t kLongestId = 128;
constexpr std::int32_t kChatVersion = 3;
constexpr std::int32_t kLabelVersion = 3;

std::string text_member(const nlohmann::json& object, const char* name) {
  const auto found = object.is_object() ? object.find(name) : object.end();
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::optional<bool> flag_member(const nlohmann::json& object, const char* name) {
  const auto found = object.is_object() ? object.find(name) : object.end();
  return found != object.end() && found->is_boolean() ? std::optional(found->get<bool>()) : std::nullopt;
}

// The chat without device; empty for what is none.
std::string chat_member(const nlohmann::json& root, std::string& problem) {
  const auto jid = Jid::parse(text_member(root, "chat"));
  const bool is_chat = jid && !jid->user.empty() && (jid->is_pn() || jid->is_lid() || jid->is_group());
  if (!is_chat) problem = "chat has to be the JID of a person or a group";
  return is_chat ? jid->account().text() : std::string();
}

// Up to where the change goes: {"key": key, "messageTimestamp"?: seconds}.
bool read_range(const nlohmann::json& root, proto::SyncActionMessageRange& out, std::string& problem) {
  const auto last = root.find("lastMessage");
  const auto key = last != root.end() && last->is_object() ? last->find("key") : root.end();
  if (last == root.end() || !last->is_object() || key == last->end() || !key->is_object()) {
    problem = "lastMessage has to be an object with the key of the chat's last message";
    return false;
  }
  const std::string id = text_member(*key, "id");
  const auto chat = Jid::parse(text_member(*key, "remoteJid"));
  if (id.empty() || id.size() > kLongestId || !chat) {
    problem = "lastMessage.key has to name a message by remoteJid and id";
    return false;
  }
  proto::SyncActionMessage& message = *out.add_messages();
  message.mutable_key()->set_remote_jid(chat->account().text());
  message.mutable_key()->set_id(id);
  message.mutable_key()->set_from_me(flag_member(*key, "fromMe").value_or(false));
  if (const auto author = Jid::parse(text_member(*key, "participant")))
    message.mutable_key()->set_participant(author->account().text());
  const auto at = last->find("messageTimestamp");
  if (at != last->end() && at->is_number_integer() && at->get<std::int64_t>() > 0) {
    message.set_timestamp(at->get<std::int64_t>());
    out.set_last_message_timestamp(at->get<std::int64_t>());
  }
  return true;
}

AppStateChange chat_change(std::string_view action, const std::string& chat) {
  AppStateChange change;
  change.collection = collections::kRegularLow;
  change.index = MutationIndex::write({action, chat});
  change.version = kChatVersion;
  return change;
}

}  // namespace

std::optional<AppStateChange> read_archive_chat(const Document& arguments, std::string& problem) {
  const auto root = nlohmann::json::parse(arguments.json, nullptr, false);
  const std::string chat = chat_member(root, problem);
  if (chat.empty()) return std::nullopt;
  const auto archive = flag_member(root, "archive");
  if (!archive) {
    problem = "archive has to be true or false";
    return std::nullopt;
  }
  AppStateChange change = chat_change("archive", chat);
  proto::ArchiveChatAction& action = *change.value.mutable_archive_chat_action();
  action.set_archived(*archive);
  if (!read_range(root, *action.mutable_message_range(), problem)) return std::nullopt;
  return change;
}

std::optional<AppStateChange> read_mark_chat_unread(const Document& arguments, std::string& problem) {
  const auto root = nlohmann::json::parse(arguments.json, nullptr, false);
  const std::string chat = chat_member(root, problem);
  if (chat.empty()) return std::nullopt;
  AppStateChange change = chat_change("markChatAsRead", chat);
  proto::MarkChatAsReadAction& action = *change.value.mutable_mark_chat_as_read_action();
  action.set_read(false);
  if (!read_range(root, *action.mutable_message_range(), problem)) return std::nullopt;
  return change;
}

std::optional<LabelChange> read_label_chat(const Document& arguments, std::string& problem) {
  const auto root = nlohmann::json::parse(arguments.json, nullptr, false);
  const std::string chat = chat_member(root, problem);
  if (chat.empty()) return std::nullopt;
  LabelChange out;
  out.label_id = text_member(root, "labelId");
  const auto add = flag_member(root, "add");
  if (out.label_id.empty() || !add) {
    problem = "labelId has to be the id of a label, and add true or false";
    return std::nullopt;
  }
  out.change.collection = collections::kRegular;
  out.change.index = MutationIndex::write({"label_jid", out.label_id, chat});
  out.change.version = kLabelVersion;
  out.change.value.mutable_label_association_action()->set_labeled(*add);
  return out;
}

}  // namespace wagate::session_whatsapp
