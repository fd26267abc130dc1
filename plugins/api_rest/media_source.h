#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "call.h"

namespace wagate::api_rest {

// A file that a client sent or named.
struct Media {
  std::string bytes;
  std::string mimetype;   // as its sender said; may be empty
  std::string file_name;  // as its sender said; may be empty
};

bool is_web_address(std::string_view text);

// Gets the file that `text` stands for, base64 (with or without "data:...;base64," before it) or an
// http address, and goes on with `then` on the executor. What is neither is answered 400 with the
// text `refusal`, an address that may not or cannot be fetched 400 with the reason.
void with_media(const CallPtr& call, const std::string& text, const char* refusal,
                std::function<void(const CallPtr& call, Media media)> then);

}  // namespace wagate::api_rest
