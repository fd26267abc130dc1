#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "message/names.h"
#include "node/node.h"

namespace wagate::session_whatsapp {

// One event that a change of a group brings.
struct GroupNews {
  enum class Kind {
    groups_upsert,
    groups_update,
    participants_update,
    chats_upsert,
    chats_update,
  };

  Kind kind = Kind::groups_update;
  std::string group;
  std::string author;  // as the group names them; empty: not told
  std::string action;  // of participants_update
  std::string json;
};

// Reads <notification type="w:gp2">, and learns the names it tells. Changes that applications are not told of bring
// nothing.
[[nodiscard]] std::vector<GroupNews> read_group_news(const Node& notification, Names& names,
                                                     std::string_view instance_id);

}  // namespace wagate::session_whatsapp
