#pragma once

#include <string>
#include <string_view>

#include "selection_row.h"

// The "websocket" section of an instance: which events its namespace gets. It is stored as the row
// that clients know: {"id","enabled","events","createdAt","updatedAt","instanceId"}.
namespace wagate::api_rest {

// The stored row of an instance; false when none is set.
bool read_row(std::string_view sections_json, SelectionRow& out);

// The row as text; with the id of its instance unless that is empty (an instance that is only being
// created).
std::string write_row(const SelectionRow& row, std::string_view instance_id);

}  // namespace wagate::api_rest
