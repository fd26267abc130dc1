#include "routes.h"

#include <vector>

#include "route_tables.h"

namespace wagate::api_rest {

std::span<const Route> routes() {
  static const std::vector<Route> all = [] {
    std::vector<Route> out;
    for (const std::span<const Route> table :
         {server_table(), instance_table(), settings_table(), websocket_table(), webhook_table(), proxy_table(),
          message_table(), chat_table(), profile_table(), group_table(), label_table(), business_table(),
          baileys_table()})
      out.insert(out.end(), table.begin(), table.end());
    return out;
  }();
  return all;
}

}  // namespace wagate::api_rest
