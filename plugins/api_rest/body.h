#pragma once

#include <span>
#include <string>
#include <string_view>

#include "json.h"
#include "upload.h"
#include "validation.h"

namespace wagate::api_rest {

inline constexpr int kMaxDepth = 128;           // of a JSON body
inline constexpr std::size_t kMaxFields = 1000;  // of a form

// Reads a request body into `out`: JSON, a form (whose values are texts), or, for any other content
// type and for no body at all, the empty object. Returns what is wrong, empty when nothing is. Depth
// is checked before anything is built.
std::string read_body(std::string_view content_type, std::string_view body, Json& out);

// Reads a multipart form: the part named "file" into `file`, the others into `out` like the fields of a
// form. Returns what is wrong.
std::string read_upload(std::string_view content_type, std::string_view body, Json& out, Upload& file);

// Whether fields of a body of that type are texts, whatever they stand for.
bool has_text_fields(std::string_view content_type);

// Gives the texts of a form the types that the rules ask for, where they can be read as such: "5" for
// an integer, "true" for a boolean, JSON text or one lone text for an array. The rest stays as it is, and
// the rules refuse it.
void fit_texts(std::span<const Rule> rules, Json& form);

}  // namespace wagate::api_rest
