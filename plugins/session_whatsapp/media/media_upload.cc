#include "media/media_upload.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "crypto/random.h"
#include "media/media_address.h"
#include "media/upload_answer.h"

namespace wagate::session_whatsapp {
namespace {

constexpr std::uint64_t kMaxUploadAnswer = 65'536;
constexpr std::size_t kSentPiece = 65'536;

}  // namespace

MediaUpload::MediaUpload(MediaKind kind, std::string file, MediaTransfer::OnUploaded on_uploaded)
    : kind_(kind), file_(std::move(file)), on_uploaded_(std::move(on_uploaded)) {
  uploaded_.media_key = random_secret<32>();
  rewind();
}

void MediaUpload::rewind() {
  encryptor_.emplace(uploaded_.media_key, kind_);
  taken_ = 0;
  ready_.clear();
  ready_from_ = 0;
}

bool MediaUpload::encrypt(std::size_t max) {
  if (!encryptor_) return false;
  ready_.clear();
  ready_from_ = 0;
  const std::string_view piece = std::string_view(file_).substr(taken_, max);
  taken_ += piece.size();
  encryptor_->update(piece, ready_);
  if (taken_ == file_.size()) {
    uploaded_.facts = encryptor_->finish(ready_);
    encryptor_.reset();
  }
  return true;
}

bool MediaUpload::prepare() {
  if (encrypt(kPrepared)) encrypted_bytes_ += ready_.size();
  return !encryptor_;
}

std::string MediaUpload::target(const std::string& auth) const {
  return upload_target(uploaded_.facts.file_enc_sha256, kind_, auth);
}

void MediaUpload::begin(abi::HttpClientRequest& request) {
  rewind();
  request.method = "POST";
  request.flags |= abi::kStreamsRequest;
  request.stream_bytes = encrypted_bytes_;
  request.max_response_bytes = kMaxUploadAnswer;
}

std::uint64_t MediaUpload::read(std::uint64_t offset, char* out, std::uint64_t capacity) {
  if (offset == 0) rewind();
  while (ready_from_ == ready_.size())
    if (!encrypt(kSentPiece)) return 0;
  const std::size_t bytes = std::min<std::uint64_t>(capacity, ready_.size() - ready_from_);
  std::memcpy(out, ready_.data() + ready_from_, bytes);
  ready_from_ += bytes;
  return bytes;
}

MediaFailure MediaUpload::judge(std::string_view answer) {
  const auto stored = UploadAnswer::read(answer);
  if (!stored) return MediaFailure::refused;
  uploaded_.direct_path = stored->direct_path;
  uploaded_.url = stored->url;
  return MediaFailure::none;
}

}  // namespace wagate::session_whatsapp
