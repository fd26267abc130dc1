#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "media/media_exchange.h"

namespace wagate::session_whatsapp {

// A file that is fetched, and decrypted while it comes.
class MediaDownload final : public MediaExchange {
 public:
  // Of the plaintext. Histories are read piece by piece and may be longer.
  static constexpr std::uint64_t kMaxHistory = std::uint64_t{1} << 30;
  static std::uint64_t max_bytes(MediaKind kind);

  // `target`: see download_target(). `folder`: of MediaFile.
  MediaDownload(MediaReference reference, std::string target, std::string folder, MediaTransfer::OnFile on_file);

  std::string target(const std::string&) const override { return target_; }
  void begin(abi::HttpClientRequest& request) override;
  std::uint64_t read(std::uint64_t, char*, std::uint64_t) override { return 0; }
  bool write(std::string_view piece) override;
  MediaFailure problem() const override { return problem_; }
  MediaFailure judge(std::string_view answer) override;
  MediaFailure failure_of_status(std::uint32_t status) const override;
  void done(MediaFailure failure) override;

 private:
  bool keep_plain();

  const MediaReference reference_;
  const std::string target_;
  const std::string folder_;
  const MediaTransfer::OnFile on_file_;

  // Of the attempt.
  std::optional<MediaDecryptor> decryptor_;
  MediaFile file_;
  std::string plain_;  // of one piece
  MediaFailure problem_ = MediaFailure::none;
};

}  // namespace wagate::session_whatsapp
