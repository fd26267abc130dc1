#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "chat/chat_part.h"
#include "chat/chat_place.h"
#include "message/compose.h"
#include "message/file_of_message.h"
#include "session/alarm.h"

namespace wagate::session_whatsapp {

// Fetches the files of messages. For one that is gone from the media hosts the phone is asked to put it up again, and
// given half a minute.
class MediaFetch final : public ChatPart {
 public:
  static constexpr std::int64_t kPhonePatienceMs = 30'000;
  static constexpr std::size_t kMaxAsked = 64;

  // The place outlives it.
  explicit MediaFetch(ChatPlace& place) : place_(place) {}

  void offline() override { asked_.clear(); }
  bool take(const Node& stanza) override;
  bool execute(std::string_view name, const Document& arguments, const ReplyBox& reply) override;

 private:
  struct Wanted;

  void fetch(const std::shared_ptr<Wanted>& wanted);
  void ask_phone(const std::shared_ptr<Wanted>& wanted);
  void take_answer(const Node& notification);

  ChatPlace& place_;
  std::multimap<std::string, std::shared_ptr<Wanted>> asked_;  // of the phone, by message id
};

}  // namespace wagate::session_whatsapp
