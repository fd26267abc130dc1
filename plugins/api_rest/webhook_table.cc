#include "handlers.h"
#include "route_tables.h"
#include "shared_rules.h"
#include "table_words.h"

namespace wagate::api_rest {

namespace {

constexpr Rule kWebhookMembers[] = {
    {.name = "enabled", .type = Type::boolean, .required = true},
    {.name = "url", .type = Type::text, .required = true},
    {.name = "headers"},  // an object of texts, or null; the handler says what is wrong with it
    {.name = "byEvents", .type = Type::boolean},
    {.name = "base64", .type = Type::boolean},
    {.name = "events", .type = Type::array, .items = &kEventName},
};
constexpr Rule kWebhookSet[] = {
    {.name = "webhook", .type = Type::object, .required = true, .members = kWebhookMembers},
};

}  // namespace

std::span<const Route> webhook_table() {
  using namespace words;
  static constexpr Route kRoutes[] = {
      Route{"POST", "/webhook/set/{instance}", instance, kControl, kWebhookSet, set_webhook, 201,
            "Chooses where the events of the instance are posted to, and which; none named means all."}
          .with_preparation(wrap_flat_webhook),
      {"GET", "/webhook/find/{instance}", instance, kControl, kNoBody, find_webhook, 200,
       "Answers where the events of the instance are posted to, and which."},
  };
  return kRoutes;
}

}  // namespace wagate::api_rest
