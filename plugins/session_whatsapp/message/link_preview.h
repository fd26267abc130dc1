#pragma once

#include <string>

namespace wagate::session_whatsapp {

// What is shown of a page that a text links to.
struct LinkPreview {
  std::string url;  // as it stands in the text
  std::string title;
  std::string description;
  std::string thumbnail;  // JPEG; empty: none
};

}  // namespace wagate::session_whatsapp
