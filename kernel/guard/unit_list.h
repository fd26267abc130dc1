#pragma once

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace wagate {

// An ordered list of what units offer (filters, authenticators, transports), read on every event
// and changed when a unit starts or stops.
//
// A reader takes a Visit: the list as it is, without a lock held while it calls the units. Removing
// a unit waits until no visit that could still call it is under way, so that afterwards the unit
// can be stopped and released.
//
//   for (const auto& entry : filters.visit()) {
//     if (entry->active()) entry->value.filter->on_event(edit);
//   }
//
// visit() may be called from any thread, also inside a visit. remove() waits; it must not be called
// from inside a visit of the same list.
template <typename Value>
class UnitList {
 public:
  struct Entry {
    Entry(std::string name, Value content) : unit(std::move(name)), value(std::move(content)) {}

    // False once the unit is being removed; then it must not be called any more.
    bool active() const { return active_.load(std::memory_order_seq_cst); }

    const std::string unit;
    const Value value;

   private:
    friend class UnitList;
    std::atomic<bool> active_{true};
  };

  using EntryPtr = std::shared_ptr<Entry>;

 private:
  struct Version {
    std::vector<EntryPtr> entries;
    std::atomic<std::uint32_t> inside{0};
  };

 public:
  class Visit {
   public:
    Visit(Visit&& other) noexcept : list_(other.list_), version_(std::move(other.version_)) {}
    Visit(const Visit&) = delete;
    Visit& operator=(Visit&&) = delete;
    Visit& operator=(const Visit&) = delete;
    ~Visit() {
      if (version_) list_->leave(*version_);
    }

    auto begin() const { return version_->entries.cbegin(); }
    auto end() const { return version_->entries.cend(); }
    std::size_t size() const { return version_->entries.size(); }
    const Entry& operator[](std::size_t i) const { return *version_->entries[i]; }
    const EntryPtr& at(std::size_t i) const { return version_->entries[i]; }

   private:
    friend class UnitList;
    Visit(UnitList* list, std::shared_ptr<Version> version) : list_(list), version_(std::move(version)) {}

    UnitList* list_;
    std::shared_ptr<Version> version_;  // null after a move
  };

  UnitList() : current_(std::make_shared<Version>()) {}
  UnitList(const UnitList&) = delete;
  UnitList& operator=(const UnitList&) = delete;

  Visit visit() {
    std::lock_guard lock(mutex_);
    current_->inside.fetch_add(1, std::memory_order_seq_cst);
    return Visit(this, current_);
  }

  // A cheap look before visit(): true when nobody is in the list.
  bool empty() const { return count_.load(std::memory_order_acquire) == 0; }

  void add(std::string unit, Value value) {
    std::lock_guard lock(mutex_);
    auto next = std::make_shared<Version>();
    next->entries = current_->entries;
    next->entries.push_back(std::make_shared<Entry>(std::move(unit), std::move(value)));
    replace(std::move(next));
  }

  // Puts the named units first, in this order; the others follow in the order they were added.
  void order(const std::vector<std::string>& units) {
    std::lock_guard lock(mutex_);
    auto next = std::make_shared<Version>();
    next->entries = current_->entries;
    const auto rank = [&](const EntryPtr& entry) {
      return std::find(units.begin(), units.end(), entry->unit) - units.begin();
    };
    std::stable_sort(next->entries.begin(), next->entries.end(),
                     [&](const EntryPtr& a, const EntryPtr& b) { return rank(a) < rank(b); });
    replace(std::move(next));
  }

  // Removes every entry of the unit and waits until none of them is being called. Returns how many.
  std::size_t remove(std::string_view unit) {
    std::unique_lock lock(mutex_);
    auto next = std::make_shared<Version>();
    for (const EntryPtr& entry : current_->entries) {
      if (entry->unit == unit) {
        entry->active_.store(false, std::memory_order_seq_cst);
      } else {
        next->entries.push_back(entry);
      }
    }
    const std::size_t removed = current_->entries.size() - next->entries.size();
    if (removed == 0) return 0;
    replace(std::move(next));
    const std::vector<std::weak_ptr<Version>> old = old_;
    waiting_.fetch_add(1, std::memory_order_seq_cst);
    idle_.wait(lock, [&] {
      return std::all_of(old.begin(), old.end(), [](const std::weak_ptr<Version>& weak) {
        const auto version = weak.lock();
        return !version || version->inside.load(std::memory_order_seq_cst) == 0;
      });
    });
    waiting_.fetch_sub(1, std::memory_order_seq_cst);
    return removed;
  }

 private:
  void replace(std::shared_ptr<Version> next) {  // mutex_ held
    std::erase_if(old_, [](const std::weak_ptr<Version>& weak) { return weak.expired(); });
    old_.push_back(current_);
    count_.store(next->entries.size(), std::memory_order_release);
    current_ = std::move(next);
  }

  void leave(Version& version) {
    // Sequentially consistent on both sides: either the remover sees nobody inside, or this
    // thread sees the remover waiting.
    if (version.inside.fetch_sub(1, std::memory_order_seq_cst) != 1) return;
    if (waiting_.load(std::memory_order_seq_cst) == 0) return;
    std::lock_guard lock(mutex_);
    idle_.notify_all();
  }

  std::mutex mutex_;
  std::condition_variable idle_;
  std::shared_ptr<Version> current_;           // guarded by mutex_
  std::vector<std::weak_ptr<Version>> old_;    // guarded by mutex_
  std::atomic<std::size_t> count_{0};
  std::atomic<std::uint32_t> waiting_{0};
};

}  // namespace wagate
