#include "handlers.h"
#include "route_tables.h"
#include "table_words.h"

namespace wagate::api_rest {

namespace {

constexpr const char* kTemplateCategories[] = {"AUTHENTICATION", "MARKETING", "UTILITY"};

constexpr Rule kCatalogQuestion[] = {
    {.name = "number", .type = Type::text, .says = "Invalid format"},
    {.name = "limit", .type = Type::integer, .at_least = 1},
    {.name = "cursor", .type = Type::text},
};
constexpr Rule kNewTemplate[] = {
    {.name = "name", .type = Type::text, .required = true, .min_length = 1},
    {.name = "category", .type = Type::text, .required = true, .one_of = kTemplateCategories},
    {.name = "language", .type = Type::text, .required = true},
    {.name = "components", .type = Type::array, .required = true},
    {.name = "allowCategoryChange", .type = Type::boolean},
    {.name = "webhookUrl", .type = Type::text},
};

}  // namespace

std::span<const Route> business_table() {
  using namespace words;
  static constexpr Route kRoutes[] = {
      Route{"POST", "/business/getCatalog/{instance}", instance, kCommand, kCatalogQuestion, get_catalog, 200,
            "Answers the products of a business."}
          .with_refusal(Refusal::detailed),
      Route{"POST", "/business/getCollections/{instance}", instance, kCommand, kCatalogQuestion, get_collections, 200,
            "Answers the collections of products of a business."}
          .with_refusal(Refusal::detailed),
      Route{"POST", "/template/create/{instance}", instance, kCommand, kNewTemplate, create_template, 201,
            "Creates a message template of a Cloud API account."}
          .with_refusal(Refusal::detailed),
      Route{"GET", "/template/find/{instance}", instance, kCommand, kNoBody, find_templates, 200,
            "Lists the message templates of a Cloud API account."}
          .with_refusal(Refusal::detailed),
  };
  return kRoutes;
}

}  // namespace wagate::api_rest
