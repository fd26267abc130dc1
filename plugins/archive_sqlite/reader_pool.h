#pragma once

#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "reader.h"

namespace wagate::archive_sqlite {

// Readers for as many threads as ask, and for a visitor that asks again while it is called. The few
// that are kept when nobody asks have their statements ready.
class ReaderPool {
 public:
  // A reader for one question; given back when the lease goes.
  class Lease {
   public:
    Lease(ReaderPool& pool, std::unique_ptr<Reader> reader) : pool_(pool), reader_(std::move(reader)) {}
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    ~Lease() { pool_.give_back(std::move(reader_)); }

    Reader* operator->() const { return reader_.get(); }

   private:
    ReaderPool& pool_;
    std::unique_ptr<Reader> reader_;
  };

  explicit ReaderPool(const sqlite::Options& options) : options_(options) {}

  Lease take() {  // throws sqlite::Error
    {
      std::lock_guard lock(mutex_);
      if (!idle_.empty()) {
        auto reader = std::move(idle_.back());
        idle_.pop_back();
        return Lease(*this, std::move(reader));
      }
    }
    return Lease(*this, std::make_unique<Reader>(options_));
  }

 private:
  static constexpr std::size_t kMaxIdle = 4;

  void give_back(std::unique_ptr<Reader> reader) {
    std::lock_guard lock(mutex_);
    if (idle_.size() < kMaxIdle) idle_.push_back(std::move(reader));
  }

  const sqlite::Options options_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Reader>> idle_;  // guarded by mutex_
};

}  // namespace wagate::archive_sqlite
