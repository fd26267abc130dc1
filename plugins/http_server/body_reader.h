#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace wagate::http_server {

// Reads the body of one request: Content-Length or chunked, trailers thrown away.
class BodyReader {
 public:
  enum class State : std::uint8_t { reading, complete, malformed, too_large };

  static BodyReader with_length(std::uint64_t length, std::uint64_t max_bytes);
  static BodyReader chunked(std::uint64_t max_bytes);

  // Appends to `body` what belongs to it and returns how many bytes of `data` it used.
  std::size_t feed(std::string_view data, std::string& body);

  State state() const { return state_; }

 private:
  enum class Stage : std::uint8_t { length, data, data_cr, data_lf, size, extension, size_lf, trailer, trailer_lf };
  static constexpr std::uint32_t kMaxOverhead = 8192;  // of extensions and trailers, each

  explicit BodyReader(std::uint64_t max_bytes) : max_bytes_(max_bytes) {}

  void take_size_char(char c);
  void end_size_line(const std::string& body);
  void step(char c, const std::string& body);
  void fail() { state_ = State::malformed; }

  std::uint64_t max_bytes_;
  std::uint64_t remaining_ = 0;  // of the body, or of the chunk
  std::uint32_t overhead_ = 0;
  std::uint16_t digits_ = 0;
  bool line_is_empty_ = true;
  Stage stage_ = Stage::length;
  State state_ = State::reading;
};

}  // namespace wagate::http_server
