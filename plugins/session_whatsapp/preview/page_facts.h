#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace wagate::session_whatsapp {

// What a page says about itself, for a preview of it. What it does not say is empty.
struct PageFacts {
  static constexpr std::size_t kMaxTitle = 512;
  static constexpr std::size_t kMaxDescription = 1'024;

  std::string title;
  std::string description;
  std::string image;  // as it stands there: often relative to the page
};

// Finds them in HTML: og:title, og:description and og:image, otherwise the title and the description every page may
// have. The page is whatever a stranger's server sent, perhaps cut off; nothing in it is an error, and every byte is
// looked at a few times at most. `content_type` is the header, or empty.
PageFacts read_page(std::string_view html, std::string_view content_type);

}  // namespace wagate::session_whatsapp
