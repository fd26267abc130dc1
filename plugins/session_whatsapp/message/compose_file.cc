#include "message/compose_file.h"

namespace wagate::session_whatsapp {
namespace {

// What all kinds of files have in common.
template <typename Content>
void fill_file(Content& out, const FileContent& file, const UploadedMedia& uploaded, std::int64_t now) {
  out.set_url(uploaded.url);
  out.set_mimetype(file.mimetype);
  out.set_file_sha256(uploaded.facts.file_sha256.str());
  out.set_file_length(uploaded.facts.file_length);
  out.set_media_key(std::string(uploaded.media_key.expose()));
  out.set_file_enc_sha256(uploaded.facts.file_enc_sha256.str());
  out.set_direct_path(uploaded.direct_path);
  out.set_media_key_timestamp(now);
}

template <typename Content>
void fill_dimensions(Content& out, const FileContent& file) {
  if (file.facts.width == 0) return;
  out.set_width(file.facts.width);
  out.set_height(file.facts.height);
}

template <typename Content>
void fill_context(Content& out, const Context& context) {
  if (!context.is_empty()) set_context(*out.mutable_context_info(), context);
}

void fill_video(proto::VideoMessage& out, const FileContent& file, const UploadedMedia& uploaded, std::int64_t now) {
  fill_file(out, file, uploaded, now);
  fill_dimensions(out, file);
  if (file.facts.seconds != 0) out.set_seconds(file.facts.seconds);
  if (!file.caption.empty()) out.set_caption(file.caption);
}

}  // namespace

MediaKind media_kind(FileRole role) {
  switch (role) {
    case FileRole::image: return MediaKind::image;
    case FileRole::video:
    case FileRole::round_video: return MediaKind::video;
    case FileRole::audio:
    case FileRole::voice: return MediaKind::audio;
    case FileRole::document: return MediaKind::document;
    case FileRole::sticker: return MediaKind::sticker;
  }
  return MediaKind::document;
}

void fill_image(proto::ImageMessage& out, const FileContent& file, const UploadedMedia& uploaded, std::int64_t now) {
  fill_file(out, file, uploaded, now);
  fill_dimensions(out, file);
  if (!file.caption.empty()) out.set_caption(file.caption);
  if (!file.thumbnail.empty()) out.set_jpeg_thumbnail(file.thumbnail);
}

proto::Message compose_file(const FileContent& file, const UploadedMedia& uploaded, std::int64_t now,
                            const Context& context) {
  proto::Message out;
  switch (file.role) {
    case FileRole::image:
      fill_image(*out.mutable_image_message(), file, uploaded, now);
      fill_context(*out.mutable_image_message(), context);
      break;
    case FileRole::video:
      fill_video(*out.mutable_video_message(), file, uploaded, now);
      fill_context(*out.mutable_video_message(), context);
      break;
    case FileRole::round_video:
      fill_video(*out.mutable_ptv_message(), file, uploaded, now);
      fill_context(*out.mutable_ptv_message(), context);
      break;
    case FileRole::audio:
    case FileRole::voice: {
      proto::AudioMessage& audio = *out.mutable_audio_message();
      fill_file(audio, file, uploaded, now);
      if (file.facts.seconds != 0) audio.set_seconds(file.facts.seconds);
      audio.set_ptt(file.role == FileRole::voice);
      fill_context(audio, context);
      break;
    }
    case FileRole::document: {
      // One with a caption travels in a wrapper.
      proto::DocumentMessage& document =
          file.caption.empty()
              ? *out.mutable_document_message()
              : *out.mutable_document_with_caption_message()->mutable_message()->mutable_document_message();
      fill_file(document, file, uploaded, now);
      document.set_title(file.name);
      document.set_file_name(file.name);
      if (!file.caption.empty()) document.set_caption(file.caption);
      fill_context(document, context);
      break;
    }
    case FileRole::sticker: {
      proto::StickerMessage& sticker = *out.mutable_sticker_message();
      fill_file(sticker, file, uploaded, now);
      fill_dimensions(sticker, file);
      sticker.set_is_animated(file.facts.is_animated);
      fill_context(sticker, context);
      break;
    }
  }
  return out;
}

}  // namespace wagate::session_whatsapp
