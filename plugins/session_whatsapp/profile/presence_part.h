#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "chat/arguments.h"
#include "chat/chat_part.h"
#include "chat/chat_place.h"
#include "profile/contact_tokens.h"
#include "session/alarm.h"

namespace wagate::session_whatsapp {

// Who is there and who types, in both directions. Used on the lane.
class PresencePart final : public ChatPart {
 public:
  static constexpr std::size_t kMaxShown = 256;  // chats in which somebody is shown to type
  static constexpr std::int64_t kMaxDelayMs = 600'000;

  static constexpr std::int64_t kNameMs = 5'000;  // between looks whether the account has a name

  // All of it outlives the part.
  PresencePart(ChatPlace& place, ContactTokens& tokens)
      : place_(place), tokens_(tokens), until_named_(place.session.place) {}

  void online() override;
  void offline() override;
  bool take(const Node& stanza) override;
  bool execute(std::string_view name, const Document& arguments, const ReplyBox& reply) override;

  // The account shows as there or away. False without a connection.
  bool show(bool is_available);

  // WhatsApp tells of the other's presence from now on, until the connection ends.
  void subscribe(const Jid& chat);

 private:
  // A name is what is shown; without one WhatsApp does not take it. A device that was linked just now has none yet.
  void show_once_named();
  void set_presence(const Arguments& arguments, const ReplyBox& reply);
  void show_in_chat(const Arguments& arguments, const ReplyBox& reply);
  bool send_state(const Jid& chat, std::string_view state);
  void take_presence(const Node& presence);
  void take_state(const Node& state);
  void publish(const Jid& chat, const Jid& who, std::string state, std::int64_t last_seen);

  ChatPlace& place_;
  ContactTokens& tokens_;
  Alarm until_named_;
  std::map<std::uint64_t, std::unique_ptr<Alarm>> shown_;
  std::uint64_t last_shown_ = 0;
};

}  // namespace wagate::session_whatsapp
