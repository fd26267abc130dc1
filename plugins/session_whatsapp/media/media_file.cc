#include "media/media_file.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

namespace wagate::session_whatsapp {
namespace {

// Not every file system makes files without a name: there one is made and its name removed.
int open_unnamed(const std::string& folder) {
  const int file = open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (file >= 0 || (errno != EOPNOTSUPP && errno != EISDIR)) return file;
  std::string name = folder + "/media-XXXXXX";
  const int named = mkostemp(name.data(), O_CLOEXEC);
  if (named >= 0) unlink(name.c_str());
  return named;
}

bool write_all(int file, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(file, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

bool read_all(int file, std::uint64_t offset, std::string& out) {
  std::size_t done = 0;
  while (done < out.size()) {
    const ssize_t got = pread(file, out.data() + done, out.size() - done, static_cast<off_t>(offset + done));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return false;
    done += static_cast<std::size_t>(got);
  }
  return true;
}

}  // namespace

MediaFile MediaFile::of(std::string bytes) {
  MediaFile out{std::string()};
  out.size_ = bytes.size();
  out.memory_ = std::move(bytes);
  return out;
}

MediaFile::MediaFile(MediaFile&& other) noexcept
    : folder_(std::move(other.folder_)), memory_(std::move(other.memory_)), file_(std::exchange(other.file_, -1)),
      size_(std::exchange(other.size_, 0)) {}

MediaFile& MediaFile::operator=(MediaFile&& other) noexcept {
  folder_.swap(other.folder_);
  memory_.swap(other.memory_);
  std::swap(file_, other.file_);
  std::swap(size_, other.size_);
  return *this;
}

MediaFile::~MediaFile() {
  if (file_ >= 0) close(file_);
}

bool MediaFile::append(std::string_view piece) {
  if (file_ < 0 && memory_.size() + piece.size() > kMaxInMemory && !move_to_disk()) return false;
  if (file_ < 0) {
    memory_ += piece;
  } else if (!write_all(file_, piece)) {
    return false;
  }
  size_ += piece.size();
  return true;
}

bool MediaFile::move_to_disk() {
  const int file = open_unnamed(folder_);
  if (file < 0) return false;
  if (!write_all(file, memory_)) {
    close(file);
    return false;
  }
  file_ = file;
  std::string().swap(memory_);
  return true;
}

std::optional<std::string> MediaFile::read(std::uint64_t offset, std::size_t max) const {
  const std::uint64_t left = size_ - std::min(offset, size_);
  std::string out(std::min<std::uint64_t>(max, left), '\0');
  if (file_ < 0) return out.assign(memory_, std::min<std::uint64_t>(offset, size_), out.size());
  if (!read_all(file_, offset, out)) return std::nullopt;
  return out;
}

std::optional<std::string> MediaFile::take() && {
  if (file_ >= 0) return read(0, size_);
  size_ = 0;
  return std::exchange(memory_, {});
}

}  // namespace wagate::session_whatsapp
