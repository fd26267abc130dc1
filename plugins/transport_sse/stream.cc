#include "stream.h"

#include <utility>

#include "wagate/http.h"
#include "wagate/json_writer.h"

namespace wagate::transport_sse {

void Stream::refuse(std::uint32_t status, std::string_view error, std::string_view message) {
  Owned<abi::HttpExchange> exchange;
  {
    std::lock_guard lock(mutex_);
    if (begun_) return;
    exchange = std::move(exchange_);
  }
  if (!exchange) return;
  std::string body;
  JsonWriter(body).begin_object().field("status", status).field("error", error).field("message", message).end_object();
  respond_json(*exchange, status, body);
}

bool Stream::begin(std::string_view first_text) {
  std::lock_guard lock(mutex_);
  if (!exchange_ || begun_) return false;
  begun_ = true;
  // The last one is for nginx, which collects answers otherwise.
  const abi::NameValue headers[] = {
      {"Content-Type", "text/event-stream; charset=utf-8"}, {"Cache-Control", "no-cache, no-transform"}, {"X-Accel-Buffering", "no"}};
  abi::HttpResponse head;
  head.headers = headers;
  head.header_count = 3;
  exchange_->begin_stream(head);
  exchange_->write(first_text);
  return true;
}

bool Stream::write(std::string_view text, std::uint64_t max_bytes, bool& too_slow) {
  std::lock_guard lock(mutex_);
  if (!exchange_ || !begun_) return false;
  if (exchange_->buffered_bytes() + text.size() > max_bytes) {
    too_slow = true;
    return false;
  }
  exchange_->write(text);
  return true;
}

std::uint64_t Stream::queued_bytes() {
  std::lock_guard lock(mutex_);
  return exchange_ && begun_ ? exchange_->buffered_bytes() : 0;
}

void Stream::end(std::string_view last_text) {
  Owned<abi::HttpExchange> exchange;
  {
    std::lock_guard lock(mutex_);
    if (!begun_) return;
    exchange = std::move(exchange_);
  }
  if (!exchange) return;
  if (!last_text.empty()) exchange->write(last_text);
  exchange->end_stream();
}

void Stream::abandon() {
  Owned<abi::HttpExchange> exchange;
  std::lock_guard lock(mutex_);
  exchange = std::move(exchange_);
}

}  // namespace wagate::transport_sse
