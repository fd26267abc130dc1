#pragma once

#include <sys/uio.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "shared_frame.h"

namespace wagate::http_server {

// One loop's share in a frame. The frame's own count is atomic and costs 9 ns per client; this one
// is plain, because only the loop's thread touches it: one atomic operation per loop and frame.
struct FrameShare {
  const char* data;
  std::size_t size;
  SharedFrame* frame;
  std::int64_t queued_ms;
  std::uint32_t users;
  bool is_message;  // not a control frame
};

struct OutboxQueue;

// Recycles the small objects of a loop's outboxes. One per loop, used by its thread only.
class OutboxPool {
 public:
  OutboxPool() = default;
  OutboxPool(const OutboxPool&) = delete;
  OutboxPool& operator=(const OutboxPool&) = delete;
  ~OutboxPool();

  // A share with one user: the caller. Takes over one ownership of `frame`.
  FrameShare* share(SharedFrame* frame, std::int64_t now_ms);
  void release(FrameShare* share) {
    if (--share->users == 0) recycle(share);
  }

  OutboxQueue* take_queue();
  void give_back(OutboxQueue* queue);

 private:
  static constexpr std::size_t kKept = 4096;

  void recycle(FrameShare* share);

  std::vector<FrameShare*> shares_;
  std::vector<OutboxQueue*> queues_;
};

// What a client is still to be sent: two words while empty or holding a single frame, a queue from
// the pool otherwise.
//
// Frames pushed with `joined` belong to the message of the frame before them (a Socket.IO event and
// its attachments): they are dropped together or not at all.
class Outbox {
 public:
  explicit Outbox(OutboxPool& pool) : pool_(&pool) {}
  Outbox(const Outbox&) = delete;
  Outbox& operator=(const Outbox&) = delete;
  ~Outbox() { clear(); }

  bool is_empty() const { return single_ == nullptr && queue_ == nullptr; }
  std::uint64_t bytes() const;

  // When the oldest frame was queued; only while not empty.
  std::int64_t oldest_ms() const;

  // Takes over one use of `share`.
  void push(FrameShare* share, bool joined);

  // The first bytes to send, in at most `capacity` pieces; returns how many.
  int gather(iovec* pieces, int capacity) const;

  // The socket took `size` bytes. Returns how many messages went out completely.
  std::uint32_t consume(std::size_t size);

  // Forgets the oldest message that has not been started, where the first `pinned` bytes count as
  // started (TLS has encrypted them). Returns false when there is nothing to drop.
  bool drop_oldest(std::size_t pinned);

  // The same, for all messages that wait since before `before_ms`; returns how many.
  std::uint32_t drop_older_than(std::int64_t before_ms, std::size_t pinned);

  // Forgets everything that has not been started, so that what follows is a whole frame.
  void keep_started(std::size_t pinned);

  void clear();

 private:
  void make_queue();
  std::size_t started(std::size_t pinned) const;
  void drop_group(std::size_t index);
  void settle();

  OutboxPool* pool_;
  FrameShare* single_ = nullptr;  // the only frame, while there is no queue
  OutboxQueue* queue_ = nullptr;
};

}  // namespace wagate::http_server
