#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string_view>

#include "chat_rows.h"
#include "jid.h"
#include "media_content.h"
#include "stamps.h"

// Times and numbers that clients send as filters, and stored rows of any shape.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace wagate::api_rest;
  const std::string_view text(reinterpret_cast<const char*>(data), size);

  constexpr std::int64_t kYear10000 = 253402300800000;
  if (const auto ms = unix_ms_of(text); ms && *ms >= 0 && *ms < kYear10000 && unix_ms_of(iso_time(*ms)) != ms) std::abort();
  if (const std::string jid = to_jid(text); !jid.empty() && jid.find('@') == std::string::npos) std::abort();

  for (const std::string& row : {contact_row(text), chat_with_message(text, 1768485802000), chat_row(text)})
    if (!Json::accept(row)) std::abort();
  const Json message = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (message.is_object()) media_of(message);
  return 0;
}
