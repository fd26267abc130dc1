#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "app_state/app_state_intake.h"
#include "app_state/app_state_sync.h"
#include "app_state/app_state_writer.h"
#include "app_state/turns.h"
#include "chat/chat_part.h"
#include "chat/chat_place.h"
#include "chat/durable_events.h"

namespace wagate::session_whatsapp {

// The settings all devices of the account share: keeps them in step, and changes them for applications.
class AppStatePart final : public ChatPart {
 public:
  // All outlive it.
  AppStatePart(ChatPlace& place, DurableEvents& events);

  void online() override { sync_.online(); }
  void offline() override { sync_.offline(); }
  bool take(const Node& stanza) override;
  bool execute(std::string_view name, const Document& arguments, const ReplyBox& reply) override;

  // The phone has shared keys; they are in the store.
  void keys_arrived() { sync_.keys_arrived(); }

  AppStateWriter& writer() { return writer_; }

 private:
  void change(std::optional<AppStateChange> change, const std::string& problem, const ReplyBox& reply);
  void fetch_labels(const ReplyBox& reply);
  void label_chat(const Document& arguments, const ReplyBox& reply);

  ChatPlace& place_;
  AppStateIntake intake_;
  Turns turns_;
  AppStateSync sync_;
  AppStateWriter writer_;
};

}  // namespace wagate::session_whatsapp
