#pragma once

#include <cstddef>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace wagate::session_simulator {

// The files an account sent lately, by their media keys, so that they can be fetched again. Bounded in number
// and in bytes; the oldest go first, and a file larger than everything together is not kept. Not thread-safe:
// its session guards it.
class MediaShelf {
 public:
  static constexpr std::size_t kMaxFiles = 64;
  static constexpr std::size_t kMaxBytes = 16 * 1'048'576;

  void add(std::string media_key, std::shared_ptr<const std::string> bytes) {
    if (bytes->size() > kMaxBytes) return;
    bytes_ += bytes->size();
    files_.emplace_back(std::move(media_key), std::move(bytes));
    while (files_.size() > kMaxFiles || bytes_ > kMaxBytes) {
      bytes_ -= files_.front().second->size();
      files_.pop_front();
    }
  }

  // Null when it is unknown or was put away.
  std::shared_ptr<const std::string> find(std::string_view media_key) const {
    for (const auto& [key, bytes] : files_)
      if (key == media_key) return bytes;
    return nullptr;
  }

 private:
  std::deque<std::pair<std::string, std::shared_ptr<const std::string>>> files_;
  std::size_t bytes_ = 0;
};

}  // namespace wagate::session_simulator
