#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "picture/picture_desk.h"
#include "picture/thumbnail.h"
#include "session/lane.h"

namespace wagate::session_whatsapp {

// The pictures of one session: made at the desk, given on the lane, once and not from within the call. Used on the
// lane; nothing is given after it is destroyed.
class SessionPictures {
 public:
  // `desk` outlives it.
  SessionPictures(PictureDesk& desk, std::shared_ptr<Lane> lane) : desk_(desk), lane_(std::move(lane)) {}

  // The file comes back as it was. Without thumbnail: the file is no picture that can be read, or too much waits.
  using OnThumbnail = std::function<void(std::string file, std::optional<Thumbnail>)>;
  void thumbnail(std::string file, std::uint32_t width, OnThumbnail on_thumbnail);

  using OnProfilePicture = std::function<void(const ProfilePicture&)>;
  void profile_picture(std::string file, OnProfilePicture on_picture);

 private:
  // Does `work` at the desk and then `tell` on the lane; false when too much waits.
  bool carry(std::size_t bytes, std::function<void()> work, std::function<void()> tell);
  void tell_later(std::function<void()> tell) const;

  PictureDesk& desk_;
  const std::shared_ptr<Lane> lane_;
  // What is on its way to the lane looks whether the object is still there.
  const std::shared_ptr<const bool> alive_ = std::make_shared<const bool>(true);
};

}  // namespace wagate::session_whatsapp
