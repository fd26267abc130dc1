#include "routes.h"

#include "handlers.h"
#include "wagate/events/catalog.h"

namespace wagate::api_rest {

namespace {

// The names that a selection may hold, in the order of the catalogue.
constexpr const char* kEventNames[] = {
#define WAGATE_NAME(name, wire, config) config,
    WAGATE_EVENT_CATALOG(WAGATE_NAME)
#undef WAGATE_NAME
};
constexpr const char* kEventSynonyms[] = {"GROUPS_UPDATE"};  // what "groups.update" would derive to
constexpr const char* kPresences[] = {"unavailable", "available", "composing", "recording", "paused"};

constexpr Rule kEventName = {.type = Type::text, .one_of = kEventNames, .also = kEventSynonyms};

constexpr Rule kWebsocketMembers[] = {
    {.name = "enabled", .type = Type::boolean, .required = true},
    {.name = "events", .type = Type::array, .items = &kEventName},
};
constexpr Rule kWebsocketSet[] = {
    {.name = "websocket", .type = Type::object, .required = true, .members = kWebsocketMembers},
};

constexpr Rule kNewWebsocketMembers[] = {
    {.name = "enabled", .type = Type::boolean},
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
    {.name = "websocket", .type = Type::object, .members = kNewWebsocketMembers},
};

constexpr Rule kPresence[] = {
    {.name = "presence", .type = Type::text, .required = true, .one_of = kPresences},
};

constexpr Rule kSettings[] = {
    {.name = "rejectCall", .type = Type::boolean, .required = true},
    {.name = "msgCall", .type = Type::text},
    {.name = "groupsIgnore", .type = Type::boolean, .required = true},
    {.name = "alwaysOnline", .type = Type::boolean, .required = true},
    {.name = "readMessages", .type = Type::boolean, .required = true},
    {.name = "readStatus", .type = Type::boolean, .required = true},
    {.name = "syncFullHistory", .type = Type::boolean, .required = true},
    {.name = "wavoipToken", .type = Type::text},
};

constexpr Rule kMentionedNumber = {
    .type = Type::text, .says = "\"mentioned\" must be an array of numeric strings", .starts_with_digit = true};
constexpr Rule kQuotedKey[] = {
    {.name = "id", .type = Type::text, .required = true},
    {.name = "remoteJid", .type = Type::text},
    {.name = "fromMe", .type = Type::boolean},
};
constexpr Rule kQuoted[] = {
    {.name = "key", .type = Type::object, .required = true, .members = kQuotedKey},
    {.name = "message", .type = Type::object},
};
constexpr Rule kSendText[] = {
    {.name = "number", .type = Type::text, .required = true, .says = "Invalid format"},
    {.name = "text", .type = Type::text, .required = true},
    {.name = "linkPreview", .type = Type::boolean},
    {.name = "delay", .type = Type::integer, .says = "Enter a value in milliseconds", .at_least = 0, .at_most = 600000},
    {.name = "quoted", .type = Type::object, .members = kQuoted},
    {.name = "everyOne", .type = Type::boolean},
    {.name = "mentionsEveryOne", .type = Type::boolean},
    {.name = "mentioned", .type = Type::array, .min_items = 1, .unique = true, .items = &kMentionedNumber},
};

constexpr Rule kSendNode[] = {
    {.name = "stanza", .type = Type::object, .required = true},
};

using enum KeyRule;
constexpr std::uint32_t kReceive = abi::kMayReceive;
constexpr std::uint32_t kCommand = abi::kMayCommand;
constexpr std::uint32_t kControl = abi::kMayControl;
constexpr std::span<const Rule> kNoRules = {};

// clang-format off
constexpr Route kRoutes[] = {
    {"GET",      "/",                                    none,          0,        kNoRules,        welcome},
    {"POST",     "/verify-creds",                        administrator, 0,        kNoRules,        verify_credentials},

    {"POST",     "/instance/create",                     administrator, 0,        kInstanceCreate, create_instance},
    {"GET",      "/instance/fetchInstances",             any,           kReceive, kNoRules,        fetch_instances},
    {"GET",      "/instance/connect/{instance}",         instance,      kControl, kNoRules,        connect_instance},
    {"POST PUT", "/instance/restart/{instance}",         instance,      kControl, kNoRules,        restart_instance},
    {"GET",      "/instance/connectionState/{instance}", instance,      kReceive, kNoRules,        connection_state},
    {"POST",     "/instance/setPresence/{instance}",     instance,      kCommand, kPresence,       set_presence},
    {"DELETE",   "/instance/logout/{instance}",          instance,      kControl, kNoRules,        logout_instance},
    {"DELETE",   "/instance/delete/{instance}",          instance,      kControl, kNoRules,        delete_instance},

    {"POST",     "/settings/set/{instance}",             instance,      kControl, kSettings,       set_settings},
    {"GET",      "/settings/find/{instance}",            instance,      kControl, kNoRules,        find_settings},

    {"POST",     "/websocket/set/{instance}",            instance,      kControl, kWebsocketSet,   set_websocket},
    {"GET",      "/websocket/find/{instance}",           instance,      kControl, kNoRules,        find_websocket},

    {"POST",     "/message/sendText/{instance}",         instance,      kCommand, kSendText,       send_text},
    {"POST",     "/baileys/sendNode/{instance}",         instance,      kCommand, kSendNode,       send_node},

    {"",         "/*",                                   none,          0,        kNoRules,        no_such_route},
};
// clang-format on

}  // namespace

std::span<const Route> routes() { return kRoutes; }

}  // namespace wagate::api_rest
