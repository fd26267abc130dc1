#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace wagate::session_whatsapp {

// The address of a page or a picture on the web. Made from what strangers wrote, so it holds nothing but printable
// ASCII: what else may stand in a path is percent-encoded, and what must not be there makes it no address.
struct WebAddress {
  static constexpr std::size_t kMaxLength = 2'048;

  std::string scheme;  // "http" or "https"
  std::string host;    // lower case: a name, an IPv4 address, or an IPv6 address in brackets
  std::string port;    // digits; empty: the scheme's
  std::string target;  // path and query, begins with '/'

  // Nothing for other schemes, for one that names a user, and for what is too long. A fragment is left out.
  static std::optional<WebAddress> parse(std::string_view text);

  // What a page or a redirect there means by `reference`: an address, or what it leaves out is this one's.
  std::optional<WebAddress> resolve(std::string_view reference) const;

  std::string authority() const { return port.empty() ? host : host + ":" + port; }
  std::string text() const { return scheme + "://" + authority() + target; }
};

// The first http or https address in a text, as it is written there, without the punctuation of the sentence around it.
// Empty: there is none.
std::string_view first_address_in(std::string_view text);

}  // namespace wagate::session_whatsapp
