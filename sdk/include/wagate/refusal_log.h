#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "wagate/abi/metrics.h"
#include "wagate/line_budget.h"
#include "wagate/log.h"

namespace wagate {

// At which step somebody was refused.
enum class RefusedStep { handshake, join, request };

// What else is known about somebody who was refused.
struct RefusalDetails {
  std::string_view transport;  // empty: that of the RefusalLog
  std::string_view unit;       // who decided
  std::string_view channel;
  std::string_view as;
  std::uint64_t client = 0;
};

// Refusals in the same words wherever they happen: at the door of a transport, in the kernel. Each is
// counted by step and reason; one line each goes to the log, up to a few per second and address.
//
//   refusals.note(RefusedStep::handshake, "origin not listed", "Origin not allowed", request.peer.view());
//
// Every member may be called from any thread.
class RefusalLog {
 public:
  static constexpr std::uint32_t kLinesPerPeer = 5;  // in a second
  static constexpr std::uint32_t kLinesInAll = 20;   // in a second
  static constexpr std::size_t kMaxReasons = 32;     // different labels; what comes later counts as "other"

  // Without `metrics` nothing is counted. `transport` is for those refusals that name none.
  RefusalLog(Logger log, abi::Clock& clock, abi::Metrics* metrics, std::string transport = {})
      : log_(log), metrics_(metrics), transport_(std::move(transport)), budget_(clock, kLinesPerPeer, kLinesInAll) {}

  // `reason` is for the log: what was wrong, without the secret. `told` is what the client reads; it labels the
  // figure, so it is never a text of the client.
  void note(RefusedStep step, std::string_view reason, std::string_view told, std::string_view peer,
            const RefusalDetails& details = {}) {
    const std::string_view transport = details.transport.empty() ? std::string_view(transport_) : details.transport;
    const Words words = words_of(step);
    count(words, told, transport);
    const auto left_out = budget_.take(peer.empty() ? details.client : std::hash<std::string_view>{}(peer));
    if (!left_out) return;
    // Fields that have nothing to say are left out: the log shows what is there.
    abi::LogField fields[8];
    std::size_t used = 0;
    const auto add = [&](std::string_view key, std::string_view value) {
      if (!value.empty()) fields[used++] = {key, value, 0, 0};
    };
    const std::string client = details.client == 0 ? std::string() : std::to_string(details.client);
    const std::string more = *left_out == 0 ? std::string() : std::to_string(*left_out);
    add("reason", reason);
    add("unit", details.unit);
    add("transport", transport);
    add("peer", peer);
    add("client", client);
    add("channel", details.channel);
    add("as", details.as);
    add("left_out", more);
    log_.write(abi::LogLevel::warn, words.message, fields, used);
  }

 private:
  struct Words {
    const char* message;
    const char* figure;
    const char* help;
  };

  static constexpr Words words_of(RefusedStep step) {
    switch (step) {
      case RefusedStep::handshake:
        return {"handshake refused", "handshakes_refused_total", "Clients refused at the door, by what they were told."};
      case RefusedStep::join:
        return {"join refused", "joins_refused_total", "Channels refused to clients, by what they were told."};
      case RefusedStep::request: break;
    }
    return {"request refused", "requests_refused_total", "Requests refused for their key, by what they were told."};
  }

  void count(const Words& words, std::string_view reason, std::string_view transport) {
    if (!metrics_) return;
    {
      std::lock_guard lock(mutex_);
      if (reasons_.find(reason) == reasons_.end()) {
        if (reasons_.size() < kMaxReasons) reasons_.emplace(reason);
        else reason = "other";
      }
    }
    const abi::NameValue labels[] = {{"transport", transport}, {"reason", reason}};
    if (abi::Counter* counter = metrics_->counter(words.figure, words.help, labels, 2)) counter->add(1);
  }

  const Logger log_;
  abi::Metrics* const metrics_;
  const std::string transport_;
  LineBudget budget_;

  std::mutex mutex_;
  std::set<std::string, std::less<>> reasons_;  // guarded by mutex_
};

}  // namespace wagate
