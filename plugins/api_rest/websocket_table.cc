#include "handlers.h"
#include "route_tables.h"
#include "shared_rules.h"
#include "table_words.h"

namespace wagate::api_rest {

namespace {

constexpr Rule kWebsocketMembers[] = {
    {.name = "enabled", .type = Type::boolean, .required = true},
    {.name = "events", .type = Type::array, .items = &kEventName},
};
constexpr Rule kWebsocketSet[] = {
    {.name = "websocket", .type = Type::object, .required = true, .members = kWebsocketMembers},
};

}  // namespace

std::span<const Route> websocket_table() {
  using namespace words;
  static constexpr Route kRoutes[] = {
      {"POST", "/websocket/set/{instance}", instance, kControl, kWebsocketSet, set_websocket, 201,
       "Chooses which events the sockets of the instance get; none named means all."},
      {"GET", "/websocket/find/{instance}", instance, kControl, kNoBody, find_websocket, 200,
       "Answers which events the sockets of the instance get."},
  };
  return kRoutes;
}

}  // namespace wagate::api_rest
