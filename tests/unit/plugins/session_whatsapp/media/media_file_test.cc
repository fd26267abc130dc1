#include "media/media_file.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <iterator>
#include <string>
#include <utility>

#include "wagate/testing/fake_host.h"

namespace wagate::session_whatsapp {
namespace {

class MediaFiles : public ::testing::Test {
 protected:
  std::string folder() const { return host.state_dir(); }
  // Names there are: a file without one does not count.
  std::size_t names() const {
    const std::filesystem::directory_iterator here(folder());
    return static_cast<std::size_t>(std::distance(begin(here), end(here)));
  }
  static void fill(MediaFile& file, std::string_view bytes) {
    for (std::string_view left = bytes; !left.empty(); left.remove_prefix(std::min<std::size_t>(left.size(), 10'000)))
      ASSERT_TRUE(file.append(left.substr(0, 10'000)));
  }
  static std::string bytes_of(std::size_t count) {
    std::string out;
    while (out.size() < count) out += std::to_string(out.size()) + ' ';
    out.resize(count);
    return out;
  }

  wagate::testing::FakeHost host;
};

TEST_F(MediaFiles, GiveBackWhatWasPutIn) {
  for (const std::size_t size : {std::size_t{0}, std::size_t{1}, MediaFile::kMaxInMemory, MediaFile::kMaxInMemory + 1,
                                 3 * MediaFile::kMaxInMemory}) {
    MediaFile file(folder());
    const std::string bytes = bytes_of(size);
    fill(file, bytes);
    EXPECT_EQ(file.size(), size);
    EXPECT_EQ(std::move(file).take(), bytes) << size;
  }
}

TEST_F(MediaFiles, AreReadInPieces) {
  const std::string bytes = bytes_of(2 * MediaFile::kMaxInMemory + 7);
  MediaFile on_disk(folder());
  fill(on_disk, bytes);
  const MediaFile in_memory = MediaFile::of(bytes);
  for (const MediaFile* file : {&std::as_const(on_disk), &in_memory}) {
    std::string read;
    while (read.size() < bytes.size()) read += file->read(read.size(), 4'096).value();
    EXPECT_EQ(read, bytes);
    EXPECT_EQ(file->read(bytes.size(), 10), "");
    EXPECT_EQ(file->read(bytes.size() + 5, 10), "");
    EXPECT_EQ(file->read(bytes.size() - 3, 10)->size(), 3u);
  }
}

TEST_F(MediaFiles, HaveNoNameOnTheDisk) {
  const std::size_t before = names();
  MediaFile file(folder());
  fill(file, bytes_of(2 * MediaFile::kMaxInMemory));
  EXPECT_EQ(names(), before);
}

TEST_F(MediaFiles, SayWhenTheDiskTakesNoMore) {
  MediaFile file(folder() + "/missing");
  fill(file, bytes_of(MediaFile::kMaxInMemory));

  EXPECT_FALSE(file.append("x"));

  EXPECT_EQ(file.size(), MediaFile::kMaxInMemory);
  EXPECT_EQ(std::move(file).take(), bytes_of(MediaFile::kMaxInMemory));
}

TEST_F(MediaFiles, MoveWithWhatTheyHold) {
  const std::string bytes = bytes_of(2 * MediaFile::kMaxInMemory);
  MediaFile first(folder());
  fill(first, bytes);

  MediaFile second = std::move(first);
  MediaFile third(folder());
  fill(third, "something else");
  third = std::move(second);

  EXPECT_EQ(std::move(third).take(), bytes);
}

}  // namespace
}  // namespace wagate::session_whatsapp
