#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace wagate::session_whatsapp {

// The plaintext of a file while it is carried: in memory as long as it is small, then in a file without a name that is
// gone with this object, however the process ends. Used by one thread at a time.
class MediaFile {
 public:
  static constexpr std::size_t kMaxInMemory = 256u << 10;

  // `folder`: where the file without a name is made when it is needed; readable by this user alone.
  explicit MediaFile(std::string folder) : folder_(std::move(folder)) {}
  // In memory, whatever its size.
  static MediaFile of(std::string bytes);

  MediaFile(MediaFile&& other) noexcept;
  MediaFile& operator=(MediaFile&& other) noexcept;
  ~MediaFile();

  // False when the disk does not take it; what was there before can still be read.
  [[nodiscard]] bool append(std::string_view piece);

  std::uint64_t size() const { return size_; }

  // Up to `max` bytes from `offset` on; fewer at the end only. Nothing when the disk does not give them.
  std::optional<std::string> read(std::uint64_t offset, std::size_t max) const;

  // All of it. Nothing when the disk does not give it.
  std::optional<std::string> take() &&;

 private:
  bool move_to_disk();

  std::string folder_;
  std::string memory_;  // unless there is a file
  int file_ = -1;
  std::uint64_t size_ = 0;
};

}  // namespace wagate::session_whatsapp
