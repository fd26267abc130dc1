#include "media/upload_answer.h"

#include <nlohmann/json.hpp>

#include "media/media_address.h"

namespace wagate::session_whatsapp {
namespace {

constexpr std::size_t kMaxMediaUrl = 2'048;

std::string text_of_answer(const nlohmann::json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

}  // namespace

std::optional<UploadAnswer> UploadAnswer::read(std::string_view json) {
  const auto root = nlohmann::json::parse(json, nullptr, false);
  if (!root.is_object()) return std::nullopt;
  UploadAnswer answer{text_of_answer(root, "url"), text_of_answer(root, "direct_path")};
  if (!is_media_path(answer.direct_path) || answer.url.size() > kMaxMediaUrl) return std::nullopt;
  return answer;
}

}  // namespace wagate::session_whatsapp
