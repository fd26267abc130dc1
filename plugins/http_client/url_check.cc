#include "url_check.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <netinet/in.h>

#include <algorithm>
#include <cctype>
#include <cstring>
#include <memory>

#include "address_policy.h"

namespace wagate::http_client {

namespace {

constexpr std::size_t kMaxUrlBytes = 2048;

struct UrlCleanup {
  void operator()(CURLU* url) const noexcept { curl_url_cleanup(url); }
};

std::string part_of(CURLU* url, CURLUPart part) {
  char* text = nullptr;
  if (curl_url_get(url, part, &text, 0) != CURLUE_OK) return {};
  std::string out(text);
  curl_free(text);
  return out;
}

// Names that lead to this machine or its network by convention (RFC 6761, RFC 6762, RFC 8375).
bool is_local_name(std::string host) {
  std::transform(host.begin(), host.end(), host.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  if (!host.empty() && host.back() == '.') host.pop_back();
  for (const char* local : {"localhost", "local", "internal", "home.arpa"}) {
    if (host == local || host.ends_with(std::string(".") + local)) return true;
  }
  return host.find('.') == std::string::npos && host.find(':') == std::string::npos;
}

// False when the host is a literal address that is not public.
bool is_public_literal(std::string host) {
  if (host.size() > 2 && host.front() == '[') host = host.substr(1, host.size() - 2);
  sockaddr_in in{};
  in.sin_family = AF_INET;
  if (inet_pton(AF_INET, host.c_str(), &in.sin_addr) == 1) return is_public_address(reinterpret_cast<sockaddr&>(in));
  sockaddr_in6 in6{};
  in6.sin6_family = AF_INET6;
  const std::string without_zone = host.substr(0, host.find('%'));
  if (inet_pton(AF_INET6, without_zone.c_str(), &in6.sin6_addr) == 1)
    return is_public_address(reinterpret_cast<sockaddr&>(in6));
  return true;
}

bool is_literal(const std::string& host) {
  in_addr four{};
  return host.front() == '[' || inet_pton(AF_INET, host.c_str(), &four) == 1;
}

}  // namespace

UrlCheck check_url_text(std::string_view text, bool may_reach_private) {
  UrlCheck out;
  const auto refuse = [&](std::string problem, bool malformed) {
    out.problem = std::move(problem);
    out.malformed = malformed;
    return out;
  };
  if (text.empty()) return refuse("the URL is empty", true);
  if (text.size() > kMaxUrlBytes) return refuse("the URL is longer than " + std::to_string(kMaxUrlBytes) + " bytes", true);
  if (std::any_of(text.begin(), text.end(), [](unsigned char c) { return c <= 0x20 || c == 0x7F; }))
    return refuse("the URL has a blank or a control character in it", true);
  const std::unique_ptr<CURLU, UrlCleanup> url(curl_url());
  if (!url || curl_url_set(url.get(), CURLUPART_URL, std::string(text).c_str(), 0) != CURLUE_OK)
    return refuse("the URL is malformed; it has to look like https://example.com/path", true);
  const std::string scheme = part_of(url.get(), CURLUPART_SCHEME);
  if (scheme != "http" && scheme != "https") return refuse("the URL has to begin with http:// or https://", true);
  out.host = part_of(url.get(), CURLUPART_HOST);
  if (out.host.empty()) return refuse("the URL has no host", true);
  if (may_reach_private) return out;
  if (!is_public_literal(out.host) || (!is_literal(out.host) && is_local_name(out.host)))
    return refuse("the host " + out.host + " is not on the public internet, and the gateway is not allowed to reach others",
                  false);
  return out;
}

}  // namespace wagate::http_client
