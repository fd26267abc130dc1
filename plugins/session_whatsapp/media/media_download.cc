#include "media/media_download.h"

#include <utility>

namespace wagate::session_whatsapp {
namespace {

constexpr std::uint64_t kMaxCipherOverhead = 64;  // a block of padding and the MAC

}  // namespace

std::uint64_t MediaDownload::max_bytes(MediaKind kind) {
  return kind == MediaKind::history ? kMaxHistory : MediaTransfer::kMaxFile;
}

MediaDownload::MediaDownload(MediaReference reference, std::string target, std::string folder,
                             MediaTransfer::OnFile on_file)
    : reference_(std::move(reference)), target_(std::move(target)), folder_(std::move(folder)),
      on_file_(std::move(on_file)), file_(folder_) {}

void MediaDownload::begin(abi::HttpClientRequest& request) {
  MediaDecryptor::Expected expected;
  expected.file_sha256 = reference_.file_sha256;
  expected.file_enc_sha256 = reference_.file_enc_sha256;
  expected.max_length = max_bytes(reference_.kind) + kMaxCipherOverhead;
  decryptor_.emplace(reference_.media_key, reference_.kind, expected);
  file_ = MediaFile(folder_);
  problem_ = MediaFailure::none;
  request.method = "GET";
  request.flags |= abi::kStreamsResponse;
  request.max_response_bytes = expected.max_length;
}

bool MediaDownload::write(std::string_view piece) {
  plain_.clear();
  if (!decryptor_->update(piece, plain_)) {
    problem_ = MediaFailure::too_large;
    return false;
  }
  return keep_plain();
}

bool MediaDownload::keep_plain() {
  if (file_.append(plain_)) return true;
  problem_ = MediaFailure::not_kept;
  return false;
}

MediaFailure MediaDownload::judge(std::string_view) {
  plain_.clear();
  if (decryptor_->finish(plain_) != MediaError::none) return MediaFailure::damaged;
  return keep_plain() ? MediaFailure::none : problem_;
}

// 403: the address was good once.
MediaFailure MediaDownload::failure_of_status(std::uint32_t status) const {
  return status == 403 ? MediaFailure::gone : failure_of_http(status);
}

void MediaDownload::done(MediaFailure failure) {
  if (failure != MediaFailure::none) file_ = MediaFile(folder_);
  on_file_(failure, std::move(file_));
}

}  // namespace wagate::session_whatsapp
