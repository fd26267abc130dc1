#include "name_rules.h"

#include <algorithm>

namespace wagate::api_rest {

std::string why_not_a_name(std::string_view name) {
  if (name.empty()) return "The \"instanceName\" cannot be empty";
  if (name.size() > 255) return "The \"instanceName\" cannot be longer than 255 bytes";
  if (name.find_first_of(",/?#") != std::string_view::npos)
    return "The \"instanceName\" cannot contain , / ? or #, because clients could not address it";
  if (name == "." || name == "..") return "The \"instanceName\" cannot be . or .., because clients take it out of a path";
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; };
  if (std::any_of(name.begin(), name.end(), is_control))
    return "The \"instanceName\" cannot contain control characters";
  return {};
}

}  // namespace wagate::api_rest
