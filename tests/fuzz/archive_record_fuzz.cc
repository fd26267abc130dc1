// Documents of events of any shape: each is read or refused, and what is kept of it is whole JSON again.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "json_scan.h"
#include "record.h"

namespace {

void check(const std::string& kept) {
  const auto tree = nlohmann::json::parse(kept, nullptr, /*allow_exceptions=*/false);
  if (!tree.is_object()) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace wagate::archive_sqlite;
  const std::string_view text(reinterpret_cast<const char*>(data), size);

  (void)nesting_of(text);
  std::size_t covered = 0;
  each_element(text, [&](std::string_view element) {
    covered += element.size();
    if (const auto record = read_message(element)) {
      if (record->chat.empty() || record->message_id.empty()) std::abort();
      check(record->key);
      check(record->content);
      if (!record->context.empty()) check(record->context);
    }
    (void)read_contact(element);
    (void)read_chat(element);
    (void)read_label(element);
    (void)read_participant(element);
    (void)read_text(element);
    if (const auto content = edited(R"({"imageMessage":{"caption":"old"},"messageContextInfo":{}})", element))
      check(content->content);
    if (const auto content = edited(element, R"({"editedMessage":{"imageMessage":{"caption":"new"}}})"))
      check(content->content);
  });
  if (covered > size) std::abort();
  return 0;
}
