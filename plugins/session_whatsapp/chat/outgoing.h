#pragma once

#include <string>
#include <vector>

#include "chat/chat_place.h"
#include "session/lane_posts.h"

namespace wagate::session_whatsapp {

// Messages the server has not acknowledged yet. The MessageSealer keeps their stanzas with the ratchets they were
// encrypted with; here they are sent again at the next login, as they were, so that neither a process that is killed nor a
// connection that breaks loses what somebody was told is on its way. A receiver that has one already knows it by its id.
// Used on the lane.
class Outgoing {
 public:
  explicit Outgoing(ChatPlace& place) : place_(place), posts_(place.session.place.lane) {}
  ~Outgoing();

  void online();

  // The server has the message, or refuses it: it is not sent again. Many at a time are written down together.
  void is_settled(std::string id);

 private:
  void forget_settled();

  ChatPlace& place_;
  std::vector<std::string> settled_;  // and still on the disk
  bool is_posted_ = false;            // that they are forgotten
  LanePosts posts_;
};

}  // namespace wagate::session_whatsapp
