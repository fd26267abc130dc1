#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "media/media_transfer.h"
#include "session/lane.h"

namespace wagate::session_whatsapp::testing {

// Files by their direct path; answers on the lane.
class FakeMedia final : public MediaTransfer {
 public:
  explicit FakeMedia(std::shared_ptr<Lane> lane) : lane_(std::move(lane)) {}

  void download(const MediaReference& reference, OnFile on_file) override {
    asked.push_back(reference);
    const auto found = files.find(reference.direct_path);
    const MediaFailure result = found != files.end() ? MediaFailure::none : failure;
    const std::string file = found != files.end() ? found->second : std::string();
    lane_->post([on_file = std::move(on_file), result, file] { on_file(result, MediaFile::of(file)); });
  }
  void upload(MediaKind, std::string, OnUploaded on_uploaded) override {
    lane_->post([on_uploaded = std::move(on_uploaded)] { on_uploaded(MediaFailure::refused, {}); });
  }

  std::map<std::string, std::string> files;
  MediaFailure failure = MediaFailure::gone;  // for all others
  std::vector<MediaReference> asked;

 private:
  const std::shared_ptr<Lane> lane_;
};

}  // namespace wagate::session_whatsapp::testing
