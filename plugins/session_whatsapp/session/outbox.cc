#include "session/outbox.h"

#include <utility>

namespace wagate::session_whatsapp {

void Outbox::put(Publish publish, std::function<void()> after) {
  ++waiting_;
  place_.lane->post([this, entry = Entry{std::move(publish), std::move(after)}]() mutable {
    queue_.push_back(std::move(entry));
    if (!retry_.is_set()) pump();
  });
}

void Outbox::pump() {
  while (!queue_.empty()) {
    const abi::StatusCode result = publish_front();
    if (result == abi::StatusCode::resource_exhausted) return retry_.set(kRetryMs, [this] { pump(); });
    const Entry done = std::move(queue_.front());
    queue_.pop_front();
    --waiting_;
    if (done.after) done.after();
    if (on_room_) on_room_();
  }
}

// What cannot be published must not keep back all that follows. Its `after` does not run: it was not published.
abi::StatusCode Outbox::publish_front() {
  try {
    return queue_.front().publish();
  } catch (...) {
    queue_.pop_front();
    --waiting_;
    place_.lane->post([this] { pump(); });
    throw;  // the lane tells
  }
}

void Outbox::shut() {
  place_.lane->shut();
  retry_.cancel();
}

}  // namespace wagate::session_whatsapp
