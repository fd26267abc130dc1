#pragma once

#include <cstddef>
#include <functional>
#include <string_view>

// Looking at JSON text without building a tree of it: documents of history hold thousands of records,
// and one record at a time is enough.
namespace wagate::archive_sqlite {

// Calls `take` with the text of every element of an array, in order; a text that begins otherwise is
// its own only element. Returns false when the array does not end where it should: what came before
// was taken. Only brackets, commas and quotes are looked at, so an element may still be wrong.
bool each_element(std::string_view json, const std::function<void(std::string_view element)>& take);

// How deep brackets are nested.
std::size_t nesting_of(std::string_view json);

}  // namespace wagate::archive_sqlite
