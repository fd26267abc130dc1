#pragma once

#include <string_view>
#include <vector>

#include <proto/stored_event.pb.h>

#include "message/names.h"
#include "node/node.h"

namespace wagate::session_whatsapp {

// The events that <notification type="w:gp2"> brings, in their order; learns the names it tells. Changes that
// applications are not told of bring nothing.
[[nodiscard]] std::vector<proto::StoredEvent> read_group_news(const Node& notification, Names& names,
                                                              std::string_view instance_id);

// What applications are told of a group the account is in now.
[[nodiscard]] proto::StoredEvent group_upsert(const Jid& group, const Node& described, Names& names,
                                              std::string_view author = {});

}  // namespace wagate::session_whatsapp
