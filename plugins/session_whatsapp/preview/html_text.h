#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace wagate::session_whatsapp {

// How a page says its bytes are to be read.
enum class Charset {
  unknown,  // it does not say
  utf8,
  western,  // ISO 8859-1 and Windows-1252, which browsers read alike
  other,
};

Charset charset_named(std::string_view name);

// A piece of a page as a person reads it: characters for entities, one space for any blanks, no control characters,
// always valid UTF-8, and at most that many bytes. Empty when it cannot be known which characters are meant.
std::string plain_text(std::string_view html, Charset charset, std::size_t max_bytes);

}  // namespace wagate::session_whatsapp
