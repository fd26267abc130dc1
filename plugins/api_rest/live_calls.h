#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <vector>

#include "wagate/abi/http.h"

namespace wagate::api_rest {

class Call;

// The calls in progress: how many there are, and which one belongs to an exchange whose client has
// gone. Every member may be called from any thread.
class LiveCalls {
 public:
  explicit LiveCalls(std::size_t limit) : limit_(limit) {}

  bool is_full() const;

  // A call begins and ends; kept by Call itself.
  void enter();
  void leave();

  // Remembers whose exchange this is until forget(). A call that waits for its body is kept alive by
  // that, until go_on() or forget(), which give the reference back.
  enum class Until { answered, body };
  void remember(abi::HttpExchange* exchange, const std::shared_ptr<Call>& call, Until until);
  std::shared_ptr<Call> go_on(abi::HttpExchange* exchange);
  [[nodiscard]] std::shared_ptr<Call> forget(abi::HttpExchange* exchange);
  std::shared_ptr<Call> find(abi::HttpExchange* exchange) const;
  std::vector<std::shared_ptr<Call>> all() const;
  std::vector<std::shared_ptr<Call>> waiting_for_body() const;

  // Waits until no call is left or the time is over, and returns whether none is left.
  bool wait_idle(std::chrono::milliseconds patience);

 private:
  struct Entry {
    std::weak_ptr<Call> call;
    std::shared_ptr<Call> kept;  // while it waits for its body
  };

  const std::size_t limit_;
  mutable std::mutex mutex_;
  std::condition_variable idle_;
  std::size_t count_ = 0;                                          // guarded by mutex_
  std::unordered_map<abi::HttpExchange*, Entry> by_exchange_;  // guarded by mutex_
};

}  // namespace wagate::api_rest
