#include "outbox.h"

#include <cstdint>

namespace wagate::http_server {

// A ring of shares; the lowest bit of an entry says "joined to the frame before".
struct OutboxQueue {
  static constexpr std::size_t kInitial = 8;

  std::vector<std::uintptr_t> ring = std::vector<std::uintptr_t>(kInitial);
  std::size_t head = 0;
  std::size_t count = 0;
  std::size_t sent_of_front = 0;
  std::uint64_t bytes = 0;             // not yet taken by the socket
  bool front_message_started = false;  // an earlier frame of the front's message is out already

  std::uintptr_t& entry(std::size_t i) { return ring[(head + i) & (ring.size() - 1)]; }
  std::uintptr_t entry(std::size_t i) const { return ring[(head + i) & (ring.size() - 1)]; }
  FrameShare* share(std::size_t i) const { return reinterpret_cast<FrameShare*>(entry(i) & ~std::uintptr_t{1}); }
  bool joined(std::size_t i) const { return (entry(i) & 1) != 0; }

  void push(FrameShare* added, bool is_joined) {
    if (count == ring.size()) grow();
    entry(count) = reinterpret_cast<std::uintptr_t>(added) | (is_joined ? 1u : 0u);
    ++count;
    bytes += added->size;
  }
  void grow() {
    std::vector<std::uintptr_t> wider(ring.size() * 2);
    for (std::size_t i = 0; i < count; ++i) wider[i] = entry(i);
    ring = std::move(wider);
    head = 0;
  }
  void erase(std::size_t at, std::size_t length) {
    for (std::size_t i = at; i + length < count; ++i) entry(i) = entry(i + length);
    count -= length;
  }
};

OutboxPool::~OutboxPool() {
  for (FrameShare* share : shares_) delete share;
  for (OutboxQueue* queue : queues_) delete queue;
}

FrameShare* OutboxPool::share(SharedFrame* frame, std::int64_t now_ms) {
  FrameShare* share;
  if (shares_.empty()) {
    share = new FrameShare;
  } else {
    share = shares_.back();
    shares_.pop_back();
  }
  *share = {frame->bytes(), frame->size(), frame, now_ms, 1, frame->is_message()};
  return share;
}

void OutboxPool::recycle(FrameShare* share) {
  share->frame->release();
  if (shares_.size() < kKept)
    shares_.push_back(share);
  else
    delete share;
}

OutboxQueue* OutboxPool::take_queue() {
  if (queues_.empty()) return new OutboxQueue;
  OutboxQueue* queue = queues_.back();
  queues_.pop_back();
  return queue;
}

void OutboxPool::give_back(OutboxQueue* queue) {
  if (queues_.size() >= kKept || queue->ring.size() > 8 * OutboxQueue::kInitial) {
    delete queue;
    return;
  }
  queue->head = queue->count = queue->sent_of_front = 0;
  queue->bytes = 0;
  queue->front_message_started = false;
  queues_.push_back(queue);
}

std::uint64_t Outbox::bytes() const {
  if (queue_) return queue_->bytes;
  return single_ ? single_->size : 0;
}

std::int64_t Outbox::oldest_ms() const { return queue_ ? queue_->share(0)->queued_ms : single_->queued_ms; }

void Outbox::make_queue() {
  if (queue_) return;
  queue_ = pool_->take_queue();
  if (single_) queue_->push(single_, false);
  single_ = nullptr;
}

void Outbox::push(FrameShare* share, bool joined) {
  if (is_empty()) {
    single_ = share;
    return;
  }
  make_queue();
  queue_->push(share, joined);
}

int Outbox::gather(iovec* pieces, int capacity) const {
  if (!queue_) {
    if (!single_) return 0;
    pieces[0] = {const_cast<char*>(single_->data), single_->size};
    return 1;
  }
  int used = 0;
  std::size_t skip = queue_->sent_of_front;
  for (std::size_t i = 0; i < queue_->count && used < capacity; ++i) {
    const FrameShare* share = queue_->share(i);
    pieces[used++] = {const_cast<char*>(share->data) + skip, share->size - skip};
    skip = 0;
  }
  return used;
}

std::uint32_t Outbox::consume(std::size_t size) {
  if (!queue_) {
    if (single_ && size == single_->size) {
      const std::uint32_t messages = single_->is_message ? 1 : 0;
      pool_->release(single_);
      single_ = nullptr;
      return messages;
    }
    make_queue();
  }
  std::uint32_t messages = 0;
  bool finished_one = false;
  queue_->bytes -= size;
  queue_->sent_of_front += size;
  while (queue_->count > 0 && queue_->sent_of_front >= queue_->share(0)->size) {
    queue_->sent_of_front -= queue_->share(0)->size;
    if (queue_->share(0)->is_message) ++messages;
    pool_->release(queue_->share(0));
    queue_->head = (queue_->head + 1) & (queue_->ring.size() - 1);
    --queue_->count;
    finished_one = true;
  }
  if (finished_one) queue_->front_message_started = queue_->count > 0 && queue_->joined(0);
  settle();
  return messages;
}

// How many entries at the front must stay: those begun, and the rest of their message.
std::size_t Outbox::started(std::size_t pinned) const {
  std::size_t keep = 0;
  std::size_t covered = 0;
  while (keep < queue_->count && covered < queue_->sent_of_front + pinned) covered += queue_->share(keep++)->size;
  if (keep == 0 && queue_->front_message_started) keep = 1;
  if (keep == 0) return 0;
  while (keep < queue_->count && queue_->joined(keep)) ++keep;
  return keep;
}

void Outbox::drop_group(std::size_t index) {
  std::size_t length = 1;
  while (index + length < queue_->count && queue_->joined(index + length)) ++length;
  for (std::size_t i = index; i < index + length; ++i) {
    queue_->bytes -= queue_->share(i)->size;
    pool_->release(queue_->share(i));
  }
  queue_->erase(index, length);
}

bool Outbox::drop_oldest(std::size_t pinned) {
  if (is_empty()) return false;
  make_queue();
  const std::size_t index = started(pinned);
  if (index >= queue_->count) return false;
  drop_group(index);
  settle();
  return true;
}

std::uint32_t Outbox::drop_older_than(std::int64_t before_ms, std::size_t pinned) {
  if (is_empty()) return 0;
  make_queue();
  const std::size_t index = started(pinned);
  std::uint32_t dropped = 0;
  while (index < queue_->count && queue_->share(index)->queued_ms < before_ms) {
    drop_group(index);
    ++dropped;
  }
  settle();
  return dropped;
}

void Outbox::keep_started(std::size_t pinned) {
  if (is_empty()) return;
  make_queue();
  std::size_t keep = 0;
  std::size_t covered = 0;
  while (keep < queue_->count && covered < queue_->sent_of_front + pinned) covered += queue_->share(keep++)->size;
  for (std::size_t i = keep; i < queue_->count; ++i) {
    queue_->bytes -= queue_->share(i)->size;
    pool_->release(queue_->share(i));
  }
  queue_->count = keep;
  settle();
}

void Outbox::clear() {
  if (single_) pool_->release(single_);
  single_ = nullptr;
  if (!queue_) return;
  for (std::size_t i = 0; i < queue_->count; ++i) pool_->release(queue_->share(i));
  queue_->count = 0;
  settle();
}

// Gives the queue back once it is empty.
void Outbox::settle() {
  if (!queue_ || queue_->count > 0) return;
  pool_->give_back(queue_);
  queue_ = nullptr;
}

}  // namespace wagate::http_server
