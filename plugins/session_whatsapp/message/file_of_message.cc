#include "message/file_of_message.h"

#include "media/media_address.h"
#include "proto/message.pb.h"

namespace wagate::session_whatsapp {
namespace {

constexpr int kMaxWrappersOfFile = 8;

template <typename Content>
std::optional<FileOfMessage> file_in(const Content& content, MediaKind kind) {
  FileOfMessage out;
  const auto key = Secret<32>::from(content.media_key());
  if (!key) return std::nullopt;
  out.reference.kind = kind;
  out.reference.media_key = *key;
  out.reference.direct_path = content.direct_path().empty() ? path_of_address(content.url()) : content.direct_path();
  out.reference.file_sha256 = Digest::from(content.file_sha256());
  out.reference.file_enc_sha256 = Digest::from(content.file_enc_sha256());
  out.mimetype = content.mimetype();
  if (out.reference.direct_path.empty()) return std::nullopt;
  return out;
}

// What is in a wrapper; null when the message is none.
const proto::Message* unwrapped(const proto::Message& message) {
  if (message.has_ephemeral_message()) return &message.ephemeral_message().message();
  if (message.has_view_once_message()) return &message.view_once_message().message();
  if (message.has_view_once_message_v2()) return &message.view_once_message_v2().message();
  if (message.has_view_once_message_v2_extension()) return &message.view_once_message_v2_extension().message();
  if (message.has_document_with_caption_message()) return &message.document_with_caption_message().message();
  if (message.has_edited_message()) return &message.edited_message().message();
  return nullptr;
}

}  // namespace

std::optional<FileOfMessage> FileOfMessage::find(std::string_view wire) {
  proto::Message parsed;
  if (!parsed.ParseFromArray(wire.data(), static_cast<int>(wire.size()))) return std::nullopt;
  const proto::Message* message = &parsed;
  for (int i = 0; i < kMaxWrappersOfFile; ++i) {
    const proto::Message* inner = unwrapped(*message);
    if (!inner) break;
    message = inner;
  }
  if (message->has_image_message()) return file_in(message->image_message(), MediaKind::image);
  if (message->has_video_message()) return file_in(message->video_message(), MediaKind::video);
  if (message->has_ptv_message()) return file_in(message->ptv_message(), MediaKind::video);
  if (message->has_audio_message()) return file_in(message->audio_message(), MediaKind::audio);
  if (message->has_document_message()) return file_in(message->document_message(), MediaKind::document);
  if (message->has_sticker_message()) return file_in(message->sticker_message(), MediaKind::sticker);
  return std::nullopt;
}

}  // namespace wagate::session_whatsapp
