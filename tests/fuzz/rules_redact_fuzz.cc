// The redactor: the first byte says what to hide, the rest is a document. What comes out is JSON,
// has as many attachments as went in, and redacting it again changes nothing.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string_view>

#include "redactor.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace wagate;
  if (size == 0) return 0;
  const std::uint32_t hidden = data[0] & 0x0F;
  const std::uint8_t bytes[] = {1, 2, 3};
  const abi::BytesRef attachments[] = {{bytes, 3}, {bytes, 2}, {bytes, 1}};
  filter_rules::Facts facts;
  facts.direction = filter_rules::Direction::in;
  facts.chat = "5511970000001@s.whatsapp.net";
  facts.sender = facts.chat;

  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const auto once = filter_rules::redact_document({text, attachments, 3}, hidden, facts);
  if (!once) return 0;
  if (!nlohmann::json::accept(once->json) || once->attachments.size() != 3) std::abort();
  if (!once->changed && once->json.size() > 0 && !nlohmann::json::accept(text)) std::abort();

  const auto twice = filter_rules::redact_document(once->ref(), hidden, facts);
  if (!twice || twice->json != once->json) std::abort();
  return 0;
}
