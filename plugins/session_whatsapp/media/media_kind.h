#pragma once

#include <cstdint>
#include <string_view>

namespace wagate::session_whatsapp {

// What a media file holds decides how its keys are derived and under which name it is stored.
enum class MediaKind : std::uint8_t {
  image,
  sticker,
  video,
  audio,
  document,
  history,
  app_state,
  sticker_pack,
  link_thumbnail,
};

// Keeps the keys of different kinds apart.
constexpr std::string_view key_label(MediaKind kind) {
  switch (kind) {
    case MediaKind::image:
    case MediaKind::sticker: return "WhatsApp Image Keys";
    case MediaKind::video: return "WhatsApp Video Keys";
    case MediaKind::audio: return "WhatsApp Audio Keys";
    case MediaKind::document: return "WhatsApp Document Keys";
    case MediaKind::history: return "WhatsApp History Keys";
    case MediaKind::app_state: return "WhatsApp App State Keys";
    case MediaKind::sticker_pack: return "WhatsApp Sticker Pack Keys";
    case MediaKind::link_thumbnail: return "WhatsApp Link Thumbnail Keys";
  }
  return {};
}

// As addresses of the media servers name it.
constexpr std::string_view server_name(MediaKind kind) {
  switch (kind) {
    case MediaKind::image:
    case MediaKind::sticker: return "image";
    case MediaKind::video: return "video";
    case MediaKind::audio: return "audio";
    case MediaKind::document: return "document";
    case MediaKind::history: return "md-msg-hist";
    case MediaKind::app_state: return "md-app-state";
    case MediaKind::sticker_pack: return "sticker-pack";
    case MediaKind::link_thumbnail: return "thumbnail-link";
  }
  return {};
}

}  // namespace wagate::session_whatsapp
