#include "render.h"

#include "wagate/text_document.h"

namespace wagate::transport_websocket {

std::string render(const abi::DocumentRef& document) { return text_document(document); }

std::string_view close_reason(std::string_view text) {
  constexpr std::size_t kMaxBytes = 123;
  if (text.size() <= kMaxBytes) return text;
  std::size_t end = kMaxBytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end);
}

}  // namespace wagate::transport_websocket
