#include "handlers.h"
#include "route_tables.h"
#include "table_words.h"

namespace wagate::api_rest {

namespace {

constexpr Rule kSendNode[] = {
    {.name = "stanza", .type = Type::object, .required = true},
};
constexpr Rule kOnWhatsapp[] = {
    {.name = "jid", .type = Type::text, .required = true},
};
constexpr const char* kPictureSizes[] = {"image", "preview"};
constexpr Rule kPictureUrl[] = {
    {.name = "jid", .type = Type::text, .required = true},
    {.name = "type", .type = Type::text, .one_of = kPictureSizes},
    {.name = "timeoutMs", .type = Type::number},
};

}  // namespace

std::span<const Route> baileys_table() {
  using namespace words;
  static constexpr Route kRoutes[] = {
      {"POST", "/baileys/sendNode/{instance}", instance, kCommand, kSendNode, send_node, 200,
       "Writes a raw stanza to the connection of the instance."},
      {"POST", "/baileys/onWhatsapp/{instance}", instance, kCommand, kOnWhatsapp, on_whatsapp, 200,
       "Tells whether somebody is on WhatsApp."},
      {"POST", "/baileys/profilePictureUrl/{instance}", instance, kCommand, kPictureUrl, profile_picture_url, 200,
       "Answers where the picture of somebody is, as a JSON text."},
  };
  return kRoutes;
}

}  // namespace wagate::api_rest
