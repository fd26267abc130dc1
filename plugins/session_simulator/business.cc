#include "business.h"

#include <algorithm>
#include <cstdint>

#include "prng.h"
#include "text.h"

namespace wagate::session_simulator {
namespace {

constexpr std::string_view kStreets[] = {"Rua Augusta", "Avenida Paulista", "Rua da Consolação", "Rua Oscar Freire"};
constexpr std::string_view kCategories[] = {"Shopping & Retail", "Restaurant", "Professional Services", "Beauty"};
constexpr std::string_view kProducts[] = {"Pão de queijo",  "Birthday cake", "Camiseta azul",   "Coffee beans 500 g",
                                          "Buquê de rosas", "Notebook A5",   "Corte de cabelo", "Oil change"};
constexpr std::string_view kCollections[] = {"Novidades", "Best sellers", "Ofertas"};

// What is chosen for one thing of one shop.
Prng choices_for(const Person& person, std::string_view thing) {
  return Prng(Prng::derive(Prng::derive(3, person.jid), thing));
}

void write_product(JsonWriter& json, const Person& person, std::size_t index) {
  Prng choices = choices_for(person, "product " + std::to_string(index));
  const std::string id = choices.digits(16);
  const std::string picture = "https://media-for.whatsapp.net/v/t45.5328-4/" + choices.digits(15) + "_n.jpg";
  json.begin_object()
      .field("id", id)
      .field("name", kProducts[(index + choices.below(3)) % std::size(kProducts)])
      .field("description", "Ref. " + choices.upper_hex(6))
      .field("price", choices.between(5, 300) * 1'000)
      .field("currency", "BRL")
      .field("isHidden", false)
      .field("retailerId", "sku-" + std::to_string(index + 1))
      .field("url", "https://wa.me/p/" + id + "/" + std::string(user_of(person.jid)))
      .field("availability", "in stock")
      .key("reviewStatus")
      .begin_object()
      .field("whatsapp", "APPROVED")
      .end_object()
      .key("imageUrls")
      .begin_object()
      .field("requested", picture)
      .field("original", picture)
      .end_object()
      .end_object();
}

}  // namespace

bool is_business(const Person& person) { return choices_for(person, "is business").percent(30); }

void write_business_profile(JsonWriter& json, const Person& person) {
  json.begin_object();
  if (is_business(person)) {
    Prng choices = choices_for(person, "profile");
    const std::string number = std::to_string(choices.between(10, 2'000));
    json.field("wid", person.jid)
        .field("address", std::string(choices.pick(kStreets)) + ", " + number + ", São Paulo")
        .field("description", person.name + ", since " + std::to_string(choices.between(1980, 2024)))
        .key("website")
        .begin_array()
        .value("https://loja-" + number + ".example")
        .end_array()
        .field("email", "contato@loja-" + number + ".example")
        .field("category", choices.pick(kCategories))
        .key("business_hours")
        .begin_object()
        .field("timezone", "America/Sao_Paulo")
        .key("business_config")
        .begin_array();
    for (const std::string_view day : {"mon", "tue", "wed", "thu", "fri"})
      json.begin_object()
          .field("day_of_week", day)
          .field("mode", "specific_hours")
          .field("open_time", 540)
          .field("close_time", 1'080)
          .end_object();
    json.end_array().end_object();
  }
  json.end_object();
}

std::size_t catalog_size(const Person& person) {
  return is_business(person) ? 3 + choices_for(person, "catalog").below(10) : 0;
}

std::size_t collection_count(const Person& person) {
  return is_business(person) ? 1 + choices_for(person, "collections").below(std::size(kCollections)) : 0;
}

void write_catalog(JsonWriter& json, const Person& person, std::size_t first, std::size_t limit) {
  const std::size_t end = std::min(catalog_size(person), first + limit);
  json.begin_array();
  for (std::size_t i = first; i < end; ++i) write_product(json, person, i);
  json.end_array();
}

void write_collections(JsonWriter& json, const Person& person, std::size_t first, std::size_t limit) {
  const std::size_t count = collection_count(person);
  const std::size_t end = std::min(count, first + limit);
  json.begin_array();
  for (std::size_t i = first; i < end; ++i) {
    json.begin_object()
        .field("id", choices_for(person, kCollections[i]).digits(16))
        .field("name", kCollections[i])
        .key("products")
        .begin_array();
    for (std::size_t product = i; product < catalog_size(person); product += count)
      write_product(json, person, product);
    json.end_array()
        .key("status")
        .begin_object()
        .field("status", "APPROVED")
        .field("canAppeal", false)
        .end_object()
        .end_object();
  }
  json.end_array();
}

}  // namespace wagate::session_simulator
