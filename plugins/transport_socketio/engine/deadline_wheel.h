#pragma once

#include <array>
#include <cstdint>

namespace wagate::transport_socketio {

// The deadlines of all sessions of a loop: one tick walks what is due, and no session has a timer of
// its own.
//
// A deadline that moves later costs nothing: the node stays where it is and is moved when its old
// time comes. Times are nanoseconds of one monotonic clock.
//
// Belongs to one loop.
class DeadlineWheel {
 public:
  // Base of what waits. In at most one wheel; must be cancelled before it is destroyed.
  class Node {
   public:
    Node() = default;
    Node(const Node&) = delete;
    Node& operator=(const Node&) = delete;

   private:
    friend class DeadlineWheel;
    Node* previous_ = nullptr;
    Node* next_ = nullptr;
    std::int64_t deadline_ = 0;
    std::int64_t slot_time_ = 0;  // when the wheel looks at the node; not after deadline_
  };

  DeadlineWheel(std::int64_t tick_ns, std::int64_t now) : tick_ns_(tick_ns), looked_at_(now / tick_ns) {
    for (Node& head : slots_) head.previous_ = head.next_ = &head;
  }

  void schedule(Node& node, std::int64_t deadline) {
    const bool linked = node.next_ != nullptr;
    node.deadline_ = deadline;
    if (linked && deadline >= node.slot_time_) return;
    if (linked) unlink(node);
    link(node);
  }

  void cancel(Node& node) {
    if (node.next_) unlink(node);
  }

  // Calls fire(Node&) for every node whose deadline is not after `now`, each taken off before. The
  // callable may schedule and cancel any node, its own too.
  template <typename Fire>
  void advance(std::int64_t now, Fire&& fire) {
    const std::int64_t target = now / tick_ns_;
    // After a long sleep one round sees every slot.
    if (target - looked_at_ > kSlots) looked_at_ = target - kSlots;
    while (true) {
      const std::int64_t tick = looked_at_;
      // Move on first, so that what fire() schedules lands in a slot that is still to come. The current
      // tick is not over and is looked at again.
      if (looked_at_ < target) ++looked_at_;
      visit(slots_[static_cast<std::size_t>(tick % kSlots)], now, fire);
      if (tick >= target) break;
    }
  }

 private:
  static constexpr std::int64_t kSlots = 256;

  static void unlink(Node& node) {
    node.previous_->next_ = node.next_;
    node.next_->previous_ = node.previous_;
    node.previous_ = node.next_ = nullptr;
  }

  static void append(Node& head, Node& node) {
    node.previous_ = head.previous_;
    node.next_ = &head;
    head.previous_->next_ = &node;
    head.previous_ = &node;
  }

  void link(Node& node) {
    // Past deadlines go into the slot that is looked at next; far ones as far as the wheel reaches.
    std::int64_t tick = node.deadline_ / tick_ns_;
    if (tick < looked_at_) tick = looked_at_;
    if (tick > looked_at_ + kSlots - 1) tick = looked_at_ + kSlots - 1;
    node.slot_time_ = tick * tick_ns_;
    append(slots_[static_cast<std::size_t>(tick % kSlots)], node);
  }

  template <typename Fire>
  void visit(Node& head, std::int64_t now, Fire& fire) {
    // Everything is moved to a list of its own first: fire() may put nodes back into this slot.
    Node waiting;
    waiting.previous_ = waiting.next_ = &waiting;
    while (head.next_ != &head) {
      Node& node = *head.next_;
      unlink(node);
      append(waiting, node);
    }
    while (waiting.next_ != &waiting) {
      Node& node = *waiting.next_;
      unlink(node);
      if (node.deadline_ <= now) {
        fire(node);
      } else {
        link(node);
      }
    }
  }

  const std::int64_t tick_ns_;
  std::int64_t looked_at_;  // the tick whose slot is looked at next
  std::array<Node, kSlots> slots_;
};

}  // namespace wagate::transport_socketio
