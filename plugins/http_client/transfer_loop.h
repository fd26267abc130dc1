#pragma once

#include <curl/curl.h>

#include <cstddef>
#include <deque>
#include <list>
#include <memory>
#include <mutex>
#include <thread>

#include "transfer.h"

namespace wagate::http_client {

// A thread that runs transfers side by side and keeps their connections for the next ones. Two loops
// never share a connection: one that was made with permission to reach private addresses must not
// serve a request without it.
class TransferLoop {
 public:
  struct Limits {
    std::size_t max_transfers = 256;
    std::size_t max_per_host = 16;
    std::size_t max_waiting = 10'000;
    std::size_t max_waiting_bytes = 256u << 20;
  };

  TransferLoop(TransferOptions options, Limits limits);
  TransferLoop(const TransferLoop&) = delete;
  TransferLoop& operator=(const TransferLoop&) = delete;
  ~TransferLoop();  // everything that waits or runs is answered: the gateway is stopping

  // Takes its turn; answers at once when too many wait. [any]
  void add(std::unique_ptr<Transfer> transfer);

 private:
  void run();
  void begin_waiting();
  void end_finished();

  const TransferOptions options_;
  const Limits limits_;
  CURLM* const multi_;

  std::mutex mutex_;
  std::deque<std::unique_ptr<Transfer>> waiting_;  // guarded by mutex_
  std::size_t waiting_bytes_ = 0;                  // guarded by mutex_
  bool stopping_ = false;                          // guarded by mutex_

  std::list<std::unique_ptr<Transfer>> running_;  // of the thread
  std::thread thread_;
};

}  // namespace wagate::http_client
