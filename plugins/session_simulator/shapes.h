#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "cast.h"
#include "chat_memory.h"
#include "happening.h"
#include "prng.h"
#include "wagate/json_writer.h"

// The documents of everything that is not a message record, in the exact shapes applications expect.
namespace wagate::session_simulator {

// An entry of a contact list.
struct ContactEntry {
  std::string jid;
  std::string name;
  std::string picture;  // empty: null
};

// contacts.upsert or contacts.update with a list: a sync, or a change the phone reports.
Happening contact_list(CatalogEvent event, const std::vector<ContactEntry>& contacts, std::string_view instance_id);
// The same events with one contact: the author of a message.
Happening single_contact(CatalogEvent event, const ContactEntry& contact, std::string_view instance_id);

// `last_seen` 0: not told.
Happening presence(const std::string& chat, const std::string& who, std::string_view state, std::int64_t last_seen);

struct ChatEntry {
  std::string jid;
  std::string name;
};
Happening chats_set(const std::vector<ChatEntry>& chats, std::string_view instance_id);
Happening chat_upsert(const ChatEntry& chat, std::int64_t unread, std::string_view instance_id);
Happening chat_renamed(std::string_view row_id, const ChatEntry& chat);  // the row id, never the JID
Happening chat_read(const std::string& jid, std::string_view instance_id);
Happening chat_update(const std::string& jid, std::string_view instance_id);
Happening chat_delete(const std::string& jid);

// Which part of a group changed.
enum class GroupChange { subject, description, announce, locked, invite, expiration };

// A member that an event is about.
struct ChangedMember {
  const Person* person = nullptr;
  bool admin = false;
};

// The metadata of a group, as one object; "pictureUrl" only when asked for.
void write_group(JsonWriter& json, const Group& group, const Cast& cast, bool with_picture);

Happening groups_upsert(const std::vector<const Group*>& groups, const Cast& cast);
Happening group_update(const Group& group, GroupChange change, const Person& author);
Happening participants_update(const Group& group, const Person& author, const std::vector<ChangedMember>& members,
                              std::string_view action);

Happening label_edit(const Label& label, bool deleted, std::string_view instance);
Happening label_association(const std::string& chat, const std::string& label_id, bool add, std::string_view instance);

struct CallFacts {
  std::string chat;
  std::string from;
  std::string id;
  std::string group;  // JID for group calls
  bool is_video = false;
  std::int64_t at_ms = 0;
};
Happening call_state(const CallFacts& call, std::string_view status);
// Raw signalling: the stanza `tag` ("offer", "terminate") inside CB:call. An offer carries bytes.
Happening call_packet(const CallFacts& call, std::string_view tag, Prng& choices);
Happening call_ack(const CallFacts& call, std::string_view type, Prng& choices);

Happening message_status(const std::string& chat, const std::string& id, bool from_me, const std::string& participant,
                         std::string_view status, std::string_view instance_id);
// An edit to `new_text` at that time.
Happening message_edit(const Remembered& message, const std::string& new_text, std::int64_t at_ms, Prng& choices);
Happening message_revoke(const Remembered& message);
Happening message_delete(const Remembered& message);
// The same with the row that was stored of it as the document.
Happening message_delete(const Remembered& message, std::string row_json);
// An own message was edited by a command.
Happening own_message_edit(const Remembered& message, const std::string& new_text, std::int64_t at_ms);

}  // namespace wagate::session_simulator
