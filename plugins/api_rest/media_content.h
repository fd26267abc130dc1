#pragma once

#include <string>

#include "json.h"

namespace wagate::api_rest {

// The media inside a message, below whatever it is wrapped in (view once, disappearing, document
// with caption).
struct MediaContent {
  std::string type;               // "imageMessage"
  const Json* content = nullptr;  // null: the message holds no media
};

MediaContent media_of(const Json& message);

// What a file of that MIME type is called at the end: "image/jpeg" is "jpeg", "audio/ogg; codecs=opus"
// is "ogg".
std::string extension_of(const std::string& mimetype);

}  // namespace wagate::api_rest
