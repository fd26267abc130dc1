#include "event_text.h"

#include <algorithm>
#include <iterator>

namespace wagate::transport_sse {

std::string event_text(std::string_view name, std::uint64_t number, std::string_view json) {
  std::string out;
  out.reserve(json.size() + name.size() + 40);
  if (number != 0) out.append("id: ").append(std::to_string(number)).append("\n");
  out.append("event: ");
  // Names of clients' own events come from plugins: a line break would begin a field of its own.
  std::remove_copy_if(name.begin(), name.end(), std::back_inserter(out), [](char c) { return c == '\n' || c == '\r'; });
  out.append("\ndata: ");
  const std::size_t begin = out.size();
  out.append(json);
  std::replace_if(out.begin() + static_cast<std::ptrdiff_t>(begin), out.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
  return out.append("\n\n");
}

}  // namespace wagate::transport_sse
