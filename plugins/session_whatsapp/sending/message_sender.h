#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "chat/chat_place.h"
#include "chat/group_directory.h"
#include "message/message_sealer.h"
#include "message/retry.h"
#include "sending/letter.h"
#include "session/device_directory.h"
#include "session/key_bundles.h"
#include "session/reply_box.h"

namespace wagate::session_whatsapp {

// Sends messages of any kind to persons, groups and as stories: finds the devices of all who shall read it, and the own
// ones, opens sessions where there are none, encrypts for each, and sends again what devices ask for. On the lane.
class MessageSender {
 public:
  static constexpr std::size_t kMaxDelayed = 256;

  // All outlive it.
  MessageSender(ChatPlace& place, DeviceDirectory& devices, GroupDirectory& groups)
      : place_(place), devices_(devices), groups_(groups) {}

  void send(Letter letter, ReplyBox reply);

  // A <receipt type="retry">: encrypts the message anew for the device that could not read it.
  void take_retry(const Node& receipt);

  // What waits for its delay is not sent any more.
  void forget_delayed() { delayed_.clear(); }

 private:
  struct Sending;

  void show_state(const Letter& letter, bool is_paused);
  void find_readers(const std::shared_ptr<Sending>& sending);
  void find_devices(const std::shared_ptr<Sending>& sending, const std::vector<Jid>& accounts);
  void open_sessions(const std::shared_ptr<Sending>& sending);
  void seal_and_send(const std::shared_ptr<Sending>& sending);
  Context context_of(const Sending& sending, const std::string& shown_chat, Transaction& work, const Jid& own) const;
  void publish(const SentLetter& sent, const ReplyBox& reply);
  void answer(const RetryRequest& request, const std::optional<PreKeyBundle>& bundle);

  ChatPlace& place_;
  DeviceDirectory& devices_;
  GroupDirectory& groups_;
  std::map<std::uint64_t, std::unique_ptr<Alarm>> delayed_;
  std::uint64_t last_delayed_ = 0;
};

}  // namespace wagate::session_whatsapp
