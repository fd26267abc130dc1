#include "node/inflate.h"

#include <zlib.h>

#include <algorithm>
#include <limits>

namespace wagate::session_whatsapp {
namespace {

constexpr std::size_t kFirstPiece = 4096;

class InflateStream {
 public:
  InflateStream() { ready_ = inflateInit(&stream_) == Z_OK; }
  InflateStream(const InflateStream&) = delete;
  InflateStream& operator=(const InflateStream&) = delete;
  ~InflateStream() {
    if (ready_) inflateEnd(&stream_);
  }

  bool ready() const { return ready_; }
  z_stream& get() { return stream_; }

 private:
  z_stream stream_{};
  bool ready_ = false;
};

}  // namespace

std::optional<std::string> inflate(std::string_view packed, std::size_t limit, InflateError& error) {
  error = InflateError::bad_stream;
  InflateStream holder;
  if (!holder.ready() || packed.size() > std::numeric_limits<uInt>::max()) return std::nullopt;
  z_stream& stream = holder.get();
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
  stream.avail_in = static_cast<uInt>(packed.size());

  std::string out;
  std::size_t filled = 0;
  for (;;) {
    // One byte beyond the limit is room enough to see that there is more.
    const std::size_t room = std::min(std::max(kFirstPiece, filled * 2), limit + 1);
    if (filled == room) {
      error = InflateError::too_large;
      return std::nullopt;
    }
    out.resize(room);
    stream.next_out = reinterpret_cast<Bytef*>(out.data() + filled);
    stream.avail_out = static_cast<uInt>(room - filled);
    const int result = ::inflate(&stream, Z_NO_FLUSH);
    filled = room - stream.avail_out;
    if (result == Z_STREAM_END) break;
    if (result != Z_OK) return std::nullopt;  // Z_BUF_ERROR: the input ends too early
    if (stream.avail_out != 0 && stream.avail_in == 0) return std::nullopt;
  }
  if (stream.avail_in != 0) return std::nullopt;
  if (filled > limit) {
    error = InflateError::too_large;
    return std::nullopt;
  }
  out.resize(filled);
  out.shrink_to_fit();
  error = InflateError::none;
  return out;
}

}  // namespace wagate::session_whatsapp
