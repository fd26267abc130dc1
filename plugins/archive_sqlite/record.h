#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// What the documents of events say, as far as it is kept. The documents come from the network: each
// reader answers nothing for what has not the shape it should have.
namespace wagate::archive_sqlite {

struct MessageRecord {
  std::string chat;  // remoteJid
  std::string message_id;
  std::string participant;
  std::string type;
  std::string source;
  std::string push_name;
  bool from_me = false;
  std::int64_t at = 0;  // Unix seconds; 0: not told
  std::string key;      // JSON object
  std::string content;  // JSON object, without downloaded media
  std::string context;  // JSON object, or empty
};
std::optional<MessageRecord> read_message(std::string_view json);

struct ContactRecord {
  std::string jid;
  std::string push_name;  // empty: not told
  std::string picture;    // empty: not told
};
std::optional<ContactRecord> read_contact(std::string_view json);

// Names its chat by JID, or by the id of its row.
struct ChatRecord {
  std::string jid;
  std::string row_id;
  std::string name;  // empty: not told
  std::optional<std::int64_t> unread;
};
std::optional<ChatRecord> read_chat(std::string_view json);

struct LabelRecord {
  std::string id;
  std::string name;
  std::string predefined_id;
  std::optional<std::int64_t> color;
  bool deleted = false;
};
std::optional<LabelRecord> read_label(std::string_view json);

// The participant a status update names, or an empty text.
std::string read_participant(std::string_view json);

// The text of one JSON string, or an empty text.
std::string read_text(std::string_view json);

// The content of a message after an edit. An edit of a caption leaves the picture as it is stored: the
// edit writes it in another way, or not at all. An edit of text alone takes the place of what was there.
struct EditedContent {
  std::string type;
  std::string content;  // JSON object
};
std::optional<EditedContent> edited(std::string_view stored_content, std::string_view edit_json);

}  // namespace wagate::archive_sqlite
