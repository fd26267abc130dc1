#pragma once

#include <span>

#include "validation.h"
#include "wagate/json_writer.h"

namespace wagate::api_rest {

// The rules of a body as a JSON Schema. `with_file`: as a multipart form with its file.
void write_schema(JsonWriter& json, std::span<const Rule> rules, bool with_file = false);

}  // namespace wagate::api_rest
