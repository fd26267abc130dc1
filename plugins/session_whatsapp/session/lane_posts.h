#pragma once

#include <memory>
#include <utility>

#include "session/lane.h"

namespace wagate::session_whatsapp {

// Posts to a lane for an object that may be gone before its turn comes: then the work is forgotten. Used on the lane,
// where the object is also destroyed.
class LanePosts {
 public:
  explicit LanePosts(std::shared_ptr<Lane> lane) : lane_(std::move(lane)) {}

  void post(Lane::Work work) {
    lane_->post([alive = std::weak_ptr<const bool>(alive_), work = std::move(work)] {
      if (!alive.expired()) work();
    });
  }

 private:
  const std::shared_ptr<Lane> lane_;
  const std::shared_ptr<const bool> alive_ = std::make_shared<const bool>(true);
};

}  // namespace wagate::session_whatsapp
