#include "media_content.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>

namespace wagate::api_rest {

namespace {

constexpr const char* kMediaTypes[] = {"imageMessage",   "documentMessage", "audioMessage",
                                       "videoMessage",   "stickerMessage",  "ptvMessage"};
constexpr const char* kWrappers[] = {"ephemeralMessage",           "viewOnceMessage",
                                     "viewOnceMessageV2",          "viewOnceMessageV2Extension",
                                     "documentWithCaptionMessage", "editedMessage"};
constexpr int kMaxWrappers = 4;  // inside each other

// MIME subtypes that are no extension.
constexpr std::pair<std::string_view, std::string_view> kExtensions[] = {
    {"text/plain", "txt"},
    {"application/msword", "doc"},
    {"application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"},
    {"application/vnd.ms-excel", "xls"},
    {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"},
    {"application/vnd.ms-powerpoint", "ppt"},
    {"application/vnd.openxmlformats-officedocument.presentationml.presentation", "pptx"},
    {"audio/mpeg", "mp3"},
    {"video/quicktime", "mov"},
    {"application/octet-stream", "bin"},
};

const Json* inner_message(const Json& message) {
  for (const char* wrapper : kWrappers) {
    const auto found = message.find(wrapper);
    if (found == message.end() || !found->is_object()) continue;
    const auto inner = found->find("message");
    if (inner != found->end() && inner->is_object()) return &*inner;
  }
  return nullptr;
}

}  // namespace

MediaContent media_of(const Json& message) {
  const Json* at = &message;
  for (int depth = 0; at && at->is_object() && depth <= kMaxWrappers; ++depth) {
    for (const char* type : kMediaTypes)
      if (const auto found = at->find(type); found != at->end() && found->is_object()) return {type, &*found};
    at = inner_message(*at);
  }
  return {};
}

std::string extension_of(const std::string& mimetype) {
  std::string_view type = std::string_view(mimetype).substr(0, mimetype.find(';'));
  while (!type.empty() && type.back() == ' ') type.remove_suffix(1);
  for (const auto& [known, extension] : kExtensions)
    if (type == known) return std::string(extension);
  const std::string_view subtype = type.substr(std::min(type.size(), type.find('/') + 1));
  const auto is_plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  if (type.find('/') == std::string_view::npos || subtype.empty() ||
      !std::all_of(subtype.begin(), subtype.end(), is_plain))
    return "bin";
  return std::string(subtype);
}

}  // namespace wagate::api_rest
