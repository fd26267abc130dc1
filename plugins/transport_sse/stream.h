#pragma once

#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>

#include "wagate/abi/http.h"
#include "wagate/owned.h"

namespace wagate::transport_sse {

// One client's HTTP exchange, from its request to the end of its stream. Its answers come from several
// threads: the loop, the kernel's, those that deliver. Whoever ends it first decides how.
//
// Every member may be called from any thread.
class Stream {
 public:
  Stream(std::string channel, Owned<abi::HttpExchange> exchange)
      : channel_(std::move(channel)), exchange_(std::move(exchange)) {}

  const std::string& channel() const { return channel_; }

  // What it is in; 0 while it is not.
  abi::ClientId client = 0;      // set once, before the stream begins
  abi::AudienceId audience = 0;  // guarded by StreamList

  // Refuses the request. Nothing happens when it has begun or ended.
  void refuse(std::uint32_t status, std::string_view error, std::string_view message);

  // Sends the head. False when the client has gone.
  bool begin(std::string_view first_text);

  // False when nothing can be sent any more; `too_slow` says that more than `max_bytes` wait.
  bool write(std::string_view text, std::uint64_t max_bytes, bool& too_slow);

  // What was written and the client has not taken.
  std::uint64_t queued_bytes();

  // Ends the stream behind what was written.
  void end(std::string_view last_text);

  void abandon();  // the client has gone

 private:
  const std::string channel_;
  std::mutex mutex_;
  Owned<abi::HttpExchange> exchange_;  // guarded by mutex_; null once it has ended
  bool begun_ = false;                 // guarded by mutex_
};

}  // namespace wagate::transport_sse
