#include "scrape_access.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include "wagate/base64.h"

namespace wagate::metrics_prometheus {

namespace {

// IPv4-mapped addresses arrive as IPv4.
std::string plain_address(const std::string& text) {
  constexpr std::string_view kMapped = "::ffff:";
  return text.starts_with(kMapped) && text.find('.') != std::string::npos ? text.substr(kMapped.size()) : text;
}

std::set<std::string, std::less<>> addresses_of(const std::vector<std::string>& list) {
  std::set<std::string, std::less<>> out;
  for (const std::string& one : list) out.insert(plain_address(one));
  return out;
}

// Looks at every byte, whether or not an earlier one differs; only the length shows.
bool same_secret(std::string_view a, std::string_view b) {
  unsigned char difference = a.size() == b.size() ? 0 : 1;
  for (std::size_t i = 0; i < b.size(); ++i)
    difference |= static_cast<unsigned char>((i < a.size() ? a[i] : 0) ^ b[i]);
  return difference == 0;
}

bool is_basic(std::string_view authorization) {
  constexpr std::string_view kScheme = "basic ";
  return authorization.size() > kScheme.size() &&
         std::equal(kScheme.begin(), kScheme.end(), authorization.begin(),
                    [](char a, char b) { return a == std::tolower(static_cast<unsigned char>(b)); });
}

}  // namespace

ScrapeAccess::ScrapeAccess(Rules rules) : rules_(std::move(rules)), addresses_(addresses_of(rules_.allowed_ips)) {}

ScrapeAccess::Answer ScrapeAccess::check(std::string_view peer, std::string_view authorization) const {
  if (!addresses_.empty() && !addresses_.contains(peer)) return Answer::foreign_address;
  if (!rules_.auth_required) return Answer::allowed;
  if (rules_.user.empty() || rules_.password.empty()) return Answer::not_configured;
  if (!is_basic(authorization)) return Answer::no_credentials;
  const auto shown = base64::decode(authorization.substr(6));
  const std::string expected = rules_.user + ":" + rules_.password;
  return shown && same_secret(*shown, expected) ? Answer::allowed : Answer::wrong_credentials;
}

}  // namespace wagate::metrics_prometheus
