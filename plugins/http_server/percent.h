#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace wagate::http_server {

// Decodes %XX. A '%' without two hexadecimal digits stays as it is, as browsers and Node do for
// query strings. `plus_is_space` for query strings and forms.
std::string percent_decode(std::string_view text, bool plus_is_space);

struct QueryField {
  std::string name;
  std::string value;
};

// "a=1&b&a=2" in order, decoded; empty pieces are skipped, at most `max_fields` are read.
std::vector<QueryField> parse_query(std::string_view query, std::size_t max_fields);

}  // namespace wagate::http_server
