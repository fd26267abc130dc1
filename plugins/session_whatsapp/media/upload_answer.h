#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace wagate::session_whatsapp {

// What a media host says of a file it took: {"url", "direct_path", "handle"}.
struct UploadAnswer {
  std::string url;
  std::string direct_path;

  // Nothing when it says something else.
  static std::optional<UploadAnswer> read(std::string_view json);
};

}  // namespace wagate::session_whatsapp
