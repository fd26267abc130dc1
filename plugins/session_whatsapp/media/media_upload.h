#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "media/media_exchange.h"

namespace wagate::session_whatsapp {

// A file that is put up. Hosts want the hash of the encrypted file before they see it: it is encrypted twice, once for the
// hash and once on its way, and never held.
class MediaUpload final : public MediaExchange {
 public:
  static constexpr std::size_t kPrepared = 1u << 20;  // at a time, for the hash

  MediaUpload(MediaKind kind, std::string file, MediaTransfer::OnUploaded on_uploaded);

  bool prepare() override;
  std::string target(const std::string& auth) const override;
  void begin(abi::HttpClientRequest& request) override;
  std::uint64_t read(std::uint64_t offset, char* out, std::uint64_t capacity) override;
  bool write(std::string_view) override { return false; }
  MediaFailure judge(std::string_view answer) override;
  MediaFailure failure_of_status(std::uint32_t status) const override { return failure_of_http(status); }
  bool wants_permission(std::uint32_t status) const override { return status == 401 || status == 403; }
  void done(MediaFailure failure) override { on_uploaded_(failure, uploaded_); }

 private:
  void rewind();
  // Encrypts the next `max` bytes into ready_; false when it was all.
  bool encrypt(std::size_t max);

  const MediaKind kind_;
  const std::string file_;
  const MediaTransfer::OnUploaded on_uploaded_;
  UploadedMedia uploaded_;
  std::uint64_t encrypted_bytes_ = 0;

  std::optional<MediaEncryptor> encryptor_;  // not while all of it was encrypted
  std::uint64_t taken_ = 0;                  // of file_
  std::string ready_;                        // encrypted and not read yet, from ready_from_ on
  std::size_t ready_from_ = 0;
};

}  // namespace wagate::session_whatsapp
