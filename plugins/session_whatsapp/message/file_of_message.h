#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "media/media_transfer.h"

namespace wagate::session_whatsapp {

// The file a message brings, also inside the wrappers messages travel in.
struct FileOfMessage {
  MediaReference reference;
  std::string mimetype;

  // Nothing for a message without a file, or without its key or address.
  static std::optional<FileOfMessage> find(std::string_view message);
};

}  // namespace wagate::session_whatsapp
