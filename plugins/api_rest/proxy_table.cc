#include "handlers.h"
#include "route_tables.h"
#include "table_words.h"

namespace wagate::api_rest {

namespace {

constexpr Rule kProxySet[] = {
    {.name = "enabled", .type = Type::boolean, .required = true},
    {.name = "host", .type = Type::text, .required = true},
    {.name = "port", .type = Type::text, .required = true},
    {.name = "protocol", .type = Type::text, .required = true},
    {.name = "username", .type = Type::text},
    {.name = "password", .type = Type::text},
};

}  // namespace

std::span<const Route> proxy_table() {
  using namespace words;
  static constexpr Route kRoutes[] = {
      {"POST", "/proxy/set/{instance}", instance, kControl, kProxySet, set_proxy, 201,
       "Sets the proxy through which the session of the instance connects."},
      {"GET", "/proxy/find/{instance}", instance, kControl, kNoBody, find_proxy, 200,
       "Answers the proxy of the instance."},
  };
  return kRoutes;
}

}  // namespace wagate::api_rest
