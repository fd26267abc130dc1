#include "handlers.h"
#include "route_tables.h"
#include "shared_rules.h"
#include "table_words.h"

namespace wagate::api_rest {

namespace {

constexpr Rule kNewWebsocketMembers[] = {
    {.name = "enabled", .type = Type::boolean},
    {.name = "events", .type = Type::array, .items = &kEventName},
};

constexpr Rule kNewWebhookMembers[] = {
    {.name = "enabled", .type = Type::boolean},
    {.name = "url", .type = Type::text},
    {.name = "headers"},  // an object of texts, or null; the handler says what is wrong with it
    {.name = "byEvents", .type = Type::boolean},
    {.name = "base64", .type = Type::boolean},
    {.name = "events", .type = Type::array, .items = &kEventName},
};

constexpr Rule kInstanceCreate[] = {
    {.name = "instanceName", .type = Type::text, .required = true},
    {.name = "integration", .type = Type::text},
    {.name = "token", .type = Type::text},
    {.name = "number", .type = Type::text},
    {.name = "businessId", .type = Type::text},
    {.name = "qrcode", .type = Type::boolean},
    {.name = "rejectCall", .type = Type::boolean},
    {.name = "msgCall", .type = Type::text},
    {.name = "groupsIgnore", .type = Type::boolean},
    {.name = "alwaysOnline", .type = Type::boolean},
    {.name = "readMessages", .type = Type::boolean},
    {.name = "readStatus", .type = Type::boolean},
    {.name = "syncFullHistory", .type = Type::boolean},
    {.name = "wavoipToken", .type = Type::text},
    {.name = "proxyHost", .type = Type::text},
    {.name = "proxyPort", .type = Type::text},
    {.name = "proxyProtocol", .type = Type::text},
    {.name = "proxyUsername", .type = Type::text},
    {.name = "proxyPassword", .type = Type::text},
    {.name = "webhook", .type = Type::object, .members = kNewWebhookMembers},
    {.name = "websocket", .type = Type::object, .members = kNewWebsocketMembers},
};

constexpr Rule kPresence[] = {
    {.name = "presence", .type = Type::text, .required = true, .one_of = kPresences},
};

constexpr QueryField kFilters[] = {
    {"instanceName", "Only the instance of that name."},
    {"instanceId", "Only the instance of that id."},
    {"number", "Only instances of that number."},
};
constexpr QueryField kPairing[] = {
    {"number", "Asks for a pairing code for this number instead of a QR code only."},
};

}  // namespace

std::span<const Route> instance_table() {
  using namespace words;
  static constexpr Route kRoutes[] = {
      {"POST", "/instance/create", administrator, 0, kInstanceCreate, create_instance, 201,
       "Creates an instance; with qrcode it connects at once and the answer carries the first QR code."},
      Route{"GET", "/instance/fetchInstances", any, kReceive, kNoBody, fetch_instances, 200,
            "Lists the instances that the key sees."}
          .with_query(kFilters),
      Route{"GET", "/instance/connect/{instance}", instance, kControl, kNoBody, connect_instance, 200,
            "Connects the instance and answers the QR code, or its state when it is open."}
          .with_query(kPairing),
      {"POST PUT", "/instance/restart/{instance}", instance, kControl, kNoBody, restart_instance, 200,
       "Closes the connection and opens it again."},
      {"GET", "/instance/connectionState/{instance}", instance, kReceive, kNoBody, connection_state, 200,
       "Tells the state of the connection: open, connecting or close."},
      {"POST", "/instance/setPresence/{instance}", instance, kCommand, kPresence, set_presence, 201,
       "Shows the account to its contacts as available, unavailable, composing, recording or paused."},
      {"DELETE", "/instance/logout/{instance}", instance, kControl, kNoBody, logout_instance, 200,
       "Unlinks the account; the instance stays."},
      {"DELETE", "/instance/delete/{instance}", instance, kControl, kNoBody, delete_instance, 200,
       "Deletes the instance, after unlinking it when it is connected."},
  };
  return kRoutes;
}

}  // namespace wagate::api_rest
