#pragma once

#include "wagate/plugin.h"

namespace wagate::archive_sqlite {

// What the archive counts. Kernels without figures count nothing.
class Figures {
 public:
  explicit Figures(const PluginContext& context) {
    auto* metrics = context.find<abi::Metrics>();
    if (!metrics) return;
    written_ = metrics->counter("rows_written_total", "Rows added or changed in the archive.");
    removed_ = metrics->counter("rows_removed_total", "Rows removed because they are too old, too many, or of a removed instance.");
    const abi::NameValue full{"reason", "queue_full"};
    const abi::NameValue failed{"reason", "write_failed"};
    const abi::NameValue unreadable{"reason", "unreadable"};
    constexpr const char* kHelp = "Events and records that are not in the archive.";
    queue_full_ = metrics->counter("dropped_total", kHelp, &full, 1);
    write_failed_ = metrics->counter("dropped_total", kHelp, &failed, 1);
    unreadable_ = metrics->counter("dropped_total", kHelp, &unreadable, 1);
    queue_bytes_ = metrics->gauge("queue_bytes", "What waits to be written.");
  }

  void written(std::uint64_t rows) const { add(written_, rows); }
  void removed(std::uint64_t rows) const { add(removed_, rows); }
  void queue_full() const { add(queue_full_, 1); }
  void write_failed(std::uint64_t events) const { add(write_failed_, events); }
  void unreadable(std::uint64_t records) const { add(unreadable_, records); }
  void queue_bytes(std::size_t bytes) const {
    if (queue_bytes_) queue_bytes_->set(static_cast<double>(bytes));
  }

 private:
  static void add(abi::Counter* counter, std::uint64_t amount) {
    if (counter && amount > 0) counter->add(amount);
  }

  abi::Counter* written_ = nullptr;
  abi::Counter* removed_ = nullptr;
  abi::Counter* queue_full_ = nullptr;
  abi::Counter* write_failed_ = nullptr;
  abi::Counter* unreadable_ = nullptr;
  abi::Gauge* queue_bytes_ = nullptr;
};

}  // namespace wagate::archive_sqlite
