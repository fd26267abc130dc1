#include "send_buffer.h"

#include <utility>

namespace wagate::http_server {

namespace {

// A stream whose client lags behind never empties the buffer; what is sent must not pile up.
constexpr std::size_t kMaxSentKept = 65536;

}  // namespace

void SendBuffer::add(std::string bytes, std::int64_t now_ms) {
  if (empty()) {
    bytes_ = std::move(bytes);
    sent_ = 0;
    progress_ms_ = now_ms;
    return;
  }
  if (sent_ > kMaxSentKept) {
    bytes_.erase(0, sent_);
    sent_ = 0;
  }
  bytes_ += bytes;
}

IoStatus SendBuffer::flush(Socket& socket, char* scratch, std::int64_t now_ms) {
  while (!empty()) {
    const iovec piece{bytes_.data() + sent_, size()};
    const IoResult result = socket.write(&piece, 1, scratch);
    if (result.status != IoStatus::done) return result.status;
    sent_ += result.size;
    progress_ms_ = now_ms;
  }
  std::string().swap(bytes_);
  sent_ = 0;
  return IoStatus::done;
}

std::string SendBuffer::take() {
  bytes_.erase(0, std::exchange(sent_, 0));
  return std::exchange(bytes_, std::string());
}

}  // namespace wagate::http_server
