#include "handlers.h"
#include "route_tables.h"
#include "shared_rules.h"
#include "table_words.h"

namespace wagate::api_rest {

namespace {

constexpr const char* kLabelActions[] = {"add", "remove"};
constexpr Rule kHandleLabel[] = {
    kNumber,
    {.name = "labelId", .type = Type::text, .required = true},
    {.name = "action", .type = Type::text, .required = true, .one_of = kLabelActions},
};
constexpr Rule kOfferedCall[] = {
    kNumber,
    {.name = "isVideo", .type = Type::boolean},
    {.name = "callDuration", .type = Type::integer, .required = true, .at_least = 1, .at_most = 15},
};

}  // namespace

std::span<const Route> label_table() {
  using namespace words;
  static constexpr Route kRoutes[] = {
      {"GET", "/label/findLabels/{instance}", instance, kReceive, kNoBody, find_labels, 200,
       "Lists the labels of a business account."},
      {"POST", "/label/handleLabel/{instance}", instance, kCommand, kHandleLabel, handle_label, 200,
       "Puts a label on a chat, or takes it off."},
      {"POST", "/call/offer/{instance}", instance, kCommand, kOfferedCall, offer_call, 201,
       "Lets the phone of a number ring for so many seconds."},
  };
  return kRoutes;
}

}  // namespace wagate::api_rest
