#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "message/names.h"
#include "node/node.h"
#include "wagate/json_writer.h"

namespace wagate::session_whatsapp {

// The JID of a <group>, whose attribute may be the user part alone. Nothing when it is none.
[[nodiscard]] std::optional<Jid> jid_of_group(const Node& group);

// Learns the names of the members that <participant> children tell.
void learn_members(const Node& list, Names& names);

// What is written besides what the server told.
struct GroupExtras {
  std::optional<std::string> picture_url;  // empty text: it has none; nothing: not a word of it
  std::string author;                      // who brought it about; empty: nobody
};

// Writes a <group> as applications know it. Members keep the kind of name they have in the group, the other name is
// beside it where it is known. `id` is the group's JID.
void write_group(JsonWriter& json, const Jid& id, const Node& group, Names& names, const GroupExtras& extras = {});

// One member, of a group or of a change.
void write_member(JsonWriter& json, const Node& participant, Names& names, std::string_view rank);

// A field with a JID, and one with the account's number when the JID is a hidden id and the number is known.
void write_account(JsonWriter& json, std::string_view field, std::string_view number_field, std::string_view jid,
                   Names& names);

}  // namespace wagate::session_whatsapp
