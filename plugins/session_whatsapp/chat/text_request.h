#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "node/jid.h"

namespace wagate::session_whatsapp {

// The arguments of send_text.
struct TextRequest {
  Jid chat;  // without device
  std::string text;
  std::int64_t delay_ms = 0;
  std::vector<std::string> mentioned;
  bool mentions_everyone = false;  // in a group
  // The message that is quoted; without id: none.
  std::string quoted_id;
  std::string quoted_participant;
  std::string quoted_text;
  bool quoted_from_me = false;

  // On failure `problem` is a sentence for the caller.
  static std::optional<TextRequest> read(std::string_view json, std::string& problem);
};

}  // namespace wagate::session_whatsapp
