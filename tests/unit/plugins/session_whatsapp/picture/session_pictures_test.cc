// Pictures on their way to the desk and back.
#include "picture/session_pictures.h"

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "drawn_pictures.h"
#include "wagate/testing/fake_host.h"

namespace wagate::session_whatsapp {
namespace {

class Pictures : public ::testing::Test {
 protected:
  ~Pictures() override {
    lane->shut();
    desk.shut();
  }

  void settle() {
    while (host.executor().run_all() > 0) {
    }
  }
  static void fail(std::string_view what) { ADD_FAILURE() << what; }

  wagate::testing::FakeHost host;
  std::shared_ptr<Outstanding> outstanding = std::make_shared<Outstanding>();
  std::shared_ptr<Lane> lane = std::make_shared<Lane>(host.executor(), outstanding, fail);
  PictureDesk desk{host.executor(), outstanding, fail};
  std::optional<SessionPictures> pictures{std::in_place, desk, lane};
  const std::string file = testing::as_png(testing::four_corners(64, 64));
};

TEST_F(Pictures, AThumbnailComesLaterWithTheFile) {
  std::string back;
  std::optional<Thumbnail> made;
  pictures->thumbnail(file, 32, [&](std::string bytes, std::optional<Thumbnail> thumbnail) {
    back = std::move(bytes);
    made = std::move(thumbnail);
  });
  EXPECT_TRUE(back.empty()) << "not from within the call";

  settle();

  EXPECT_EQ(back, file);
  ASSERT_TRUE(made);
  EXPECT_EQ(made->width, 64u);
}

TEST_F(Pictures, WhatIsNoPictureComesBackWithoutThumbnail) {
  std::string back;
  pictures->thumbnail("a song", 32, [&](std::string bytes, const std::optional<Thumbnail>& thumbnail) {
    back = std::move(bytes);
    EXPECT_FALSE(thumbnail);
  });
  settle();
  EXPECT_EQ(back, "a song");
}

TEST_F(Pictures, BeyondTheLimitThereIsNoThumbnailAndNoProfilePicture) {
  int thumbnails = 0;
  int without = 0;
  for (std::size_t i = 0; i < PictureDesk::kMaxWaiting + 3; ++i)
    pictures->thumbnail(file, 32, [&](const std::string&, const std::optional<Thumbnail>& thumbnail) {
      ++(thumbnail ? thumbnails : without);
    });
  PictureError error = PictureError::none;
  pictures->profile_picture(file, [&](const ProfilePicture& picture) { error = picture.error; });

  settle();

  EXPECT_EQ(thumbnails, static_cast<int>(PictureDesk::kMaxWaiting));
  EXPECT_EQ(without, 3);
  EXPECT_EQ(error, PictureError::busy);
  pictures->profile_picture(file, [&](const ProfilePicture& picture) { error = picture.error; });
  settle();
  EXPECT_EQ(error, PictureError::none) << "there is room again";
}

TEST_F(Pictures, NobodyIsToldAfterTheSessionIsGone) {
  pictures->profile_picture(file, [&](const ProfilePicture&) { ADD_FAILURE() << "told"; });

  pictures.reset();

  settle();
}

}  // namespace
}  // namespace wagate::session_whatsapp
