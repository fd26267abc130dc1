#include "token.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include <nlohmann/json.hpp>

#include "wagate/base64.h"

namespace wagate::auth_jwt {

namespace {

// URL-safe and without padding, as RFC 7515, 2 wants it: the standard alphabet would be a second way to
// write the same token.
bool is_base64url(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isalnum(c) || c == '-' || c == '_'; });
}

std::string text_member(const nlohmann::json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

}  // namespace

bool looks_like_token(std::string_view text) {
  return text.starts_with("eyJ") && std::count(text.begin(), text.end(), '.') == 2;
}

std::string read_token(std::string_view text, Token& out) {
  if (text.size() > kMaxTokenBytes) return "longer than " + std::to_string(kMaxTokenBytes) + " bytes";
  const std::size_t first = text.find('.');
  const std::size_t second = first == std::string_view::npos ? first : text.find('.', first + 1);
  if (second == std::string_view::npos || text.find('.', second + 1) != std::string_view::npos) return "not three parts";
  const std::string_view parts[] = {text.substr(0, first), text.substr(first + 1, second - first - 1), text.substr(second + 1)};
  for (const std::string_view part : parts)
    if (!is_base64url(part)) return "a part is not base64url";
  const auto header_text = base64::decode(parts[0]);
  auto payload = base64::decode(parts[1]);
  auto signature = base64::decode(parts[2]);
  if (!header_text || !payload || !signature) return "a part is not base64url";

  const auto header = nlohmann::json::parse(*header_text, nullptr, false);
  if (!header.is_object()) return "the header is not a JSON object";
  if (header.contains("crit")) return "the header asks for an extension that is not known";
  out.algorithm = text_member(header, "alg");
  out.key_id = text_member(header, "kid");
  out.signed_part = text.substr(0, second);
  out.payload = std::move(*payload);
  out.signature = std::move(*signature);
  return {};
}

}  // namespace wagate::auth_jwt
