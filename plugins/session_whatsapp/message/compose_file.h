#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "media/file_facts.h"
#include "media/media_kind.h"
#include "media/media_transfer.h"
#include "message/compose.h"

namespace wagate::session_whatsapp {

// What a file is sent as.
enum class FileRole : std::uint8_t { image, video, round_video, audio, voice, document, sticker };

// How its keys are derived.
MediaKind media_kind(FileRole role);

struct FileContent {
  FileRole role = FileRole::document;
  FileFacts facts;
  std::string mimetype;
  std::string caption;
  std::string name;       // of a document
  std::string thumbnail;  // JPEG, of an image; empty: none
};

// `now` in Unix seconds. A caption is written where the kind has one.
proto::Message compose_file(const FileContent& file, const UploadedMedia& uploaded, std::int64_t now,
                            const Context& context);

// The same as a part of another message.
void fill_image(proto::ImageMessage& out, const FileContent& file, const UploadedMedia& uploaded, std::int64_t now);

}  // namespace wagate::session_whatsapp
