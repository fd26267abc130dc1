#include <algorithm>
#include <nlohmann/json.hpp>

#include "answers.h"
#include "command_answer.h"
#include "handlers.h"
#include "jid.h"
#include "surroundings.h"
#include "wagate/commands.h"
#include "wagate/json_writer.h"

namespace wagate::api_rest {

namespace {

constexpr std::int64_t kCatalogPage = 10;
constexpr std::int64_t kMostInPage = 100;
constexpr std::int64_t kCollectionsPage = 20;
constexpr int kMaxCatalogPages = 5;

// One question about a catalogue, over several pages.
struct Catalog {
  std::string jid;
  std::int64_t limit = kCatalogPage;
  std::string cursor;
  int pages = 0;
  Json items = Json::array();
};
using CatalogPtr = std::shared_ptr<Catalog>;

// The number of the body, or the account's own; an empty text after having answered.
std::string business_of(Call& call) {
  if (const std::string number = text_at(call.body(), "number"); !number.empty()) {
    std::string jid = to_jid(number);
    if (jid.empty()) answer_details(call, 400, "The \"number\" has no digits and is no WhatsApp address");
    return jid;
  }
  std::string own;
  look_at(call.around().instances, call.instance.key,
          [&](const abi::InstanceInfo& info) { own = info.owner_jid.str(); });
  if (own.empty()) answer_details(call, 400, not_connected(call.instance.name));
  return own;
}

std::int64_t limit_of(const Call& call, std::int64_t fallback, std::int64_t most) {
  const auto limit = call.body().find("limit");
  if (limit == call.body().end() || !limit->is_number()) return fallback;
  return static_cast<std::int64_t>(std::clamp(limit->get<double>(), 1.0, static_cast<double>(most)));
}

std::string catalog_arguments(const Catalog& catalog) {
  std::string arguments;
  JsonWriter json(arguments);
  json.begin_object().field("jid", catalog.jid).field("limit", catalog.limit);
  if (!catalog.cursor.empty()) json.field("cursor", catalog.cursor);
  json.end_object();
  return arguments;
}

// What could not be read is answered, not refused; a gateway that can do nothing now says so.
bool answer_no_catalog(Call& call, const std::string& jid, const CommandFailure& failure) {
  if (failure.reason == "not_connected") {
    answer_details(call, 400, not_connected(call.instance.name));
    return true;
  }
  if (!failure.is_about_the_request()) return false;
  std::string out;
  JsonWriter(out).begin_object().field("wuid", jid).field_null("name").field("isBusiness", false).end_object();
  answer_json(call, 200, out);
  return true;
}

Json catalog_document(const abi::DocumentRef& result) {
  Json document = Json::parse(result.json.view(), nullptr, /*allow_exceptions=*/false);
  return document.is_object() ? document : Json::object();
}

void fetch_catalog_page(const CallPtr& call, const CatalogPtr& catalog) {
  execute(call, commands::kFetchCatalog, catalog_arguments(*catalog),
          {.on_ok =
               [catalog](Call& done, const abi::DocumentRef& result) {
                 const Json page = catalog_document(result);
                 for (const Json& item : page.value("items", Json::array())) catalog->items.push_back(item);
                 catalog->cursor = text_at(page, "cursor");
                 if (!catalog->cursor.empty() && ++catalog->pages < kMaxCatalogPages)
                   return fetch_catalog_page(done.shared_from_this(), catalog);
                 answer_json(done, 200, to_text({{"wuid", catalog->jid},
                                                 {"numberExists", page.value("exists", true)},
                                                 {"isBusiness", page.value("isBusiness", false)},
                                                 {"catalogLength", catalog->items.size()},
                                                 {"catalog", catalog->items}}));
               },
           .on_refused =
               [catalog](Call& refused, const CommandFailure& failure) {
                 return answer_no_catalog(refused, catalog->jid, failure);
               }});
}

}  // namespace

void get_catalog(const CallPtr& call) {
  const auto catalog = std::make_shared<Catalog>();
  catalog->jid = business_of(*call);
  if (catalog->jid.empty()) return;
  catalog->limit = limit_of(*call, kCatalogPage, kMostInPage);
  catalog->cursor = text_at(call->body(), "cursor");
  fetch_catalog_page(call, catalog);
}

void get_collections(const CallPtr& call) {
  Catalog question;
  question.jid = business_of(*call);
  if (question.jid.empty()) return;
  question.limit = limit_of(*call, kCollectionsPage, kCollectionsPage);
  const std::string jid = question.jid;
  execute(call, commands::kFetchCollections, catalog_arguments(question),
          {.on_ok =
               [jid](Call& done, const abi::DocumentRef& result) {
                 const Json found = catalog_document(result);
                 const Json items = found.value("items", Json::array());
                 const std::string name = text_at(found, "name");
                 answer_json(done, 200, to_text({{"wuid", jid},
                                                 {"name", name.empty() ? Json(nullptr) : Json(name)},
                                                 {"numberExists", found.value("exists", true)},
                                                 {"isBusiness", found.value("isBusiness", false)},
                                                 {"collectionsLength", items.size()},
                                                 {"collections", items}}));
               },
           .on_refused = [jid](Call& refused,
                               const CommandFailure& failure) { return answer_no_catalog(refused, jid, failure); }});
}

}  // namespace wagate::api_rest
