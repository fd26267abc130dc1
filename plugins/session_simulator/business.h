#pragma once

#include <string>
#include <string_view>

#include "cast.h"
#include "wagate/json_writer.h"

// Some people are shops. Which, and what they sell, follows from their number and never changes.
namespace wagate::session_simulator {

bool is_business(const Person& person);

// {"wid", "address", ...}; {} for somebody who is no business.
void write_business_profile(JsonWriter& json, const Person& person);

// Arrays of products and of collections of products. `first` and `limit` choose products, or collections.
std::size_t catalog_size(const Person& person);
std::size_t collection_count(const Person& person);
void write_catalog(JsonWriter& json, const Person& person, std::size_t first, std::size_t limit);
void write_collections(JsonWriter& json, const Person& person, std::size_t first, std::size_t limit);

}  // namespace wagate::session_simulator
