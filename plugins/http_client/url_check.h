#pragma once

#include <string>
#include <string_view>

namespace wagate::http_client {

struct UrlCheck {
  bool malformed = false;    // else, with a problem: not allowed
  std::string problem;       // for the user who gave the URL; empty: fine
  std::string host;          // for logs and sentences
};

// What can be said about a URL by its text. Names are not resolved here: what they lead to is checked
// when the connection is made.
UrlCheck check_url_text(std::string_view url, bool may_reach_private);

}  // namespace wagate::http_client
