#include "transfer_loop.h"

#include <algorithm>
#include <string>
#include <utility>

namespace wagate::http_client {

namespace {

constexpr int kPollMs = 1'000;  // woken earlier by sockets, timeouts and new transfers

}  // namespace

TransferLoop::TransferLoop(TransferOptions options, Limits limits)
    : options_(std::move(options)), limits_(limits), multi_(curl_multi_init()) {
  curl_multi_setopt(multi_, CURLMOPT_MAX_HOST_CONNECTIONS, static_cast<long>(limits_.max_per_host));
  curl_multi_setopt(multi_, CURLMOPT_MAX_TOTAL_CONNECTIONS, static_cast<long>(limits_.max_transfers));
  thread_ = std::thread([this] { run(); });
}

TransferLoop::~TransferLoop() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  curl_multi_wakeup(multi_);
  thread_.join();
  for (const auto& transfer : running_) curl_multi_remove_handle(multi_, transfer->handle());
  running_.clear();
  curl_multi_cleanup(multi_);
}

void TransferLoop::add(std::unique_ptr<Transfer> transfer) {
  {
    std::lock_guard lock(mutex_);
    if (!stopping_ && waiting_.size() < limits_.max_waiting && waiting_bytes_ + transfer->bytes() <= limits_.max_waiting_bytes) {
      waiting_bytes_ += transfer->bytes();
      waiting_.push_back(std::move(transfer));
    }
  }
  if (transfer) {
    transfer->refuse(abi::StatusCode::resource_exhausted, "too many requests to other servers wait already; try again later");
    return;
  }
  curl_multi_wakeup(multi_);
}

void TransferLoop::run() {
  while (true) {
    {
      std::lock_guard lock(mutex_);
      if (stopping_) return;
    }
    begin_waiting();
    int active = 0;
    curl_multi_perform(multi_, &active);
    end_finished();
    {
      std::lock_guard lock(mutex_);
      if (!waiting_.empty() && running_.size() < limits_.max_transfers) continue;
    }
    curl_multi_poll(multi_, nullptr, 0, kPollMs, nullptr);
  }
}

void TransferLoop::begin_waiting() {
  while (running_.size() < limits_.max_transfers) {
    std::unique_ptr<Transfer> next;
    {
      std::lock_guard lock(mutex_);
      if (waiting_.empty()) return;
      next = std::move(waiting_.front());
      waiting_.pop_front();
      waiting_bytes_ -= next->bytes();
    }
    if (!next->is_wanted()) {
      next->refuse(abi::StatusCode::failed_precondition, "the request was taken back before it began");
      continue;
    }
    CURL* const easy = next->prepare(options_);
    if (!easy || curl_multi_add_handle(multi_, easy) != CURLM_OK) {
      next->refuse(abi::StatusCode::unavailable, "the request could not be begun");
      continue;
    }
    running_.push_back(std::move(next));
  }
}

void TransferLoop::end_finished() {
  int left = 0;
  while (CURLMsg* message = curl_multi_info_read(multi_, &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    CURL* const easy = message->easy_handle;
    const CURLcode result = message->data.result;
    curl_multi_remove_handle(multi_, easy);
    const auto found = std::find_if(running_.begin(), running_.end(), [&](const auto& it) { return it->handle() == easy; });
    if (found == running_.end()) continue;
    const std::unique_ptr<Transfer> done = std::move(*found);
    running_.erase(found);
    done->finish(result);
  }
}

}  // namespace wagate::http_client
