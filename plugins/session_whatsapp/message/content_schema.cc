#include "message/content_schema.h"

#include <algorithm>
#include <charconv>

namespace wagate::session_whatsapp {

const ContentField* ContentType::field(std::uint32_t number) const {
  const ContentField* const end = fields + count;
  const ContentField* const found = std::lower_bound(
      fields, end, number, [](const ContentField& entry, std::uint32_t wanted) { return entry.number < wanted; });
  return found != end && found->number == number ? found : nullptr;
}

const ContentField* ContentType::named(std::string_view name) const {
  for (std::size_t i = 0; i < count; ++i) {
    if (fields[i].name == name) return fields + i;
  }
  return nullptr;
}

std::string_view value_name(const ContentField& field, std::int32_t value) {
  if (!field.values) return {};
  std::string_view rest = field.values;
  while (!rest.empty()) {
    const std::size_t gap = rest.find(' ');
    if (gap == std::string_view::npos) return {};
    std::int32_t number = 0;
    std::from_chars(rest.data(), rest.data() + gap, number);
    rest.remove_prefix(gap + 1);
    const std::string_view name = rest.substr(0, rest.find(' '));
    if (number == value) return name;
    rest.remove_prefix(std::min(rest.size(), name.size() + 1));
  }
  return {};
}

}  // namespace wagate::session_whatsapp
