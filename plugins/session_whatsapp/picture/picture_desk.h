#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>
#include <string_view>

#include "session/lane.h"
#include "session/outstanding.h"
#include "wagate/abi/host.h"

namespace wagate::session_whatsapp {

// Where the pictures of all sessions are read and written, one after the other.
//
// A photograph takes tens of milliseconds, the largest picture the limits admit two seconds. On its session's lane that
// would hold up what arrives there; and lanes of many sessions with pictures would together take every thread of the
// host's pool, so that sessions without pictures waited, too. The desk is a lane of its own: it takes one thread at
// most, and memory for one picture.
class PictureDesk {
 public:
  static constexpr std::size_t kMaxWaiting = 256;
  static constexpr std::size_t kMaxWaitingBytes = 268'435'456;

  PictureDesk(abi::Executor& executor, std::shared_ptr<Outstanding> outstanding,
              std::function<void(std::string_view)> on_throw);

  // False when too much waits already; then `work` is forgotten. `bytes`: of the file it holds. [any]
  [[nodiscard]] bool post(std::size_t bytes, Lane::Work work);

  // Forgets what waits, and waits for the picture that is in work. [any]
  void shut() { lane_->shut(); }

 private:
  // Shared with the work, which may be forgotten after the desk is gone.
  struct Load {
    std::atomic<std::size_t> pictures = 0;
    std::atomic<std::size_t> bytes = 0;
  };

  const std::shared_ptr<Load> load_ = std::make_shared<Load>();
  const std::shared_ptr<Lane> lane_;
};

}  // namespace wagate::session_whatsapp
