#include "picture/session_pictures.h"

#include <utility>

namespace wagate::session_whatsapp {
namespace {

// The largest file a thumbnail is made of; others need not wait at the desk to learn that.
constexpr std::size_t kMaxThumbnailFile = PictureLimits().bytes;

struct ThumbnailJob {
  std::string file;
  std::optional<Thumbnail> thumbnail;
};

struct ProfileJob {
  std::string file;
  ProfilePicture picture;
};

}  // namespace

void SessionPictures::thumbnail(std::string file, std::uint32_t width, OnThumbnail on_thumbnail) {
  const auto job = std::make_shared<ThumbnailJob>(ThumbnailJob{std::move(file), std::nullopt});
  const auto tell = [job, on_thumbnail = std::move(on_thumbnail)] {
    on_thumbnail(std::move(job->file), std::move(job->thumbnail));
  };
  const bool is_small_enough = job->file.size() <= kMaxThumbnailFile;
  const auto work = [job, width] { job->thumbnail = make_thumbnail(job->file, width); };
  if (!is_small_enough || !carry(job->file.size(), work, tell)) tell_later(tell);
}

void SessionPictures::profile_picture(std::string file, OnProfilePicture on_picture) {
  const auto job = std::make_shared<ProfileJob>(ProfileJob{std::move(file), {PictureError::busy, {}}});
  const auto tell = [job, on_picture = std::move(on_picture)] { on_picture(job->picture); };
  const auto work = [job] { job->picture = make_profile_picture(job->file); };
  if (!carry(job->file.size(), work, tell)) tell_later(tell);
}

bool SessionPictures::carry(std::size_t bytes, std::function<void()> work, std::function<void()> tell) {
  return desk_.post(bytes, [lane = lane_, alive = std::weak_ptr<const bool>(alive_), work = std::move(work),
                            tell = std::move(tell)] {
    work();
    lane->post([alive, tell] {
      if (!alive.expired()) tell();
    });
  });
}

void SessionPictures::tell_later(std::function<void()> tell) const {
  lane_->post([alive = std::weak_ptr<const bool>(alive_), tell = std::move(tell)] {
    if (!alive.expired()) tell();
  });
}

}  // namespace wagate::session_whatsapp
