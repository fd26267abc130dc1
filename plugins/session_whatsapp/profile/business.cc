#include "profile/business.h"

#include <charconv>
#include <string_view>
#include <utility>

#include "wagate/json_writer.h"

namespace wagate::session_whatsapp {
namespace {

constexpr std::size_t kMaxCursorBytes = 4'096;
constexpr std::size_t kMaxItems = 1'000;
constexpr std::int64_t kPictureSize = 100;

std::string_view text_in(const Node& parent, std::string_view tag) {
  const Node* node = parent.child(tag);
  return node ? std::string_view(node->data()) : std::string_view();
}

void write_attributes(JsonWriter& json, const Node& node) {
  json.begin_object();
  for (const auto& [name, value] : node.attributes()) json.field(name, value);
  json.end_object();
}

void write_hours(JsonWriter& json, const Node* hours) {
  json.key("business_hours").begin_object();
  if (hours && hours->has_attribute("timezone")) json.field("timezone", hours->attribute("timezone"));
  json.key("business_config").begin_array();
  if (hours)
    for (const Node& one : hours->children())
      if (one.is("business_hours_config")) write_attributes(json, one);
  json.end_array().end_object();
}

std::string profile_document(const Node& profile, const Jid& of) {
  std::string out;
  JsonWriter json(out);
  const std::string_view wid = profile.attribute("jid");
  json.begin_object().field("wid", wid.empty() ? std::string_view(of.text()) : wid);
  if (profile.child("address")) json.field("address", text_in(profile, "address"));
  json.field("description", text_in(profile, "description")).key("website").begin_array();
  for (const Node& child : profile.children())
    if (child.is("website") && !child.data().empty()) json.value(child.data());
  json.end_array();
  if (profile.child("email")) json.field("email", text_in(profile, "email"));
  if (const Node* category = profile.find({"categories", "category"})) json.field("category", category->data());
  write_hours(json, profile.child("business_hours"));
  json.end_object();
  return out;
}

void write_product_of(JsonWriter& json, const Node& product) {
  const Node* image = product.find({"media", "image"});
  const Node* status = product.child("status_info");
  std::int64_t price = 0;
  const std::string_view digits = text_in(product, "price");
  std::from_chars(digits.data(), digits.data() + digits.size(), price);
  json.begin_object()
      .field("id", text_in(product, "id"))
      .key("imageUrls")
      .begin_object()
      .field("requested", image ? text_in(*image, "request_image_url") : std::string_view())
      .field("original", image ? text_in(*image, "original_image_url") : std::string_view())
      .end_object()
      .key("reviewStatus")
      .begin_object()
      .field("whatsapp", status ? text_in(*status, "status") : std::string_view())
      .end_object()
      .field("availability", "in stock")
      .field("name", text_in(product, "name"))
      .field("retailerId", text_in(product, "retailer_id"))
      .field("url", text_in(product, "url"))
      .field("description", text_in(product, "description"))
      .field("price", price)
      .field("currency", text_in(product, "currency"))
      .field("isHidden", product.attribute("is_hidden") == "true")
      .end_object();
}

void write_products(JsonWriter& json, const Node& parent) {
  json.begin_array();
  std::size_t written = 0;
  for (const Node& child : parent.children())
    if (child.is("product") && ++written <= kMaxItems) write_product_of(json, child);
  json.end_array();
}

void write_collection(JsonWriter& json, const Node& collection) {
  const Node* status = collection.child("status_info");
  json.begin_object()
      .field("id", text_in(collection, "id"))
      .field("name", text_in(collection, "name"))
      .key("products");
  write_products(json, collection);
  json.key("status")
      .begin_object()
      .field("status", status ? text_in(*status, "status") : std::string_view())
      .field("canAppeal", status && text_in(*status, "can_appeal") == "true")
      .end_object()
      .end_object();
}

Node number_node(std::string tag, std::int64_t number) { return bytes_node(std::move(tag), std::to_string(number)); }

Node with_picture_size(Node question) {
  question.add(number_node("width", kPictureSize));
  question.add(number_node("height", kPictureSize));
  return question;
}

// 404 and the like say that there is none, which is an answer too.
bool says_none(const Answer& answer) {
  return answer.kind == Answer::Kind::error && answer.error_code() >= 404 && answer.error_code() <= 410;
}

Answer success() {
  Answer answer;
  answer.kind = Answer::Kind::result;
  return answer;
}

}  // namespace

void fetch_business(Wire& wire, const Jid& of, std::function<void(const Answer&, const std::string&)> done) {
  Node iq("iq", {{"type", "get"}, {"xmlns", "w:biz"}});
  iq.add(Node("business_profile", {{"v", "244"}})).add(Node("profile", {{"jid", of.account().text()}}));
  wire.request(std::move(iq), [of, done = std::move(done)](const Answer& answer) {
    if (says_none(answer)) return done(success(), {});
    const Node* profile = answer.stanza.find({"business_profile", "profile"});
    done(answer, answer.ok() && profile ? profile_document(*profile, of) : std::string());
  });
}

void fetch_products(Wire& wire, const Jid& of, std::int64_t limit, const std::string& cursor,
                    std::function<void(const Answer&, const ShopPage&)> done) {
  Node iq("iq", {{"type", "get"}, {"xmlns", "w:biz:catalog"}});
  Node question("product_catalog", {{"jid", of.account().text()}, {"allow_shop_source", "true"}});
  question.add(number_node("limit", limit));
  question = with_picture_size(std::move(question));
  if (!cursor.empty()) question.add(bytes_node("after", cursor));
  iq.add(std::move(question));
  wire.request(std::move(iq), [done = std::move(done)](const Answer& answer) {
    if (says_none(answer)) return done(success(), {});
    ShopPage page;
    const Node* catalog = answer.stanza.child("product_catalog");
    if (answer.ok() && catalog) {
      page.items.clear();
      JsonWriter json(page.items);
      write_products(json, *catalog);
      const Node* after = catalog->find({"paging", "after"});
      if (after && after->data().size() <= kMaxCursorBytes) page.cursor = after->data();
    }
    done(answer, page);
  });
}

void fetch_collections(Wire& wire, const Jid& of, std::int64_t limit,
                       std::function<void(const Answer&, const ShopPage&)> done) {
  Node iq("iq", {{"type", "get"}, {"xmlns", "w:biz:catalog"}, {"smax_id", "35"}});
  Node question("collections", {{"biz_jid", of.account().text()}});
  question.add(number_node("collection_limit", limit));
  question.add(number_node("item_limit", limit));
  iq.add(with_picture_size(std::move(question)));
  wire.request(std::move(iq), [done = std::move(done)](const Answer& answer) {
    if (says_none(answer)) return done(success(), {});
    ShopPage page;
    const Node* collections = answer.stanza.child("collections");
    if (answer.ok() && collections) {
      page.items.clear();
      JsonWriter json(page.items);
      json.begin_array();
      std::size_t written = 0;
      for (const Node& child : collections->children())
        if (child.is("collection") && ++written <= kMaxItems) write_collection(json, child);
      json.end_array();
    }
    done(answer, page);
  });
}

}  // namespace wagate::session_whatsapp
