#pragma once

#include <string>

#include "picture/picture.h"

namespace wagate::session_whatsapp {

// A baseline JPEG without any metadata; quality from 1 to 100. Empty for an empty picture.
std::string encode_jpeg(const Picture& picture, int quality);

}  // namespace wagate::session_whatsapp
