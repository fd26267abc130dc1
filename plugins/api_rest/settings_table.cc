#include "handlers.h"
#include "route_tables.h"
#include "table_words.h"

namespace wagate::api_rest {

namespace {

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

}  // namespace

std::span<const Route> settings_table() {
  using namespace words;
  static constexpr Route kRoutes[] = {
      {"POST", "/settings/set/{instance}", instance, kControl, kSettings, set_settings, 201,
       "Sets how the instance behaves: calls, groups, read marks, presence, history."},
      {"GET", "/settings/find/{instance}", instance, kControl, kNoBody, find_settings, 200,
       "Answers the eight settings."},
  };
  return kRoutes;
}

}  // namespace wagate::api_rest
