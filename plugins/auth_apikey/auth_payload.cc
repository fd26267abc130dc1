#include "auth_payload.h"

#include <nlohmann/json.hpp>

namespace wagate::auth_apikey {

namespace {

constexpr std::size_t kMaxPayload = 16 * 1024;

}  // namespace

std::string apikey_of(std::string_view auth_json) {
  if (auth_json.empty() || auth_json.size() > kMaxPayload) return {};
  const auto payload = nlohmann::json::parse(auth_json, nullptr, /*allow_exceptions=*/false);
  if (!payload.is_object()) return {};
  const auto member = payload.find("apikey");
  return member != payload.end() && member->is_string() ? member->get<std::string>() : std::string();
}

}  // namespace wagate::auth_apikey
